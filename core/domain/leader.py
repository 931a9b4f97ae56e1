"""Who is copied, and what a fill of theirs means. Pure: the same fill counts once, whatever the order of delivery."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Self

from core.domain.errors import NotPossibleNow
from core.domain.leader_fill import LeaderFill, average_price, not_beyond_flat, only_reduces, settled_spot
from core.domain.values import (
    ZERO,
    AccountId,
    FollowerId,
    LeaderId,
    MarginMode,
    PositionSide,
    Symbol,
)
from core.shared import AggregateRoot, ValueObject


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
    `is_undated`: its time can't be true, so nobody knows how old it is. `continues`: an earlier part of the same
    order was an event already. `is_late`: read after a gap; the last of a gap names all its events in `late_with`.
    `seen_at`: when the last of its fills was heard.
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
    is_undated: bool = False
    continues: bool = False
    is_late: bool = False
    late_with: frozenset[str] = frozenset()
    forced: str = ""
    seen_at: datetime | None = None

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

CLOCKS_DIFFER = timedelta(seconds=5)
"""How far ahead of ours an exchange's clock may be; a fill later than that has no time worth trusting."""


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
        seen_whole: Mapping[Symbol, datetime] | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(leader_id, version=version)
        self.owner_id, self.account_id, self.name, self.since = owner_id, account_id, name, since
        self.status = status
        self.ledger: dict[LedgerKey, Decimal] = dict(ledger or {})
        self.counted: dict[str, None] = dict.fromkeys(counted)
        self.watermark = watermark or since
        self.equity, self.leverages = equity, dict(leverages or {})
        self.seen_whole: dict[Symbol, datetime] = dict(seen_whole or {})

    @property
    def is_active(self) -> bool:
        return self.status is LeaderStatus.ACTIVE

    def twin(self) -> Self:
        twin = super().twin()
        twin.ledger, twin.counted = dict(self.ledger), dict(self.counted)
        twin.leverages, twin.seen_whole = dict(self.leverages), dict(self.seen_whole)
        return twin

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

    def interpret(self, fills: Sequence[LeaderFill], received_at: datetime | None = None) -> CopyIntent | None:
        """What the uncounted fills of one order mean together; None when nothing new happened, or nothing to copy.

        All fills share symbol and side; the first new fill's id names the event. A fill from the future moves
        neither the watermark nor the event's time beyond `received_at`.
        """
        fresh = self._uncounted(fills)
        if not fresh:
            return None
        return self._understand(fresh, received_at or max(fill.at for fill in fresh))

    def lacks_before(self, fills: Sequence[LeaderFill]) -> bool:
        """These only reduce, yet there is less to reduce: something that happened before hasn't come (row 40)."""
        fresh = self._uncounted(fills)
        if not fresh or not only_reduces(fresh):
            return False
        held = self.holds(fresh[0].symbol, fresh[0].position_side)
        wanted = sum((fill.signed for fill in fresh), ZERO)
        return held * wanted >= 0 or abs(wanted) > abs(held)

    def see(self, symbol: Symbol, holdings: Mapping[LedgerKey, Decimal], at: datetime) -> None:
        """The exchange showed all there is of a symbol at that moment: what was filled before is known by that."""
        rest = {key: quantity for key, quantity in self.ledger.items() if key[0] != symbol}
        self.ledger = rest | {key: quantity for key, quantity in holdings.items() if key[0] == symbol and quantity}
        self.seen_whole[symbol] = max(at, self.seen_whole.get(symbol, at))

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

    def _uncounted(self, fills: Sequence[LeaderFill]) -> Sequence[LeaderFill]:
        keyed = {self.fill_key(fill): fill for fill in fills if not self._is_known(fill)}
        return [fill for key, fill in keyed.items() if key not in self.counted]

    def _is_known(self, fill: LeaderFill) -> bool:
        seen_at = self.seen_whole.get(fill.symbol)
        return fill.at < self.since or (seen_at is not None and fill.at <= seen_at)

    def _understand(self, fresh: Sequence[LeaderFill], received_at: datetime) -> CopyIntent | None:
        first = fresh[0]
        key = (first.symbol, first.position_side)
        before = self.ledger.get(key, ZERO)
        after = before + sum((fill.signed for fill in fresh), ZERO)
        after = settled_spot(first.symbol, before, after)
        if only_reduces(fresh):
            after = not_beyond_flat(before, after)
        self._count(fresh, received_at)
        self.ledger[key] = after
        if not after:
            del self.ledger[key]
        intent = self._intent(fresh, before, after)
        intent = None if intent is None else self._as_part(placed_in_time(intent, received_at), first)
        for old in list(self.counted)[: max(0, len(self.counted) - REMEMBERED_FILLS)]:
            del self.counted[old]
        return intent

    def _count(self, fresh: Sequence[LeaderFill], received_at: datetime) -> None:
        for fill in fresh:
            self.counted[self.fill_key(fill)] = None
            self.watermark = max(self.watermark, min(fill.at, received_at))

    def _as_part(self, intent: CopyIntent, first: LeaderFill) -> CopyIntent:
        """Marks the first part of an order that adds; the mark names the part too, so that no mark comes twice."""
        if not intent.kind.adds_exposure:
            return intent
        mark = f"{first.symbol}#order:{first.order_id}:"
        if intent.kind is IntentKind.INCREASE and any(key.startswith(mark) for key in self.counted):
            return replace(intent, continues=True)
        self.counted[f"{mark}{first.fill_id}"] = None
        return intent

    def _intent(self, fresh: Sequence[LeaderFill], before: Decimal, after: Decimal) -> CopyIntent | None:
        if before == after:
            return None
        kind, side, moved = classify(before, after)
        first = fresh[0]
        intent = CopyIntent(
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
            forced=first.liquidation,
        )
        return without_entry(intent) if any(fill.is_copy for fill in fresh) else intent


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


def reduced_fraction(kind: IntentKind, before: Decimal, moved: Decimal) -> Decimal:
    """The part of the position before that a reduction takes; zero for what adds exposure."""
    if kind is IntentKind.CLOSE:
        return Decimal(1)
    return moved / abs(before) if kind is IntentKind.REDUCE else ZERO


def placed_in_time(intent: CopyIntent, received_at: datetime) -> CopyIntent:
    """Ages from its receipt at the latest; a time that lies ahead of every clock says nothing about its age."""
    is_undated = intent.occurred_at - received_at > CLOCKS_DIFFER
    return replace(intent, occurred_at=min(intent.occurred_at, received_at), is_undated=is_undated)


def without_entry(intent: CopyIntent) -> CopyIntent | None:
    """Copies aren't copied on, or they could go round in a circle; exits always are (reliability.md row 51)."""
    if intent.kind is IntentKind.FLIP:
        return intent.legs()[0]
    return None if intent.kind.adds_exposure else intent
