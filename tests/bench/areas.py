"""Which part of the hot path a function belongs to, by the file it stands in. Measures nothing."""

from collections.abc import Sequence

AREAS: Sequence[tuple[str, Sequence[str]]] = (
    ("decide", ("domain/copy_rules", "domain/sizing", "domain/market", "domain/verdict", "domain/follow", "standing")),
    ("reserve", ("handlers/copying", "handlers/reserving", "domain/trade", "application/turns", "counting")),
    ("settle", ("settlement", "domain/position", "domain/exposure", "order_desk", "turning", "protecting", "closing")),
    ("prepare and send", ("application/sending", "preparing", "order_entry", "ccxt_exchange", "circuit_breaker")),
    ("read at the exchange's", ("adapters/exchanges/reading", "adapters/exchanges/retry", "tenacity")),
    ("limits and gates", ("limiter", "exchanges/gate", "budgets", "attempts", "outcomes", "application/gates")),
    ("dialect and parse", ("adapters/exchanges/b", "adapters/exchanges/wire", "adapters/exchanges/spelling")),
    ("sign", ("hmac.py", "hashlib", "adapters/exchanges/clients", "ccxt/async_support/b", "ccxt/pro/b", "ccxt/base")),
    ("ccxt's calls", ("ccxt/async_support/base", "ccxt/")),
    ("transport", ("lean_transport", "exchanges/line", "urllib", "ssl.py", "exchanges/transport")),
    ("transport of reads", ("aiohttp", "yarl", "multidict", "http/")),
    ("events", ("outbox", "event_bus", "event_codec", "deliveries", "domain/events")),
    ("chat", ("/bot/", "aiogram", "fluent", "pydantic")),
    ("database", ("sqlalchemy", "sqlite", "adapters/persistence", "application/unit_of_work", "vault")),
    ("log", ("loguru", "logs.py", "redaction")),
    ("refreshing", ("boards", "bot/refreshing")),
    ("values", ("core/domain", "core/shared", "decimal", "dataclasses", "enum.py", "datetime")),
    ("the rest of the core", ("core/application",)),
    ("the loop", ("asyncio", "uvloop", "contextlib", "workers", "selectors", "threading", "concurrent")),
)
OTHER = "other"


def area_of(path: str) -> str | None:
    """None for what is built in: that belongs to whoever calls it."""
    if path == "~" or path.startswith("<"):
        return None
    return next((area for area, marks in AREAS if any(mark in path for mark in marks)), OTHER)
