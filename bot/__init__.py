"""Asks and tells in Telegram. Only app.py knows the adapters."""
