"""Where a leader's fills come from. Decides nothing about them."""
