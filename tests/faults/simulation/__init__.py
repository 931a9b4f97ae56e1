"""A whole installation in one thread and in virtual time: real core, real tables, exchanges in memory, drawn chance."""
