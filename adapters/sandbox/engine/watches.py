"""Prices at which an account must be looked at: a price move touches only accounts in danger. Liquidates nobody."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.ladder import Rung
from adapters.sandbox.engine.orders import Direction
from adapters.sandbox.engine.positions import Position

Alarm = Callable[[VenueAccount], None]


class Watches:
    """Splits an account's cushion evenly over its cross positions: while every price stays within its share, the
    account is safe; when one leaves it, the alarm looks at the whole account and the shares are dealt anew."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._rungs: dict[str, list[Rung]] = {}
        self.alarm: Alarm | None = None

    def look(self, account: VenueAccount) -> None:
        """After a change that may have left the account in danger at the price of this moment."""
        self.rearm(account)
        held = account.held_positions()
        isolated = any(p.isolated_cushion(self._floor.price(p.instrument)) <= 0 for p in held if p.is_isolated)
        crossed = any(not p.is_isolated for p in held)
        if isolated or (crossed and self._floor.cross_cushion(account) <= 0):
            self._ring(account)

    def rearm(self, account: VenueAccount) -> None:
        """After any change of the account's positions, money or settings."""
        for rung in self._rungs.pop(account.name, ()):
            rung.cancel()
        held = account.held_positions()
        crossed = [position for position in held if not position.is_isolated]
        share = self._floor.cross_cushion(account) / len(crossed) if crossed else Decimal(0)
        rungs = [self._watch(account, position, share) for position in held]
        if rungs:
            self._rungs[account.name] = [rung for rung in rungs if rung is not None]

    def _watch(self, account: VenueAccount, position: Position, share: Decimal) -> Rung | None:
        mark = self._floor.price(position.instrument)
        cushion = position.isolated_cushion(mark) if position.is_isolated else share
        price = position.liquidation_price(cushion, mark)
        if price is None:
            return None
        direction = Direction.FALLS if position.amount > 0 else Direction.RISES
        return self._floor.ladder(position.instrument).add(price, direction, action=partial(self._ring, account))

    def _ring(self, account: VenueAccount) -> None:
        if self.alarm is not None:
            self.alarm(account)
