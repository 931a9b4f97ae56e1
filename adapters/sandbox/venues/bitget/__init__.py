"""Bitget on loopback: classic accounts (v2) and unified accounts (v3), REST and WebSocket, as its documents say."""
