"""How our book and the exchange's differ on an account, position by position, and what may be done. Asks nobody."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.application.ports import ExchangePosition
from core.domain.position import Position
from core.domain.values import ZERO, AccountId, Balance, MarginMode, PositionId, PositionSide, Symbol
from core.shared import ValueObject

There = Mapping[tuple[Symbol, PositionSide], ExchangePosition]


class DriftKind(StrEnum):
    """Missing: booked and gone. Side: booked and turned round. Extra: there, and nowhere booked."""

    MISSING = "missing"
    LESS = "less"
    MORE = "more"
    SIDE = "side"
    EXTRA = "extra"


class DriftChoice(StrEnum):
    """Sync: the book follows the exchange. Adopt: what is too much joins the follow. Close: at the exchange."""

    SYNC = "sync"
    ADOPT = "adopt"
    IGNORE = "ignore"
    CLOSE = "close"


CHOICES: Mapping[DriftKind, Sequence[DriftChoice]] = {
    DriftKind.MISSING: (DriftChoice.SYNC, DriftChoice.IGNORE),
    DriftKind.LESS: (DriftChoice.SYNC, DriftChoice.CLOSE, DriftChoice.IGNORE),
    DriftKind.MORE: (DriftChoice.ADOPT, DriftChoice.CLOSE, DriftChoice.IGNORE),
    DriftKind.SIDE: (DriftChoice.SYNC, DriftChoice.IGNORE),
    DriftKind.EXTRA: (DriftChoice.ADOPT, DriftChoice.CLOSE, DriftChoice.IGNORE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift(ValueObject):
    """One difference; amounts in base coin, `side` is the booked one where something is booked."""

    account_id: AccountId
    symbol: Symbol
    side: PositionSide
    kind: DriftKind
    booked: Decimal
    found: Decimal
    position_id: PositionId | None = None
    entry_price: Decimal = ZERO
    leverage: int | None = None
    margin_mode: MarginMode | None = None
    is_ignored: bool = False

    @property
    def mark(self) -> str:
        """Names exactly this difference: with other amounts it is another one."""
        amounts = str(self.booked.normalize()), str(self.found.normalize())
        parts = (self.account_id, str(self.symbol), self.side, *amounts)
        return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()

    @property
    def rest(self) -> Decimal:
        """What is there beyond the book, or missing from it."""
        return abs(self.found - self.booked)

    @property
    def choices(self) -> Sequence[DriftChoice]:
        return CHOICES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftsView(ValueObject):
    account_id: AccountId
    label: str
    drifts: Sequence[Drift]


def differences(
    account_id: AccountId, positions: Sequence[Position], there: There, *, coins: Mapping[str, Balance]
) -> Sequence[Drift]:
    """Per side, so that a hedge of the follower's own isn't netted with ours."""
    booked = {(each.owner.symbol, each.owner.side) for each in positions}
    turned = {each.owner.symbol for each in positions if is_turned(each, there)}
    own = [drift for each in positions if (drift := drift_of(each, there, coins=coins)) is not None]
    foreign = [met for key, met in there.items() if key not in booked and met.symbol not in turned]
    return [*own, *(extra(account_id, met) for met in foreign)]


def drift_of(position: Position, there: There, *, coins: Mapping[str, Balance]) -> Drift | None:
    found, owner = found_of(position, there, coins=coins), position.owner
    if found == position.quantity:
        return None
    met = there.get((owner.symbol, owner.side))
    return Drift(
        account_id=owner.account_id,
        symbol=owner.symbol,
        side=owner.side,
        kind=kind_of(position, there, found=found),
        booked=position.quantity,
        found=found,
        position_id=position.id,
        entry_price=ZERO if met is None else met.entry_price,
        margin_mode=owner.margin_mode if owner.symbol.settle else None,
    )


def found_of(position: Position, there: There, *, coins: Mapping[str, Balance]) -> Decimal:
    """On spot up to what is ours: other coins of the kind are the follower's."""
    owner = position.owner
    if owner.symbol.settle:
        met = there.get((owner.symbol, owner.side))
        return ZERO if met is None else met.amount
    balance = coins.get(owner.symbol.base)
    return min(position.quantity, ZERO if balance is None else balance.total)


def kind_of(position: Position, there: There, *, found: Decimal) -> DriftKind:
    if found > position.quantity:
        return DriftKind.MORE
    if found > ZERO:
        return DriftKind.LESS
    return DriftKind.SIDE if is_turned(position, there) else DriftKind.MISSING


def is_turned(position: Position, there: There) -> bool:
    owner = position.owner
    return (owner.symbol, owner.side) not in there and (owner.symbol, owner.side.opposite) in there


def extra(account_id: AccountId, met: ExchangePosition) -> Drift:
    return Drift(
        account_id=account_id,
        symbol=met.symbol,
        side=met.side,
        kind=DriftKind.EXTRA,
        booked=ZERO,
        found=met.amount,
        entry_price=met.entry_price,
        leverage=met.leverage,
        margin_mode=met.margin_mode,
    )
