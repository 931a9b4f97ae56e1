"""The demo: people who live a whole story in the sandbox, driven over HTTP only. Imports no part of the bot."""
