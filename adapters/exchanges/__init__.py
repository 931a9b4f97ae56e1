"""The three exchanges behind one port. Never decides what to trade."""
