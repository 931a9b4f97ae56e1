"""The client id a cancel request has of its own while the event of that cancel is written. Keeps nothing after."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.sandbox.engine.orders import Order


class CancelIds:
    """Binance's cancel events carry the cancel's id as `c` and the order's as `C` (spot)."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    @contextmanager
    def naming(self, order: Order, cancel_id: str) -> Iterator[None]:
        self._names[order.order_id] = cancel_id
        try:
            yield
        finally:
            del self._names[order.order_id]

    def of(self, order: Order) -> str:
        return self._names.get(order.order_id, "")
