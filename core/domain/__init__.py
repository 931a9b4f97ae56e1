"""The rules of copying: synchronous, without clock, randomness or float. Never imports the application."""
