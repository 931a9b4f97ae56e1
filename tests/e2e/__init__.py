"""End to end: the real bot in its own process against the world on loopback."""
