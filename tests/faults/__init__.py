"""What nobody else tries: kills, faults, cuts and forgeries by the thousand. `make faults` plays a sample of them."""
