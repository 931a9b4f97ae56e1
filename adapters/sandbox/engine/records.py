"""Looking up orders and fills, with the lag a lookup may have. Changes nothing."""

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Book, Fill, Order


class Records:
    """Everything an account's owner may ask about the past and the present."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor

    def find_order(
        self, account: VenueAccount, kind: Kind, *, order_id: str, client_id: str, book: Book
    ) -> Order | None:
        found = account.orders.get(order_id) if order_id else account.by_client.get((kind, book, client_id))
        right_place = found is not None and found.kind is kind and found.book is book
        return found if right_place and found is not None and self._visible(found) else None

    def open_orders(self, account: VenueAccount, kind: Kind, *, symbol: str, book: Book | None) -> list[Order]:
        return [
            order
            for order in account.open.values()
            if _matches(order, kind, symbol=symbol, book=book) and self._visible(order)
        ]

    def orders(
        self, account: VenueAccount, kind: Kind, *, symbol: str, book: Book | None, since_ms: int
    ) -> list[Order]:
        found = []
        for order in reversed(account.orders.values()):
            if order.created_ms < since_ms:
                break
            if _matches(order, kind, symbol=symbol, book=book) and self._visible(order):
                found.append(order)
        return found[::-1]

    def fills(self, account: VenueAccount, kind: Kind, *, symbol: str, since_ms: int, from_id: int) -> list[Fill]:
        found = []
        for fill in reversed(account.fills):
            if fill.time_ms < since_ms or fill.fill_id < from_id:
                break
            if fill.instrument.kind is kind and symbol in ("", fill.instrument.symbol):
                found.append(fill)
        return found[::-1]

    def _visible(self, order: Order) -> bool:
        return order.visible_ms <= self._floor.now_ms()


def _matches(order: Order, kind: Kind, *, symbol: str, book: Book | None) -> bool:
    return order.kind is kind and symbol in ("", order.symbol) and book in (None, order.book)
