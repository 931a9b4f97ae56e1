"""One exchange as its venue sees it: the only door to accounts, orders and positions. Speaks no protocol."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from adapters.sandbox.candles import Candle
from adapters.sandbox.engine.accounts import ApiKey, LedgerLine, VenueAccount, WalletKind
from adapters.sandbox.engine.clearing import Clearing
from adapters.sandbox.engine.customers import Customers
from adapters.sandbox.engine.desk import Desk
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Listener
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.liquidation import Liquidation
from adapters.sandbox.engine.matching import Matching
from adapters.sandbox.engine.order_book import OrderBook
from adapters.sandbox.engine.orders import Attached, Book, Fill, Leg, Order, PlaceOrder
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.preferences import Preferences
from adapters.sandbox.engine.protection import Protection
from adapters.sandbox.engine.records import Records
from adapters.sandbox.engine.rules import Rules, Settings
from adapters.sandbox.engine.timers import Timers
from adapters.sandbox.engine.watches import Watches
from adapters.sandbox.limits import RateLimits
from adapters.sandbox.market import SimulatedMarket


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Bid and ask stand one tick around the last price; trades happen at the last price."""

    bid: Decimal
    ask: Decimal
    last: Decimal
    mark: Decimal


class Engine:
    """Raises Refused for everything it will not do; then nothing changed.

    `customers`: accounts and keys. `preferences`: leverage, margin mode, position mode. `records`: looking things up.
    `protection`: stop-loss and take-profit of positions. `limits`: request counters.
    """

    def __init__(self, rules: Rules, market: SimulatedMarket, timers: Timers) -> None:
        self.rules, self.market, self.timers = rules, market, timers
        self.floor = Floor(rules, market, timers)
        watches = Watches(self.floor)
        orders = OrderBook(self.floor)
        clearing = Clearing(self.floor, watches, orders)
        self._desk = Desk(self.floor, Matching(self.floor, clearing, orders), orders)
        self.liquidation = Liquidation(self.floor, clearing, watches=watches, orders=orders)
        self.protection = Protection(self.floor, self._desk)
        self.customers = Customers(self.floor, watches)
        self.preferences = Preferences(self.floor, watches)
        self.records = Records(self.floor)
        self.limits = RateLimits(timers)

    @property
    def name(self) -> str:
        return self.rules.name

    @property
    def settings(self) -> Settings:
        return self.floor.settings

    def now_ms(self) -> int:
        return self.timers.now_ms()

    def instruments(self, kind: Kind) -> list[Instrument]:
        return [instrument for instrument in self.rules.instruments if instrument.kind is kind]

    def relist(self, changed: Instrument) -> None:
        """The exchange changes an instrument's steps and minimums."""
        others = [
            known for known in self.rules.instruments if (known.kind, known.symbol) != (changed.kind, changed.symbol)
        ]
        self.rules = replace(self.rules, instruments=(*others, changed))
        self.floor.instruments[changed.kind, changed.symbol] = changed

    def delist(self, gone: Instrument) -> None:
        """It is no longer shown; what is open in it may still be closed."""
        shown = tuple(known for known in self.rules.instruments if known != gone)
        self.rules = replace(self.rules, instruments=shown)

    def instrument(self, kind: Kind, symbol: str) -> Instrument:
        """By the exchange's own name (BTCUSDT); raises Refused(UNKNOWN_SYMBOL)."""
        return self.floor.instrument(kind, symbol)

    def quote(self, instrument: Instrument) -> Quote:
        last = self.floor.price(instrument)
        tick = instrument.price_step
        return Quote(bid=max(last - tick, tick), ask=last + tick, last=last, mark=last)

    def candles(self, instrument: Instrument, interval_s: int, *, limit: int) -> list[Candle]:
        """Of the market's coin: multiply prices by `instrument.multiple`. Oldest first."""
        return self.market.candles(instrument.coin, interval_s, limit=limit)

    def find_key(self, key: str) -> ApiKey | None:
        return self.floor.keys.get(key)

    def place(self, account: VenueAccount, wanted: PlaceOrder) -> Order:
        """Take an order. With an ack delay it is matched after this returns (status PENDING), else before."""
        return self._desk.place(account, wanted)

    def cancel(self, account: VenueAccount, order: Order) -> Order:
        """Raises Refused(NOT_FOUND) when it is no longer open."""
        return self._desk.cancel(account, order)

    def amend(
        self,
        account: VenueAccount,
        order: Order,
        *,
        amount: Decimal | None = None,
        price: Decimal | None = None,
        trigger_price: Decimal | None = None,
    ) -> Order:
        """Change an open order in place; what is None stays."""
        return self._desk.amend(account, order, amount=amount, price=price, trigger_price=trigger_price)

    def find_order(
        self,
        account: VenueAccount,
        kind: Kind,
        *,
        order_id: str = "",
        client_id: str = "",
        book: Book = Book.ORDERS,
    ) -> Order | None:
        """By exchange id or by the newest use of a client id; None also during the query lag."""
        return self.records.find_order(account, kind, order_id=order_id, client_id=client_id, book=book)

    def open_orders(
        self, account: VenueAccount, kind: Kind, *, symbol: str = "", book: Book | None = None
    ) -> list[Order]:
        return self.records.open_orders(account, kind, symbol=symbol, book=book)

    def orders(
        self, account: VenueAccount, kind: Kind, *, symbol: str = "", book: Book | None = None, since_ms: int = 0
    ) -> list[Order]:
        """Open and ended ones, oldest first."""
        return self.records.orders(account, kind, symbol=symbol, book=book, since_ms=since_ms)

    def fills(
        self, account: VenueAccount, kind: Kind, *, symbol: str = "", since_ms: int = 0, from_id: int = 0
    ) -> list[Fill]:
        """Oldest first; `from_id` inclusive."""
        return self.records.fills(account, kind, symbol=symbol, since_ms=since_ms, from_id=from_id)

    def positions(self, account: VenueAccount, *, symbol: str = "") -> list[Position]:
        """Open ones only."""
        return [found for found in account.held_positions() if symbol in ("", found.symbol)]

    def liquidation_price(self, account: VenueAccount, position: Position) -> Decimal | None:
        return self.liquidation.price_of(account, position)

    def available(self, account: VenueAccount, wallet: WalletKind, *, coin: str = "USDT") -> Decimal:
        return self.floor.available(account, wallet, coin=coin)

    def equity(self, account: VenueAccount) -> Decimal:
        """Futures (or unified) quote balance plus unrealised profit and loss."""
        return self.floor.equity(account)

    def protect(self, account: VenueAccount, position: Position, wanted: Attached) -> list[Order]:
        """Set the whole position's stop-loss and take-profit anew; a None leaves that one, ZERO removes it."""
        return self.protection.protect(account, position, wanted)

    def fund(self, rate: Decimal) -> list[LedgerLine]:
        """Every open position pays (longs, at a positive rate) or receives `rate` of its notional."""
        return self.liquidation.fund(rate)

    def deleverage(self, account: VenueAccount, symbol: str, *, leg: Leg, fraction: Decimal) -> Order:
        """Auto-deleveraging: the exchange closes a part of a position at the current price."""
        return self.liquidation.deleverage(account, symbol, leg=leg, fraction=fraction)

    def subscribe(self, account: VenueAccount, listener: Listener) -> Callable[[], None]:
        """Hear everything that happens to the account, until the returned function is called."""
        return self.floor.subscribe(account, listener)

    def close(self) -> None:
        """Forget every appointment; the engine is not used after."""
        self.timers.close()
