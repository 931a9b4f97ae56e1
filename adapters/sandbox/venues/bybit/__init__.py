"""Bybit's v5 protocol for unified accounts as its REST and WebSocket clients use it. Never matches an order itself."""
