"""State at rest: tables, mapping, one writer, units of work, read model. Decides nothing about trading."""
