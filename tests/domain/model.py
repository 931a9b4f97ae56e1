"""What copying shall come to, told as simply as possible and in exact fractions: the machine's measure.

Knows the words of the domain, none of its rules: what a fill, a funding or a liquidation does is written here again.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from core.domain.values import FollowId, Symbol, TradeId

Place = tuple[FollowId, Symbol]
SPOT_CRUMB = Fraction(1, 100)


@dataclass
class Holding:
    """Open exposure: a signed amount, what is paid for the part that is left, and what the rest has brought."""

    amount: Fraction = Fraction(0)
    paid: Fraction = Fraction(0)
    gained: Fraction = Fraction(0)
    fees: Fraction = Fraction(0)
    funding: Fraction = Fraction(0)

    @property
    def sign(self) -> int:
        return 1 if self.amount > 0 else -1

    @property
    def result(self) -> Fraction:
        return self.gained - self.fees + self.funding

    def put_in(self, amount: Fraction, price: Fraction, fee: Fraction) -> None:
        self.amount += amount
        self.paid += abs(amount) * price
        self.fees += fee

    def take_off(self, amount: Fraction, price: Fraction, fee: Fraction) -> None:
        """A part leaves at the average of what was paid."""
        part = self.paid * amount / abs(self.amount)
        self.gained += (amount * price - part) * self.sign
        self.paid -= part
        self.amount -= amount * self.sign
        self.fees += fee


@dataclass
class Model:
    """One leader, one account, follows one after another."""

    cash: Fraction
    leader: dict[Symbol, Fraction] = field(default_factory=dict)
    heard: set[tuple[Symbol, str]] = field(default_factory=set)
    held: dict[TradeId, Fraction] = field(default_factory=dict)
    ended: dict[TradeId, str] = field(default_factory=dict)
    open: dict[Place, Holding] = field(default_factory=dict)
    closed: list[Holding] = field(default_factory=list)
    coins: dict[Symbol, Fraction] = field(default_factory=dict)

    def leader_fills(self, symbol: Symbol, fill_id: str, moved: Fraction) -> bool:
        """Whether it is new; a fill heard again means nothing."""
        if (symbol, fill_id) in self.heard:
            return False
        self.heard.add((symbol, fill_id))
        before = self.leader.get(symbol, Fraction(0))
        self.leader[symbol] = before + moved
        return True

    def leader_settles(self, symbol: Symbol, before: Fraction) -> None:
        """After all parts of an order: a spot leader is never short and keeps no crumbs."""
        after = self.leader[symbol]
        if not symbol.settle and after < before and after <= before * SPOT_CRUMB:
            self.leader[symbol] = Fraction(0)

    def reserve(self, trade_id: TradeId, amount: Fraction) -> None:
        self.held[trade_id] = amount

    def end(self, trade_id: TradeId, how: str) -> None:
        """Once, and the reserve is free."""
        assert trade_id not in self.ended, "ended twice"
        self.ended[trade_id] = how
        del self.held[trade_id]

    def enter(self, place: Place, amount: Fraction, price: Fraction, *, fee: Fraction) -> None:
        """A signed fill adds, or nets what stands on the other side; the fee is split by amount."""
        holding = self.open.setdefault(place, Holding())
        if holding.amount * amount >= 0:
            holding.put_in(amount, price, fee)
            return
        leaving = min(abs(amount), abs(holding.amount))
        share = fee * leaving / abs(amount)
        self.leave(place, leaving, price, fee=share)
        rest = abs(amount) - leaving
        if rest:
            self.open[place] = Holding()
            self.open[place].put_in(rest * (1 if amount > 0 else -1), price, fee - share)

    def leave(self, place: Place, amount: Fraction, price: Fraction, *, fee: Fraction) -> None:
        holding = self.open[place]
        holding.take_off(amount, price, fee)
        if not holding.amount:
            self.closed.append(self.open.pop(place))

    def amount(self, place: Place) -> Fraction:
        holding = self.open.get(place)
        return Fraction(0) if holding is None else holding.amount

    def free(self, leverage: int) -> Fraction:
        """What the exchange calls free: the cash and all results, less what stands behind the open exposure."""
        earned = sum((holding.result for holding in [*self.open.values(), *self.closed]), Fraction(0))
        bound = sum(
            (held.paid / (leverage if symbol.settle else 1) for (_, symbol), held in self.open.items()), Fraction(0)
        )
        return max(self.cash + earned - bound, Fraction(0))

    def reserved(self) -> Fraction:
        return sum(self.held.values(), Fraction(0))
