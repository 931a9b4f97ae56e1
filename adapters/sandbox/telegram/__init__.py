"""A Bot API server on loopback with people in it.

Knows Telegram's rules only; never imports core, bot or adapters.exchanges.
"""
