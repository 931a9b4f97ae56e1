"""Builders for engine tests: one exchange, a clock moved by hand, an account with money. Asserts nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import Family, VenueAccount, WalletKind
from adapters.sandbox.engine.catalog import BINANCE
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import Happening
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import (
    Attached,
    Direction,
    FiresAs,
    Leg,
    Lifetime,
    Order,
    OrderType,
    PlaceOrder,
    Side,
    TimeInForce,
    Trigger,
)
from adapters.sandbox.engine.positions import MarginMode, Position
from adapters.sandbox.engine.rules import Rules
from adapters.sandbox.engine.timers import HandTimers
from adapters.sandbox.market import SimulatedMarket

BUY, SELL = Side.BUY, Side.SELL
START = Decimal(60_000)


class EngineRoom:
    """BTC stands at 60,000; ann holds 10,000 USDT in each wallet, or once when unified."""

    def __init__(self, rules: Rules = BINANCE, family: Family = Family.CLASSIC) -> None:
        self.timers = HandTimers()
        self.market = SimulatedMarket(seed=7, now_ms=self.timers.now_ms())
        self.engine = Engine(rules, self.market, self.timers)
        self.move(START)
        self.ann = self.engine.customers.open_account("ann", family=family)
        self._pay_in(WalletKind.FUTURES)
        if family is Family.CLASSIC:
            self._pay_in(WalletKind.SPOT)
        self.heard: list[Happening] = []
        self.engine.subscribe(self.ann, lambda _account, happening: self.heard.append(happening))

    @property
    def perpetual(self) -> Instrument:
        return self.engine.instrument(Kind.PERPETUAL, "BTCUSDT")

    @property
    def spot(self) -> Instrument:
        return self.engine.instrument(Kind.SPOT, "BTCUSDT")

    def move(self, price: Decimal | int | str) -> None:
        self.market.move("BTC", Decimal(price))

    def market_order(
        self, side: Side, amount: str, *, leg: Leg = Leg.NET, reduce_only: bool = False, client_id: str = ""
    ) -> Order:
        wanted = PlaceOrder(
            instrument=self.perpetual,
            side=side,
            amount=Decimal(amount),
            leg=leg,
            reduce_only=reduce_only,
            client_id=client_id,
        )
        return self.engine.place(self.ann, wanted)

    def limit_order(
        self,
        side: Side,
        amount: str,
        *,
        price: str,
        time_in_force: TimeInForce = TimeInForce.GTC,
        client_id: str = "",
        attached: Attached | None = None,
    ) -> Order:
        wanted = PlaceOrder(
            instrument=self.perpetual,
            side=side,
            type=OrderType.LIMIT,
            amount=Decimal(amount),
            price=Decimal(price),
            time_in_force=time_in_force,
            client_id=client_id,
            attached=attached,
        )
        return self.engine.place(self.ann, wanted)

    def stop(self, price: str, *, fires_as: FiresAs = FiresAs.CHILD, lifetime: Lifetime = Lifetime.UNTIL_FLAT) -> Order:
        """A stop-loss that closes a long BTC position."""
        trigger = Trigger(price=Decimal(price), direction=Direction.FALLS, fires_as=fires_as, lifetime=lifetime)
        wanted = PlaceOrder(instrument=self.perpetual, side=SELL, close_position=True, trigger=trigger)
        return self.engine.place(self.ann, wanted)

    def spot_order(self, side: Side, *, amount: str = "", cost: str = "") -> Order:
        wanted = PlaceOrder(
            instrument=self.spot,
            side=side,
            amount=Decimal(amount) if amount else None,
            cost=Decimal(cost) if cost else None,
        )
        return self.engine.place(self.ann, wanted)

    def lever(self, leverage: int, mode: MarginMode = MarginMode.CROSS) -> None:
        preferences = self.engine.preferences
        preferences.set_leverage(self.ann, self.perpetual, leverage=leverage)
        if mode is MarginMode.ISOLATED:
            preferences.set_margin_mode(self.ann, mode, instrument=self.perpetual)

    def position(self, leg: Leg = Leg.NET) -> Position:
        return self.ann.position(self.perpetual, leg)

    def futures_balance(self) -> Decimal:
        return self.ann.futures.balance("USDT")

    def available(self, account: VenueAccount | None = None) -> Decimal:
        return self.engine.available(account or self.ann, WalletKind.FUTURES)

    def _pay_in(self, wallet: WalletKind) -> None:
        self.engine.customers.deposit(self.ann, wallet, coin="USDT", amount=Decimal(10_000))
