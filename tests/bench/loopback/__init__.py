"""A bare exchange on loopback for timing: takes orders as fast as it can, leaves everything else to the sandbox."""
