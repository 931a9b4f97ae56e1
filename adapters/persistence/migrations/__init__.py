"""The schema's history, applied at start. A revision that was released is never changed again."""
