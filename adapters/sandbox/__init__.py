"""A world on loopback: three exchanges over one simulated market, Telegram's Bot API, a chat page.

Imports nothing of core, bot or adapters.exchanges: shared code would share its mistakes.
"""
