"""What a look at a leader's whole position means against the ledger: reductions only, never new exposure to copy.

For what no fill will ever tell: history that is too short, a liquidation without an order, a lost event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.domain.leader import CopyIntent, IntentKind, Leader, LedgerKey, reduced_fraction
from core.domain.values import ZERO, PositionSide, Symbol
from core.shared import ValueObject

Holdings = Mapping[LedgerKey, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look(ValueObject):
    """What the exchange showed, and what the ledger said at that moment: once it says something else, it is stale."""

    booked: Holdings
    found: Holdings
    at: datetime

    def is_of(self, leader: Leader, symbol: Symbol) -> bool:
        return only(leader.ledger, symbol) == only(self.booked, symbol)

    def shows_more(self, symbol: Symbol) -> bool:
        """Something was added on a side: that needs a fill to be understood, what is less doesn't."""
        return any(held_on(self.found, symbol, side) > held_on(self.booked, symbol, side) for side in PositionSide)

    def shows_the_same(self, later: "Look", symbol: Symbol) -> bool:
        booked = only(self.booked, symbol) == only(later.booked, symbol)
        return booked and only(self.found, symbol) == only(later.found, symbol)


def only(holdings: Holdings, symbol: Symbol) -> Holdings:
    return {key: quantity for key, quantity in holdings.items() if key[0] == symbol}


def differing(leader: Leader, found: Holdings) -> frozenset[Symbol]:
    """The perpetual symbols in which the ledger and the exchange don't agree; spot wallets move for other reasons."""
    keys = {key for key in (*leader.ledger, *found) if key[0].settle}
    return frozenset(key[0] for key in keys if leader.ledger.get(key, ZERO) != found.get(key, ZERO))


def follow_snapshot(
    leader: Leader, symbol: Symbol, *, found: Holdings, price: Decimal, at: datetime
) -> list[CopyIntent]:
    """The ledger becomes what was found; what is less than booked is an exit, what is more is nobody's entry."""
    intents = []
    for side in PositionSide:
        before, after = held_on(leader.ledger, symbol, side), held_on(found, symbol, side)
        if after < before:
            intents.append(_exit(leader, symbol, side, before=before, after=after, price=price, at=at))
    leader.see(symbol, found, at)
    return intents


def held_on(holdings: Holdings, symbol: Symbol, side: PositionSide) -> Decimal:
    """The positive quantity on a side, in one-way and in hedge mode alike."""
    mine = (quantity for (name, _), quantity in holdings.items() if name == symbol and quantity * side.sign > 0)
    return abs(sum(mine, ZERO))


def _exit(
    leader: Leader, symbol: Symbol, side: PositionSide, *, before: Decimal, after: Decimal, price: Decimal, at: datetime
) -> CopyIntent:
    kind = IntentKind.REDUCE if after else IntentKind.CLOSE
    return CopyIntent(
        kind=kind,
        event_key=f"{leader.id}|{symbol}#seen:{side}:{at.isoformat()}",
        leader_id=leader.id,
        symbol=symbol,
        position_side=side,
        amount=before - after,
        price=price,
        occurred_at=at,
        fraction=reduced_fraction(kind, before, before - after),
        equity=leader.equity,
        is_late=True,
    )
