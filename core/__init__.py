"""Decides. Imports nothing from outside the standard library."""
