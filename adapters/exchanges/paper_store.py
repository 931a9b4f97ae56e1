"""What a paper account owns and did, and how it is kept: plain data and its JSON text. Holds no rule."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from core.application.ports import AccountFill, FillCause
from core.domain.values import (
    ZERO,
    AccountId,
    ClientOrderId,
    MarginMode,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Side,
    Symbol,
)

FILLS_KEPT = 1000
ORDERS_KEPT = 1000
LegKey = tuple[str, str]


class PaperStore(Protocol):
    """Keeps one text per paper account."""

    async def load(self, account_id: AccountId) -> str | None: ...

    async def save(self, account_id: AccountId, text: str) -> None: ...


class MemoryPaperStore:
    """Forgets everything at exit."""

    def __init__(self) -> None:
        self._texts: dict[AccountId, str] = {}

    async def load(self, account_id: AccountId) -> str | None:
        return self._texts.get(account_id)

    async def save(self, account_id: AccountId, text: str) -> None:
        self._texts[account_id] = text


@dataclass(slots=True, kw_only=True)
class PaperPosition:
    """`margin` is what an isolated position may lose; in cross margin it is only what it binds."""

    side: PositionSide
    amount: Decimal
    entry_price: Decimal
    leverage: int
    margin_mode: MarginMode
    margin: Decimal

    def unrealized(self, price: Decimal) -> Decimal:
        return (price - self.entry_price) * self.amount * self.side.sign


@dataclass(slots=True, kw_only=True)
class PaperGuard:
    amount: Decimal
    protection: Protection


@dataclass(slots=True, kw_only=True)
class PaperState:
    """Everything of one account; legs are keyed by (symbol, leg) where the leg is "net" in one-way mode."""

    coins: dict[str, Decimal] = field(default_factory=dict)
    position_mode: PositionMode = PositionMode.ONE_WAY
    leverages: dict[str, int] = field(default_factory=dict)
    margin_modes: dict[str, MarginMode] = field(default_factory=dict)
    positions: dict[LegKey, PaperPosition] = field(default_factory=dict)
    guards: dict[LegKey, PaperGuard] = field(default_factory=dict)
    orders: dict[ClientOrderId, OrderResult] = field(default_factory=dict)
    fills: list[AccountFill] = field(default_factory=list)
    last_number: int = 0

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def coin(self, coin: str) -> Decimal:
        return self.coins.get(coin, ZERO)

    def pay(self, coin: str, amount: Decimal) -> None:
        self.coins[coin] = self.coin(coin) + amount

    def forget_old(self) -> None:
        del self.fills[:-FILLS_KEPT]
        for client_order_id in list(self.orders)[:-ORDERS_KEPT]:
            del self.orders[client_order_id]


def write_state(state: PaperState) -> str:
    return json.dumps(
        {
            "coins": {coin: str(amount) for coin, amount in state.coins.items()},
            "position_mode": state.position_mode,
            "leverages": state.leverages,
            "margin_modes": state.margin_modes,
            "positions": [[*key, _plain(asdict(held))] for key, held in state.positions.items()],
            "guards": [[*key, _plain(_guard_fields(guard))] for key, guard in state.guards.items()],
            "orders": [_plain(asdict(order)) for order in state.orders.values()],
            "fills": [_plain(asdict(fill) | {"symbol": str(fill.symbol)}) for fill in state.fills],
            "last_number": state.last_number,
        }
    )


def read_state(text: str) -> PaperState:
    told = json.loads(text)
    orders = [_order(fields) for fields in told["orders"]]
    return PaperState(
        coins={coin: Decimal(amount) for coin, amount in told["coins"].items()},
        position_mode=PositionMode(told["position_mode"]),
        leverages=told["leverages"],
        margin_modes={symbol: MarginMode(mode) for symbol, mode in told["margin_modes"].items()},
        positions={(symbol, leg): _position(fields) for symbol, leg, fields in told["positions"]},
        guards={(symbol, leg): _guard(fields) for symbol, leg, fields in told["guards"]},
        orders={order.client_order_id: order for order in orders},
        fills=[_fill(fields) for fields in told["fills"]],
        last_number=told["last_number"],
    )


Fields = dict[str, str | int | None]


def _plain(fields: dict[str, object]) -> Fields:
    """Decimals and times as text; enums are text already."""
    return {name: _simple(value) for name, value in fields.items()}


def _simple(value: object) -> str | int | None:
    return value if isinstance(value, int | str) or value is None else _text(value)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _guard_fields(guard: PaperGuard) -> dict[str, object]:
    protection = guard.protection
    return {"amount": guard.amount, "stop_loss": protection.stop_loss, "take_profit": protection.take_profit}


def _position(fields: Fields) -> PaperPosition:
    return PaperPosition(
        side=PositionSide(str(fields["side"])),
        amount=_decimal(fields["amount"]),
        entry_price=_decimal(fields["entry_price"]),
        leverage=int(str(fields["leverage"])),
        margin_mode=MarginMode(str(fields["margin_mode"])),
        margin=_decimal(fields["margin"]),
    )


def _guard(fields: Fields) -> PaperGuard:
    protection = Protection(
        stop_loss=_maybe_decimal(fields["stop_loss"]), take_profit=_maybe_decimal(fields["take_profit"])
    )
    return PaperGuard(amount=_decimal(fields["amount"]), protection=protection)


def _order(fields: Fields) -> OrderResult:
    return OrderResult(
        outcome=Outcome(str(fields["outcome"])),
        client_order_id=ClientOrderId(str(fields["client_order_id"])),
        status=OrderStatus(str(fields["status"])),
        exchange_order_id=str(fields["exchange_order_id"]),
        filled=_decimal(fields["filled"]),
        average_price=_maybe_decimal(fields["average_price"]),
        fee=_decimal(fields["fee"]),
        fee_coin=str(fields["fee_coin"]),
        code=str(fields["code"]),
        message=str(fields["message"]),
        at=datetime.fromisoformat(str(fields["at"])) if fields["at"] else None,
    )


def _fill(fields: Fields) -> AccountFill:
    leg = fields["position_side"]
    return AccountFill(
        fill_id=str(fields["fill_id"]),
        symbol=Symbol.parse(str(fields["symbol"])),
        side=Side(str(fields["side"])),
        amount=_decimal(fields["amount"]),
        price=_decimal(fields["price"]),
        at=datetime.fromisoformat(str(fields["at"])),
        exchange_order_id=str(fields["exchange_order_id"]),
        client_order_id=str(fields["client_order_id"]),
        position_side=PositionSide(str(leg)) if leg else None,
        reduce_only=bool(fields["reduce_only"]),
        cause=FillCause(str(fields["cause"])),
        fee=_decimal(fields["fee"]),
        fee_coin=str(fields["fee_coin"]),
    )


def _decimal(value: object) -> Decimal:
    return Decimal(str(value))


def _maybe_decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
