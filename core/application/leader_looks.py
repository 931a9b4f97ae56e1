"""What a leader's exchange shows when asked: fills of the past, all that is held now. Judges and stores nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.application.ports import AccountFill, ExchangePort, FillCause
from core.domain.leader import LedgerKey
from core.domain.leader_fill import LeaderFill
from core.domain.values import OUR_PREFIX, ZERO, MarketKind, PositionMode

OVERLAP = timedelta(minutes=5)
"""Fills are read again this far back: exchanges list late."""

FORCED = frozenset({FillCause.LIQUIDATION, FillCause.ADL})


async def perpetual_holdings(connection: ExchangePort) -> dict[LedgerKey, Decimal]:
    """Signed quantities; per hedge side only where the account is in hedge mode."""
    positions = await connection.fetch_positions()
    hedged = bool(positions) and await connection.fetch_position_mode() is PositionMode.HEDGE
    return {(p.symbol, p.side if hedged else None): p.amount * p.side.sign for p in positions}


def leader_fill(fill: AccountFill) -> LeaderFill:
    """Exchanges number trades per symbol, so the symbol belongs to the id. Whatever was not an order only reduces."""
    is_perpetual = fill.symbol.kind is MarketKind.PERPETUAL
    return LeaderFill(
        fill_id=f"{fill.symbol}:{fill.fill_id}",
        order_id=fill.exchange_order_id,
        symbol=fill.symbol,
        side=fill.side,
        amount=fill.amount,
        price=fill.price,
        at=fill.at,
        position_side=fill.position_side,
        liquidation=str(fill.cause) if fill.cause in FORCED else "",
        fee=ZERO if is_perpetual or fill.fee_coin != fill.symbol.base else fill.fee,
        reduces=is_perpetual and (fill.reduce_only or fill.cause is not FillCause.ORDER),
        is_copy=fill.client_order_id.startswith(OUR_PREFIX) and not fill.reduce_only,
        ends_order=fill.ends_order,
    )


def read_late(fills: Iterable[LeaderFill]) -> Sequence[LeaderFill]:
    return [replace(fill, is_late=True) for fill in fills]


def in_order(fills: Iterable[LeaderFill]) -> Sequence[LeaderFill]:
    """By the exchange's time, then its numbers; other ids say nothing, and the exchange's own order stands."""
    return sorted(fills, key=lambda fill: (fill.at, number_of(fill.fill_id)))


def number_of(fill_id: str) -> int:
    number = fill_id.rpartition(":")[2]
    return int(number) if number.isdigit() else 0
