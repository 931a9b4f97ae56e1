"""What nobody else tries: kills, faults, cuts, forgeries by the thousand. `make faults` plays a sample, never in `make test`."""
