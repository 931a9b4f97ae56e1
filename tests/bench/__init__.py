"""Measures the way from a leader's fill to the followers' orders, against the sandbox. Tests nothing."""
