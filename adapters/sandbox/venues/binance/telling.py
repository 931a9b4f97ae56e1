"""Which user events a happening becomes: spot on one stream, futures on the other. Sends nothing."""

from decimal import Decimal
from typing import assert_never

from adapters.sandbox.engine.accounts import VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.happenings import (
    Change,
    Filled,
    FundingPaid,
    Happening,
    LeverageChanged,
    OrderChanged,
    PositionChanged,
    WalletCause,
    WalletChanged,
)
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Book, Cause, Fill, Order
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.venues.binance import futures_events, spot_rows
from adapters.sandbox.venues.binance.cancel_ids import CancelIds
from adapters.sandbox.venues.binance.wire import Payload, fixed

ZERO = Decimal(0)


class SpotTeller:
    def __init__(self, engine: Engine, cancel_ids: CancelIds) -> None:
        self._engine, self._cancel_ids = engine, cancel_ids

    def events(self, account: VenueAccount, happening: Happening) -> list[Payload]:
        now = self._engine.now_ms()
        match happening:
            case OrderChanged(order=order, change=change) if order.kind is Kind.SPOT:
                return self._changed(account, order, change)
            case Filled(order=order, fill=fill) if order.kind is Kind.SPOT:
                report = spot_rows.fill_report(order, fill, now_ms=now)
                return [report, self._balances(account, order)]
            case WalletChanged(wallet=WalletKind.SPOT, cause=WalletCause.TRANSFER, coin=coin, change=change):
                moved = {"e": "balanceUpdate", "E": now, "a": coin, "d": fixed(change), "T": now}
                return [moved, spot_rows.account_position(account, {coin}, now_ms=now)]
            case _:
                return []

    def _changed(self, account: VenueAccount, order: Order, change: Change) -> list[Payload]:
        execution = spot_rows.EXECUTION_TYPES[change]
        cancel_id = self._cancel_ids.of(order)
        report = spot_rows.execution_report(order, execution, now_ms=self._engine.now_ms(), cancel_id=cancel_id)
        return [report, self._balances(account, order)]

    def _balances(self, account: VenueAccount, order: Order) -> Payload:
        coins = {order.instrument.base, order.instrument.quote}
        return spot_rows.account_position(account, coins, now_ms=self._engine.now_ms())


class FuturesTeller:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def events(self, account: VenueAccount, happening: Happening) -> list[Payload]:
        now = self._engine.now_ms()
        match happening:
            case OrderChanged(order=order, change=change):
                return self._changed(account, order, change) if order.kind is Kind.PERPETUAL else []
            case Filled(order=order, fill=fill):
                return self._filled(account, order, fill) if order.kind is Kind.PERPETUAL else []
            case FundingPaid(position=position, amount=amount):
                return [self._account(account, "FUNDING_FEE", position=position, change=amount)]
            case WalletChanged(wallet=WalletKind.FUTURES, cause=WalletCause.TRANSFER, change=amount):
                return [self._account(account, "DEPOSIT", position=None, change=amount)]
            case LeverageChanged(symbol=symbol, leverage=leverage):
                return [futures_events.leverage_update(symbol, leverage, now_ms=now)]
            case WalletChanged() | PositionChanged():
                # A fill tells of both already.
                return []
            case _:
                assert_never(happening)

    def _changed(self, account: VenueAccount, order: Order, change: Change) -> list[Payload]:
        now = self._engine.now_ms()
        if order.book is Book.PLANS:
            return [futures_events.algo_update(account, order, now_ms=now)]
        execution = futures_events.EXECUTION_TYPES[change]
        return [futures_events.order_update(order, execution, now_ms=now), *self._parent(account, order)]

    def _filled(self, account: VenueAccount, order: Order, fill: Fill) -> list[Payload]:
        """First the account after the fill, then the fill: Binance's order."""
        now = self._engine.now_ms()
        position = account.position(order.instrument, order.leg)
        return [
            self._account(account, "ORDER", position=position, change=ZERO),
            futures_events.fill_update(order, fill, now_ms=now),
            *([futures_events.trade_lite(order, fill, now_ms=now)] if fill.cause is Cause.TRADE else []),
            *self._parent(account, order),
        ]

    def _parent(self, account: VenueAccount, order: Order) -> list[Payload]:
        """The conditional order is finished when the order it became has ended."""
        parent = account.orders.get(order.parent_id)
        if parent is None or order.is_open:
            return []
        return [futures_events.algo_update(account, parent, now_ms=self._engine.now_ms())]

    def _account(self, account: VenueAccount, reason: str, *, position: Position | None, change: Decimal) -> Payload:
        """Funding of a cross position tells of the wallet only."""
        shown = position is not None and (reason == "ORDER" or position.is_isolated)
        positions = [(position, self._engine.quote(position.instrument).mark)] if position and shown else []
        return futures_events.account_update(
            account, reason, positions=positions, change=change, now_ms=self._engine.now_ms()
        )
