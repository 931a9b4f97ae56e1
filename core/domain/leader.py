"""Who is copied, and what a fill of theirs means. Pure: the same fill counts once, whatever the order of delivery."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.domain.errors import BadInput, NotPossibleNow
from core.domain.values import (
    ZERO,
    AccountId,
    FollowerId,
    LeaderId,
    MarginMode,
    PositionSide,
    Side,
    Symbol,
)
from core.shared import AggregateRoot, ValueObject


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderFill(ValueObject):
    """One execution of the leader: `amount` in base coin, `price` in quote coin, `fill_id` unique per source.

    `position_side` is None in one-way mode. Partial fills of one order share `order_id`. `fee` in base coin is what
    the exchange kept of a spot purchase; fees in other coins don't change what the leader holds.
    """

    fill_id: str
    order_id: str
    symbol: Symbol
    side: Side
    amount: Decimal
    price: Decimal
    at: datetime
    position_side: PositionSide | None = None
    liquidation: str = ""
    fee: Decimal = ZERO

    def __post_init__(self) -> None:
        if not (self.amount.is_finite() and self.price.is_finite() and self.amount > 0 and self.price > 0):
            raise BadInput("bad-fill", fill=self.fill_id)

    @property
    def signed(self) -> Decimal:
        """What the fill adds to the leader's holding."""
        return self.amount * self.side.sign - self.fee


class IntentKind(StrEnum):
    OPEN = "open"
    INCREASE = "increase"
    REDUCE = "reduce"
    CLOSE = "close"
    FLIP = "flip"

    @property
    def adds_exposure(self) -> bool:
        return self in {IntentKind.OPEN, IntentKind.INCREASE, IntentKind.FLIP}


class Leg(StrEnum):
    """Which part of an intent a trade carries out; closes leave before opens."""

    CLOSE = "close"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyIntent(ValueObject):
    """What a leader's order means.

    `event_key` names it among all leaders: two of them may meet in one trade, and share its id.
    `amount` is the leader's base amount that adds exposure (open, increase, the open leg of a flip), else the
    amount reduced; `fraction` (0, 1] is the part of the position before that a reduction takes. `position_side`
    is the side opened, or the side reduced. `price` is the leader's average price, `equity` the leader's equity.
    """

    kind: IntentKind
    event_key: str
    leader_id: LeaderId
    symbol: Symbol
    position_side: PositionSide
    amount: Decimal
    price: Decimal
    occurred_at: datetime
    fraction: Decimal = ZERO
    equity: Decimal | None = None
    leverage: int | None = None
    margin_mode: MarginMode | None = None

    @property
    def leg(self) -> Leg:
        return Leg.OPEN if self.kind.adds_exposure else Leg.CLOSE

    def legs(self) -> tuple["CopyIntent", ...]:
        """A flip is a close of the old side, then an open of the new one; all else is one leg."""
        if self.kind is not IntentKind.FLIP:
            return (self,)
        close = replace(
            self,
            kind=IntentKind.CLOSE,
            position_side=self.position_side.opposite,
            fraction=Decimal(1),
        )
        return (close, replace(self, kind=IntentKind.OPEN, fraction=ZERO))


class LeaderStatus(StrEnum):
    ACTIVE = "active"
    RETIRED = "retired"


LedgerKey = tuple[Symbol, PositionSide | None]
REMEMBERED_FILLS = 2_000

SPOT_DUST = Decimal("0.01")
"""The part of a spot holding below which a remainder is dust."""


