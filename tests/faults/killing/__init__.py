"""A bot that is killed at a named point while an exchange misbehaves, and the judge who looks afterwards."""
