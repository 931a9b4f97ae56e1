"""Adapters on their own, against small real edges."""
