"""A position's protection as the orders that an exchange holds for it. Knows no venue."""

from collections.abc import Sequence
from decimal import Decimal

from core.application.ports import StandingStop
from core.domain.exposure import ProtectionHit
from core.domain.values import PositionSide, Protection, Symbol


def stops_in(place: tuple[Symbol, PositionSide], amount: Decimal, protection: Protection) -> Sequence[StandingStop]:
    symbol, side = place
    told = {ProtectionHit.STOP_LOSS: protection.stop_loss, ProtectionHit.TAKE_PROFIT: protection.take_profit}
    return [
        StandingStop(symbol=symbol, side=side, hit=hit, trigger=trigger, amount=amount)
        for hit, trigger in told.items()
        if trigger is not None
    ]
