"""Orchestrates the domain through ports. Owns no rules and no third party."""
