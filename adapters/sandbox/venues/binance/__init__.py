"""Binance spot and USDT-margined futures as ccxt speaks to them: REST and user streams over the engine."""
