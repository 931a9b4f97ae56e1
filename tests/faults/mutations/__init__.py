"""Bugs of the money path to be planted, by subject. Data only: tests/faults/mutants.py plants them in a copy."""
