"""One module per story; the table message -> handler stands in `table.py`."""
