"""The state all parts of one exchange share: prices, accounts, ladders, listeners. Decides nothing."""

import itertools
from collections.abc import Callable
from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, ApiKey, VenueAccount, WalletKind
from adapters.sandbox.engine.happenings import Happening, Listener
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.ladder import PriceLadder
from adapters.sandbox.engine.orders import ZERO, Order
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.rules import Rules, Settings
from adapters.sandbox.engine.timers import Timers
from adapters.sandbox.market import SimulatedMarket

InstrumentKey = tuple[Kind, str]
FillHook = Callable[[VenueAccount, Order], None]


class Floor:
    """One exchange's shared state. `price` is the market's price on the instrument's tick."""

    def __init__(self, rules: Rules, market: SimulatedMarket, timers: Timers) -> None:
        self.rules, self.market, self.timers = rules, market, timers
        self.settings = Settings()
        self.accounts: dict[str, VenueAccount] = {}
        self.keys: dict[str, ApiKey] = {}
        self.instruments = {(found.kind, found.symbol): found for found in rules.instruments}
        self.ladders: dict[InstrumentKey, PriceLadder] = {key: PriceLadder() for key in self.instruments}
        self.order_numbers = itertools.count(1)
        self.fill_numbers = itertools.count(1)
        self.ledger_numbers = itertools.count(1)
        self._by_coin: dict[str, list[Instrument]] = {}
        self._prices: dict[InstrumentKey, Decimal] = {}
        self._listeners: dict[str, list[Listener]] = {}
        self.after_fill: list[FillHook] = []
        for instrument in rules.instruments:
            self._by_coin.setdefault(instrument.coin, []).append(instrument)
            self._reprice(instrument)
        market.listen(self._price_moved)

    def now_ms(self) -> int:
        return self.timers.now_ms()

    def instrument(self, kind: Kind, symbol: str) -> Instrument:
        """Raises Refused(UNKNOWN_SYMBOL)."""
        found = self.instruments.get((kind, symbol))
        if found is None:
            raise Refused(Refusal.UNKNOWN_SYMBOL, f"unknown symbol {symbol}")
        return found

    def price(self, instrument: Instrument) -> Decimal:
        return self._prices[(instrument.kind, instrument.symbol)]

    def ladder(self, instrument: Instrument) -> PriceLadder:
        return self.ladders[(instrument.kind, instrument.symbol)]

    def subscribe(self, account: VenueAccount, listener: Listener) -> Callable[[], None]:
        listeners = self._listeners.setdefault(account.name, [])
        listeners.append(listener)

        def unsubscribe() -> None:
            if listener in listeners:
                listeners.remove(listener)

        return unsubscribe

    def tell(self, account: VenueAccount, happening: Happening) -> None:
        for listener in tuple(self._listeners.get(account.name, ())):
            listener(account, happening)

    def cross_loss(self, account: VenueAccount) -> Decimal:
        """Unrealised profit and loss of all cross positions together."""
        return sum(
            (
                position.unrealised(self.price(position.instrument))
                for position in account.held_positions()
                if not position.is_isolated
            ),
            ZERO,
        )

    def available(self, account: VenueAccount, kind: WalletKind, *, coin: str) -> Decimal:
        """What may still be spent: not locked by orders, not margin, not eaten by a cross loss."""
        wallet = account.wallet(kind)
        free = wallet.balance(coin) - wallet.held(coin)
        if coin == QUOTE and wallet is account.futures:
            margins = sum((position.initial_margin for position in account.held_positions()), ZERO)
            free += min(self.cross_loss(account), ZERO) - margins
        return free

    def equity(self, account: VenueAccount) -> Decimal:
        """The futures wallet with every unrealised profit and loss; on a unified account its quote coin only."""
        loss = sum((p.unrealised(self.price(p.instrument)) for p in account.held_positions()), ZERO)
        return account.futures.balance(QUOTE) + loss

    def cross_cushion(self, account: VenueAccount) -> Decimal:
        """What the cross positions may still lose before they are liquidated."""
        cushion = account.futures.balance(QUOTE)
        for position in account.held_positions():
            mark = self.price(position.instrument)
            if position.is_isolated:
                cushion -= position.isolated_margin
            else:
                cushion += position.unrealised(mark) - position.maintenance(mark)
        return cushion

    def _price_moved(self, coin: str) -> None:
        for instrument in self._by_coin.get(coin, ()):
            before = self.price(instrument)
            if self._reprice(instrument) != before:
                self.ladder(instrument).reach(self.price(instrument))

    def _reprice(self, instrument: Instrument) -> Decimal:
        raw = self.market.price(instrument.coin) * instrument.multiple
        price = max(instrument.tick_down(raw), instrument.price_step)
        self._prices[(instrument.kind, instrument.symbol)] = price
        return price
