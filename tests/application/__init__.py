"""Stories of the core told through the message bus, on a real database, with in-memory edges."""
