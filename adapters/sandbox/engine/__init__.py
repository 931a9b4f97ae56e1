"""What an exchange is without its protocol: instruments, accounts, orders, positions, matching. Knows no HTTP."""
