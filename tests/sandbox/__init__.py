"""The emulators, seen from outside: real clients over loopback."""
