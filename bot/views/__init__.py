"""Screens: a view of the core in, text and buttons out. Ask nobody and send nothing."""
