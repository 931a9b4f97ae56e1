"""What is stored comes back equal, once, and only when it was durable."""