class Leader(AggregateRoot[LeaderId]):
    """Remembers its net quantity per symbol (and hedge side): every fill moves it exactly once."""

    def __init__(
        self,
        leader_id: LeaderId,
        *,
        owner_id: FollowerId,
        account_id: AccountId,
        name: str,
        since: datetime,
        status: LeaderStatus = LeaderStatus.ACTIVE,
        ledger: Mapping[LedgerKey, Decimal] | None = None,
        counted: Iterable[str] = (),
        watermark: datetime | None = None,
        equity: Decimal | None = None,
        leverages: Mapping[Symbol, int] | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(leader_id, version=version)
        self.owner_id, self.account_id, self.name, self.since = owner_id, account_id, name, since
        self.status = status
        self.ledger: dict[LedgerKey, Decimal] = dict(ledger or {})
        self.counted: dict[str, None] = dict.fromkeys(counted)
        self.watermark = watermark or since
        self.equity, self.leverages = equity, dict(leverages or {})

    @property
    def is_active(self) -> bool:
        return self.status is LeaderStatus.ACTIVE

    def holds(self, symbol: Symbol, position_side: PositionSide | None = None) -> Decimal:
        """The signed net quantity in base coin."""
        return self.ledger.get((symbol, position_side), ZERO)

    def start_from(self, holdings: Mapping[LedgerKey, Decimal], *, at: datetime | None = None) -> None:
        """What was open, or filled, before `at` is known already, so that it is not copied as new."""
        self.since = self.watermark = at or self.since
        self.ledger = {key: quantity for key, quantity in holdings.items() if quantity}

    def observe(self, equity: Decimal | None, leverages: Mapping[Symbol, int]) -> None:
        """The leader's equity (quote coin) and leverages, refreshed off the path."""
        self.equity = equity if equity is not None else self.equity
        self.leverages.update(leverages)

    def interpret(self, fills: Sequence[LeaderFill]) -> CopyIntent | None:
        """What the uncounted fills of one order mean together; None when nothing new happened.

        All fills share symbol and side; the first new fill's id names the event.
        """
        keyed = {self.fill_key(fill): fill for fill in fills if fill.at >= self.since}
        fresh = [fill for key, fill in keyed.items() if key not in self.counted]
        if not fresh:
            return None
        return self._understand(fresh)

    def retire(self) -> None:
        if not self.is_active:
            raise NotPossibleNow("leader-retired")
        self.status = LeaderStatus.RETIRED

    def resume(self, account_id: AccountId) -> None:
        self.status, self.account_id = LeaderStatus.ACTIVE, account_id

    @staticmethod
    def fill_key(fill: LeaderFill) -> str:
        """Exchanges number fills per symbol, so the symbol belongs to the identity."""
        return f"{fill.symbol}#{fill.fill_id}"

    def _understand(self, fresh: Sequence[LeaderFill]) -> CopyIntent | None:
        first = fresh[0]
        key = (first.symbol, first.position_side)
        before = self.ledger.get(key, ZERO)
        after = settled_spot(first.symbol, before, before + sum((fill.signed for fill in fresh), ZERO))
        self._count(fresh)
        self.ledger[key] = after
        if not after:
            del self.ledger[key]
        return self._intent(fresh, before, after)

    def _count(self, fresh: Sequence[LeaderFill]) -> None:
        for fill in fresh:
            self.counted[self.fill_key(fill)] = None
            self.watermark = max(self.watermark, fill.at)
        for key in list(self.counted)[: max(0, len(self.counted) - REMEMBERED_FILLS)]:
            del self.counted[key]

    def _intent(self, fresh: Sequence[LeaderFill], before: Decimal, after: Decimal) -> CopyIntent | None:
        if before == after:
            return None
        kind, side, moved = classify(before, after)
        first = fresh[0]
        return CopyIntent(
            kind=kind,
            event_key=f"{self.id}|{self.fill_key(first)}",
            leader_id=self.id,
            symbol=first.symbol,
            position_side=side,
            amount=moved,
            price=average_price(fresh),
            occurred_at=max(fill.at for fill in fresh),
            fraction=reduced_fraction(kind, before, moved),
            equity=self.equity,
            leverage=self.leverages.get(first.symbol),
        )


def classify(before: Decimal, after: Decimal) -> tuple[IntentKind, PositionSide, Decimal]:
    """Kind, side and base amount of a move of a signed quantity: open, increase, reduce, close or flip."""
    side = PositionSide.LONG if (after or before) > 0 else PositionSide.SHORT
    if before == 0:
        return IntentKind.OPEN, side, abs(after)
    if after == 0:
        return IntentKind.CLOSE, side, abs(before)
    if (before > 0) != (after > 0):
        return IntentKind.FLIP, side, abs(after)
    grew = abs(after) > abs(before)
    return IntentKind.INCREASE if grew else IntentKind.REDUCE, side, abs(after - before)


def settled_spot(symbol: Symbol, before: Decimal, after: Decimal) -> Decimal:
    """A spot leader can't be short, and a sale that leaves less than a hundredth leaves nothing but dust.

    Coins bought before we looked leave without a trace; fees taken in the coin make every full sale leave crumbs.
    """
    if symbol.settle or after >= before:
        return after
    return after if after > before * SPOT_DUST else ZERO


def average_price(fills: Sequence[LeaderFill]) -> Decimal:
    """The amount-weighted price of fills."""
    amount = sum((fill.amount for fill in fills), ZERO)
    return sum((fill.amount * fill.price for fill in fills), ZERO) / amount


def reduced_fraction(kind: IntentKind, before: Decimal, moved: Decimal) -> Decimal:
    """The part of the position before that a reduction takes; zero for what adds exposure."""
    if kind is IntentKind.CLOSE:
        return Decimal(1)
    return moved / abs(before) if kind is IntentKind.REDUCE else ZERO
