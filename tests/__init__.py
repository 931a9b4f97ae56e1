"""Tests drive the edges: replaced worlds, nothing patched."""
