"""Drives the sandbox page through every screen in both languages; run by `make tour`, never by the tests."""
