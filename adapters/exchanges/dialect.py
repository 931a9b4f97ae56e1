"""What differs between exchanges, as a promise: raw calls in our values. Retries, classifies, remembers nothing.

Every method raises what ccxt raises; the caller reads the attempt (attempts.py) to learn what happened.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from adapters.exchanges.streams import FillLink, Sink
from core.application.ports import AccountFill, ExchangePosition, FillCause, FundingPayment, StandingStop
from core.domain.exposure import ProtectionHit
from core.domain.values import (
    ZERO,
    Balance,
    ClientOrderId,
    Exchange,
    KeyRights,
    MarginMode,
    MarketKind,
    OrderRequest,
    OrderResult,
    PositionMode,
    PositionSide,
    Protection,
    Symbol,
)

PROTECTION_PREFIX = "ctp"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionPlan:
    """The stop-loss and take-profit a position shall have; an empty Protection means none."""

    symbol: Symbol
    side: PositionSide
    mode: PositionMode
    protection: Protection = field(default_factory=Protection)
    amount: Decimal = ZERO
    key: str = ""

    @property
    def prefix(self) -> str:
        """How the client ids of our protective orders of this position begin."""
        return f"{PROTECTION_PREFIX}{self.side[0]}"

    def client_id(self, trigger: str, price: Decimal) -> str:
        """The same wish has the same id, so that asking twice places once; `trigger` is "s" or "t"."""
        wish = f"{self.key}|{self.symbol}|{trigger}|{price.normalize()}|{self.amount.normalize()}"
        digest = hashlib.blake2b(wish.encode(), digest_size=14).digest()
        return f"{self.prefix}{trigger}{base64.b32encode(digest).decode().rstrip('=').lower()}"

    def triggers(self) -> dict[str, tuple[str, Decimal]]:
        """Client id -> (kind "s" or "t", trigger price) of every order that shall exist."""
        wanted = {"s": self.protection.stop_loss, "t": self.protection.take_profit}
        return {self.client_id(kind, price): (kind, price) for kind, price in wanted.items() if price is not None}


def protective_cause(client_order_id: str) -> FillCause:
    """What our own protective orders tell by their name, once the exchange sent them as ordinary orders."""
    if not client_order_id.startswith(PROTECTION_PREFIX):
        return FillCause.ORDER
    kind = client_order_id[len(PROTECTION_PREFIX) + 1 :][:1]
    return {"s": FillCause.STOP_LOSS, "t": FillCause.TAKE_PROFIT}.get(kind, FillCause.ORDER)


NAMED_SIDES = {str(side)[0]: side for side in PositionSide}
NAMED_HITS = {"s": ProtectionHit.STOP_LOSS, "t": ProtectionHit.TAKE_PROFIT}


def standing_stop(
    client_order_id: str, symbol: Symbol | None, *, trigger: Decimal, amount: Decimal
) -> StandingStop | None:
    """A protective order, read by its name; None for one that isn't ours."""
    kind, side, hit = client_order_id[:3], client_order_id[3:4], client_order_id[4:5]
    if symbol is None or kind != PROTECTION_PREFIX or side not in NAMED_SIDES or hit not in NAMED_HITS:
        return None
    return StandingStop(
        symbol=symbol, side=NAMED_SIDES[side], hit=NAMED_HITS[hit], trigger=trigger, amount=amount or None
    )


class Dialect(Protocol):
    """One account at one exchange."""

    @property
    def exchange(self) -> Exchange: ...

    @property
    def shares_wallet(self) -> bool:
        """Spot and perpetuals are paid from one wallet."""
        ...

    async def send_order(self, order: OrderRequest, mode: PositionMode) -> OrderResult:
        """One request. An answer without an order id is AMBIGUOUS (exchanges.md T2)."""
        ...

    async def cancel_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> None: ...

    async def find_order(self, symbol: Symbol, client_order_id: ClientOrderId) -> OrderResult | None: ...

    async def with_fee(self, symbol: Symbol, result: OrderResult) -> OrderResult:
        """Add the fee where the order itself does not tell it."""
        ...

    async def fetch_open_orders(self, symbol: Symbol | None) -> Sequence[OrderResult]: ...

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol]) -> Sequence[AccountFill]: ...

    async def fetch_funding(self, since: datetime) -> Sequence[FundingPayment]:
        """Of every perpetual, in any order."""
        ...

    async def fetch_positions(self) -> Sequence[ExchangePosition]: ...

    async def fetch_balance(self, kind: MarketKind) -> Mapping[str, Balance]: ...

    async def set_leverage(self, symbol: Symbol, leverage: int) -> None: ...

    async def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None: ...

    async def fetch_position_mode(self, symbol: Symbol | None = None) -> PositionMode: ...

    async def set_position_mode(self, mode: PositionMode) -> None: ...

    async def protect(self, plan: ProtectionPlan) -> None:
        """Make the plan true; perpetuals only."""
        ...

    async def fetch_stops(self, symbols: Sequence[Symbol]) -> Sequence[StandingStop]:
        """Perpetuals only."""
        ...

    async def fetch_key_rights(self) -> KeyRights: ...

    def link(self, kind: MarketKind, sink: Sink) -> FillLink: ...

    async def fetch_time(self) -> datetime:
        """The exchange's clock: a harmless read."""
        ...

    async def synchronise_clock(self) -> None: ...

    async def aclose(self) -> None: ...
