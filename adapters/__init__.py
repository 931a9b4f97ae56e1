"""Does what the core asks: exchanges, database, messaging. Never imports bot."""
