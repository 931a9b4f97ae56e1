"""The bot as its users meet it: a real dispatcher against a Telegram on loopback."""
