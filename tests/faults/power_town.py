"""A leader who trades at random and the exchange that a power cut does not roll back. Judges nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random

from core.application.ports import AccountFill
from core.domain.leader_fill import LeaderFill
from core.domain.values import ZERO, OrderRequest, OrderResult, Side, Symbol
from tests.application.mishaps import Fault
from tests.application.venue import Venue
from tests.application.world import World
from tests.builders import BTC, ETH

SIZES = ("0.5", "1", "2")
PARTS = ("0.25", "0.5", "1")


class TrueVenue(Venue):
    """Tells its fills, and like Binance takes a known name again once the order of that name is done."""

    async def place_order(self, order: OrderRequest) -> OrderResult:
        known = self.orders.get(order.client_order_id)
        if known is not None and known.is_final:
            del self.orders[order.client_order_id]
        return await super().place_order(order)

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        """Like Binance: of the symbols that were asked for, and of those that are held."""
        held = {symbol for (symbol, _), amount in self.positions.items() if amount}
        return [fill for fill in await super().fetch_fills(since) if fill.symbol in {*symbols, *held}]

    def _carry_out(self, order: OrderRequest, fault: Fault) -> OrderResult:
        result = super()._carry_out(order, fault)
        if result.filled > ZERO:
            self.fills.append(self._fill(order, result))
        return result

    def _fill(self, order: OrderRequest, result: OrderResult) -> AccountFill:
        return AccountFill(
            fill_id=f"{order.symbol.base}{len(self.fills)}",
            symbol=order.symbol,
            side=order.side,
            amount=result.filled,
            price=self._prices[order.symbol],
            at=self._clock.now(),
            exchange_order_id=result.exchange_order_id,
            client_order_id=order.client_order_id,
            reduce_only=order.reduce_only,
        )

    def doubles(self) -> Sequence[str]:
        """Names under which more than one order was carried out."""
        return [name for name, times in Counter(post.client_order_id for post in self.posts).items() if times > 1]


class TheLeader:
    """Opens, adds, reduces and closes in two symbols; each order is one fill."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.holds: dict[Symbol, Decimal] = {BTC: ZERO, ETH: ZERO}
        self.fills: list[LeaderFill] = []
        self.entries: Counter[Symbol] = Counter()

    def next(self, world: World) -> LeaderFill:
        symbol = self._chance.choice([BTC, ETH])
        held = self.holds[symbol]
        if not held or self._chance.random() < 1 / 3:
            side = self._chance.choice([Side.BUY, Side.SELL]) if not held else side_of(held)
            self.entries[symbol] += 1
            return self._trade(world, side, self._chance.choice(SIZES), symbol=symbol)
        part = abs(held) * Decimal(self._chance.choice(PARTS))
        return self._trade(world, side_of(held).opposite, str(part), symbol=symbol)

    def leave(self, world: World) -> list[LeaderFill]:
        """Out of everything."""
        held = [(symbol, amount) for symbol, amount in self.holds.items() if amount]
        return [self._trade(world, side_of(n).opposite, str(abs(n)), symbol=symbol) for symbol, n in held]

    def _trade(self, world: World, side: Side, amount: str, *, symbol: Symbol) -> LeaderFill:
        fill = world.fill(side, amount, symbol)
        self.holds[symbol] += fill.amount * side.sign
        self.fills.append(fill)
        return fill


def side_of(held: Decimal) -> Side:
    return Side.BUY if held > ZERO else Side.SELL


def entries_at(venue: Venue) -> Counter[Symbol]:
    """How many orders that add exposure were carried out, by symbol."""
    return Counter(post.symbol for post in venue.posts if not post.reduce_only)
