"""One open position at the exchange and its arithmetic. Changes only itself; wallets are the ledger's."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from adapters.sandbox.engine.instruments import Instrument
from adapters.sandbox.engine.orders import ZERO, Leg, Side


class MarginMode(StrEnum):
    CROSS = "cross"
    ISOLATED = "isolated"


class PositionMode(StrEnum):
    ONE_WAY = "one_way"
    HEDGE = "hedge"


@dataclass(slots=True, kw_only=True, eq=False)
class Position:
    """`amount` is signed: positive is long. A flat position has amount 0 and keeps its settings."""

    instrument: Instrument
    leg: Leg
    leverage: int
    margin_mode: MarginMode
    amount: Decimal = ZERO
    entry_price: Decimal = ZERO
    isolated_margin: Decimal = ZERO
    realised_pnl: Decimal = ZERO
    fees: Decimal = ZERO
    funding: Decimal = ZERO
    created_ms: int = 0
    updated_ms: int = 0
    number: int = 0

    @property
    def symbol(self) -> str:
        return self.instrument.symbol

    @property
    def size(self) -> Decimal:
        return abs(self.amount)

    @property
    def is_flat(self) -> bool:
        return self.amount == 0

    @property
    def is_isolated(self) -> bool:
        return self.margin_mode is MarginMode.ISOLATED

    @property
    def side(self) -> Side | None:
        """BUY for long, SELL for short, None when flat."""
        if self.amount == 0:
            return None
        return Side.BUY if self.amount > 0 else Side.SELL

    @property
    def initial_margin(self) -> Decimal:
        return self.isolated_margin if self.is_isolated else self.size * self.entry_price / self.leverage

    def start(self, now_ms: int) -> None:
        """A new position begins; what the last one earned is history."""
        self.realised_pnl = self.fees = self.funding = self.isolated_margin = ZERO
        self.created_ms = now_ms
        self.number += 1

    def add(self, amount: Decimal, price: Decimal) -> None:
        """Grow by a signed amount: the entry is the weighted average."""
        size = abs(amount)
        self.entry_price = (self.size * self.entry_price + size * price) / (self.size + size)
        self.amount += amount
        if self.is_isolated:
            self.isolated_margin += size * price / self.leverage

    def reduce(self, size: Decimal, price: Decimal) -> Decimal:
        """Shrink towards flat; returns the realised profit or loss, before fees."""
        pnl = (price - self.entry_price) * (size if self.amount > 0 else -size)
        self.isolated_margin -= self.isolated_margin * size / self.size
        self.amount -= size if self.amount > 0 else -size
        self.realised_pnl += pnl
        return pnl

    def notional(self, mark: Decimal) -> Decimal:
        return self.size * mark

    def unrealised(self, mark: Decimal) -> Decimal:
        return (mark - self.entry_price) * self.amount

    def maintenance(self, mark: Decimal) -> Decimal:
        return self.size * mark * self.instrument.maintenance_margin_rate

    def liquidation_price(self, cushion: Decimal, mark: Decimal) -> Decimal | None:
        """Where `cushion` (margin and profit above maintenance at `mark`) is used up; None when it never is."""
        if self.amount == 0:
            return None
        rate = self.instrument.maintenance_margin_rate
        if self.amount > 0:
            price = mark - cushion / (self.size * (1 - rate))
        else:
            price = mark + cushion / (self.size * (1 + rate))
        return price if price > 0 else None

    def isolated_cushion(self, mark: Decimal) -> Decimal:
        return self.isolated_margin + self.unrealised(mark) - self.maintenance(mark)
