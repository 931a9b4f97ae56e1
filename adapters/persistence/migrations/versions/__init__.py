"""One module per revision, oldest first. Imports nothing of today's tables: they go on changing."""
