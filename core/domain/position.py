"""The follower's open exposure in one symbol under one follow: entry, PnL, protection, liquidation. Sends nothing.

All PnL and liquidation arithmetic of the house is here. Amounts in base coin, prices, fees and PnL in quote coin.
"""

from datetime import datetime
from decimal import Decimal

from core.domain.errors import BadInput, ForbiddenTransition
from core.domain.events import (
    PositionClosedEvent,
    PositionIncreasedEvent,
    PositionLiquidatedEvent,
    PositionOpenedEvent,
    PositionReducedEvent,
    ProtectionMissedEvent,
)
from core.domain.exposure import (
    ExitCause,
    PositionFacts,
    PositionOwner,
    PositionStatus,
    ProtectedBy,
    ProtectionHit,
    check_protection,
    opposite,
    reached,
    require_positive,
)
from core.domain.values import (
    ZERO,
    MarginMode,
    PositionId,
    Protection,
)
from core.shared import AggregateRoot


class Position(AggregateRoot[PositionId]):
    """Quantity is never negative and is zero exactly when the position is not open."""

    def __init__(
        self,
        position_id: PositionId,
        owner: PositionOwner,
        *,
        opened_at: datetime,
        quantity: Decimal = ZERO,
        entry_price: Decimal = ZERO,
        gross_pnl: Decimal = ZERO,
        fees: Decimal = ZERO,
        funding: Decimal = ZERO,
        protection: Protection | None = None,
        protected_by: ProtectedBy = ProtectedBy.RULES,
        status: PositionStatus = PositionStatus.OPEN,
        closed_at: datetime | None = None,
        exit_price: Decimal | None = None,
        exit_trade_id: str = "",
        exit_cause: str = "",
        version: int = 0,
    ) -> None:
        super().__init__(position_id, version=version)
        self.owner, self.opened_at, self.closed_at = owner, opened_at, closed_at
        self.quantity, self.entry_price = quantity, entry_price
        self.gross_pnl, self.fees, self.funding = gross_pnl, fees, funding
        self.protection, self.protected_by = protection or Protection(), protected_by
        self.status, self.exit_price = status, exit_price
        self.exit_trade_id, self.exit_cause = exit_trade_id, exit_cause

    @classmethod
    def open(
        cls,
        position_id: PositionId,
        owner: PositionOwner,
        *,
        amount: Decimal,
        price: Decimal,
        fee: Decimal,
        at: datetime,
    ) -> "Position":
        """Open with the first fill."""
        require_positive(amount=amount, price=price)
        position = cls(position_id, owner, opened_at=at, quantity=amount, entry_price=price, fees=fee)
        position._raise(
            PositionOpenedEvent(
                event_id=position._next_event_id(),
                occurred_at=at,
                **position._common(),
                quantity=amount,
                entry_price=price,
            )
        )
        return position

    @property
    def is_open(self) -> bool:
        return self.status is PositionStatus.OPEN

    @property
    def realized_pnl(self) -> Decimal:
        """What is booked for good: price differences less fees, plus funding received."""
        return self.gross_pnl - self.fees + self.funding

    def notional(self, price: Decimal) -> Decimal:
        """The position's value in quote coin at a price."""
        return self.quantity * price

    def margin(self) -> Decimal:
        """The initial margin at entry, in quote coin."""
        return self.quantity * self.entry_price / self.owner.leverage

    def part(self, fraction: Decimal) -> Decimal:
        """A fraction (0, 1] of the quantity, in base coin, not rounded."""
        if not ZERO < fraction <= 1:
            raise BadInput("bad-fraction", fraction=fraction)
        return self.quantity * fraction

    def unrealized_pnl(self, price: Decimal) -> Decimal:
        """What closing at `price` would realise, before the fee of that close."""
        return self.quantity * (price - self.entry_price) * self.owner.side.sign

    def increase(self, amount: Decimal, price: Decimal, *, fee: Decimal, at: datetime) -> None:
        """Add to the position; the entry becomes the amount-weighted price."""
        self._require_open("increase")
        require_positive(amount=amount, price=price)
        quantity = self.quantity + amount
        self.entry_price = (self.quantity * self.entry_price + amount * price) / quantity
        self.quantity, self.fees = quantity, self.fees + fee
        self._raise(
            PositionIncreasedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                **self._common(),
                amount=amount,
                price=price,
                quantity=quantity,
            )
        )

    def reduce(
        self,
        amount: Decimal,
        price: Decimal,
        *,
        fee: Decimal,
        at: datetime,
        exit_trade_id: str = "",
        cause: ExitCause = ExitCause.LEADER,
    ) -> None:
        """Take a part off at the unchanged entry; reducing by all of it closes."""
        self._require_open("reduce")
        require_positive(amount=amount, price=price)
        if amount > self.quantity:
            raise BadInput("reduce-over-quantity", amount=amount, quantity=self.quantity)
        if amount == self.quantity:
            self.close(price, exit_trade_id, fee=fee, at=at, cause=cause)
            return
        realized = self._realize(amount, price, fee)
        self.quantity -= amount
        self._raise(
            PositionReducedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                **self._common(),
                amount=amount,
                price=price,
                quantity=self.quantity,
                realized_pnl=realized,
            )
        )

    def close(
        self,
        exit_price: Decimal,
        exit_trade_id: str,
        *,
        fee: Decimal = ZERO,
        at: datetime,
        cause: ExitCause = ExitCause.LEADER,
    ) -> None:
        """End the position with all of its quantity at `exit_price`."""
        self._require_open("close")
        require_positive(exit_price=exit_price)
        self._realize(self.quantity, exit_price, fee)
        self._end(PositionStatus.CLOSED, exit_price, at, cause=cause)
        self.exit_trade_id = exit_trade_id
        self._raise(
            PositionClosedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                **self._common(),
                exit_price=exit_price,
                exit_trade_id=exit_trade_id,
                realized_pnl=self.realized_pnl,
                cause=cause,
            )
        )

    def flip(
        self, new_id: PositionId, amount: Decimal, *, price: Decimal, fee: Decimal, at: datetime, exit_trade_id: str
    ) -> "Position":
        """One fill through zero: close this side, open the other with the rest. The fee is split by amount."""
        require_positive(amount=amount, price=price)
        rest = amount - self.quantity
        if rest <= 0:
            raise BadInput("flip-under-quantity", amount=amount, quantity=self.quantity)
        closing_fee = fee * self.quantity / amount
        self.close(price, exit_trade_id, fee=closing_fee, at=at)
        return Position.open(new_id, opposite(self.owner), amount=rest, price=price, fee=fee - closing_fee, at=at)

    def liquidate(self, price: Decimal, *, fee: Decimal, at: datetime) -> None:
        """The exchange reported that it took the position."""
        self._require_open("liquidate")
        require_positive(price=price)
        quantity = self.quantity
        self._realize(quantity, price, fee)
        self._end(PositionStatus.LIQUIDATED, price, at, cause="liquidation")
        self._raise(
            PositionLiquidatedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                **self._common(),
                price=price,
                quantity=quantity,
                realized_pnl=self.realized_pnl,
            )
        )

    def pay_funding(self, amount: Decimal) -> None:
        """Book funding: positive was received, negative was paid."""
        if not amount.is_finite():
            raise BadInput("bad-number", field="funding")
        self.funding += amount

    def pay_fee(self, amount: Decimal) -> None:
        """Book a fee that the exchange told after the fill (zero and negative rebates allowed)."""
        if not amount.is_finite():
            raise BadInput("bad-number", field="fee")
        self.fees += amount

    def protect(self, protection: Protection, price: Decimal, *, by: ProtectedBy = ProtectedBy.RULES) -> None:
        """Set stop-loss and take-profit for the whole quantity; neither may stand on the wrong side of `price`."""
        self._require_open("protect")
        check_protection(self.owner.side, protection, price)
        self.protection, self.protected_by = protection, by

    def protection_missed(self, code: str, at: datetime) -> None:
        """The exchange refused the protection: tell the follower, keep nothing that isn't there."""
        self.protection = Protection()
        self._raise(ProtectionMissedEvent(event_id=self._next_event_id(), occurred_at=at, **self._common(), code=code))

    def protection_hit(self, price: Decimal) -> ProtectionHit | None:
        """Which trigger a mark price reaches; the stop-loss first, for it limits the loss."""
        return reached(self.protection, self.owner.side, price)

    def liquidation_price(self, wallet: Decimal | None = None) -> Decimal | None:
        """An estimate; None for spot or where no positive price liquidates.

        Isolated: the position's own margin; cross: `wallet` is the equity that backs it, in quote coin. Liquidated when
        margin + PnL falls to maintenance margin: P = (E*Q*s - M) / (Q*(s - r)), s = +1 long, -1 short.
        Source: https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93
        """
        if not self.is_open or not self.owner.symbol.settle:
            return None
        isolated = wallet is None or self.owner.margin_mode is MarginMode.ISOLATED
        margin = self.margin() if isolated or wallet is None else wallet
        sign, rate = self.owner.side.sign, self.owner.maintenance_margin_rate
        price = (self.entry_price * self.quantity * sign - margin) / (self.quantity * (sign - rate))
        return price if price > 0 else None

    def _realize(self, amount: Decimal, price: Decimal, fee: Decimal) -> Decimal:
        gained = amount * (price - self.entry_price) * self.owner.side.sign
        self.gross_pnl += gained
        self.fees += fee
        return gained - fee

    def _end(self, status: PositionStatus, price: Decimal, at: datetime, *, cause: str) -> None:
        self.status, self.quantity = status, ZERO
        self.exit_price, self.closed_at, self.exit_cause = price, at, str(cause)
        self.protection = Protection()

    def _require_open(self, wanted: str) -> None:
        if not self.is_open:
            raise ForbiddenTransition(f"position {self.id}", current=self.status, wanted=wanted)

    def _common(self) -> PositionFacts:
        owner = self.owner
        return {
            "position_id": self.id,
            "follower_id": owner.follower_id,
            "account_id": owner.account_id,
            "follow_id": owner.follow_id,
            "symbol": owner.symbol,
            "side": owner.side,
        }
