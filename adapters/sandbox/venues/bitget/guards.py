"""Stop-loss and take-profit orders of a futures position, for classic and unified accounts alike. Speaks no wire."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument
from adapters.sandbox.engine.orders import (
    Direction,
    FiresAs,
    Leg,
    Lifetime,
    Order,
    OrderType,
    PlaceOrder,
    Purpose,
    Side,
    Trigger,
)
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bitget.codes import Area
from adapters.sandbox.venues.bitget.envelope import NativeError

# What is wrong with a trigger price that is already reached, by purpose and by the side that entered the position.
REACHED = {
    Area.FUTURES: {
        (Purpose.STOP_LOSS, Side.BUY): ("40917", "Stop price for long positions please < mark price"),
        (Purpose.STOP_LOSS, Side.SELL): ("45122", "Short position stop loss price please > mark price"),
        (Purpose.TAKE_PROFIT, Side.BUY): ("40915", "Long position take profit price please > mark price"),
        (Purpose.TAKE_PROFIT, Side.SELL): (
            "45135",
            "The take-profit price for short positions must be less than the mark price",
        ),
    },
    Area.UNIFIED: {
        (Purpose.STOP_LOSS, Side.BUY): ("25590", "the stop-loss trigger price must be less than the mark price"),
        (Purpose.STOP_LOSS, Side.SELL): ("25592", "the stop-loss trigger price must be greater than the mark price"),
        (Purpose.TAKE_PROFIT, Side.BUY): ("25589", "the take-profit trigger price must be greater than the mark price"),
        (Purpose.TAKE_PROFIT, Side.SELL): ("25591", "the take-profit trigger price must be less than the mark price"),
    },
}
NO_POSITION = {
    Area.FUTURES: ("43023", "Insufficient position, can not set profit or stop loss"),
    Area.UNIFIED: ("25601", "Position does not exist; cannot set TP/SL"),
}
TOO_MUCH = {
    Area.FUTURES: ("40891", "Insufficient position, can not set take profit or stop loss"),
    Area.UNIFIED: ("25595", "The total TP/SL quantity for partial positions exceeds the position amount"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """`amount` None guards the whole position, whatever becomes of it; `limit` None closes at market."""

    instrument: Instrument
    leg: Leg
    entry: Side
    purpose: Purpose
    level: Decimal
    amount: Decimal | None = None
    limit: Decimal | None = None
    client_id: str = ""
    tags: dict[str, str]


def place_guard(engine: Engine, account: VenueAccount, *, guard: Guard, area: Area) -> Order:
    """A position has one whole stop-loss and one whole take-profit: a new one replaces the old."""
    position = _position(account, guard, area=area)
    if guard.amount is not None and guard.amount > position.size:
        raise _native(TOO_MUCH[area])
    _check_level(engine, guard, area=area)
    old = engine.protection.find(account, position, guard.purpose) if guard.amount is None else None
    if old is not None:
        engine.cancel(account, old)
    return engine.place(account, _wish(guard))


def _check_level(engine: Engine, guard: Guard, *, area: Area) -> None:
    """Before the old guard is given up: a price already reached would fire at once."""
    mark = engine.quote(guard.instrument).mark
    rises = _direction(guard) is Direction.RISES
    if mark >= guard.level if rises else mark <= guard.level:
        raise _native(REACHED[area][(guard.purpose, guard.entry)])
    if not guard.instrument.has_tick(guard.level):
        raise Refused(Refusal.BAD_TICK)


def _position(account: VenueAccount, guard: Guard, *, area: Area) -> Position:
    position = account.position(guard.instrument, guard.leg)
    if position.side is not guard.entry:
        raise _native(NO_POSITION[area])
    return position


def _wish(guard: Guard) -> PlaceOrder:
    trigger = Trigger(
        price=guard.level,
        direction=_direction(guard),
        purpose=guard.purpose,
        fires_as=FiresAs.CHILD,
        lifetime=Lifetime.UNTIL_FLAT,
    )
    return PlaceOrder(
        instrument=guard.instrument,
        side=guard.entry.opposite,
        type=OrderType.MARKET if guard.limit is None else OrderType.LIMIT,
        amount=guard.amount,
        price=guard.limit,
        leg=guard.leg,
        reduce_only=guard.leg is Leg.NET and guard.amount is not None,
        close_position=guard.amount is None,
        client_id=guard.client_id,
        trigger=trigger,
        tags=guard.tags,
    )


def _direction(guard: Guard) -> Direction:
    loses_on_fall = guard.entry is Side.BUY
    falls = loses_on_fall is (guard.purpose is Purpose.STOP_LOSS)
    return Direction.FALLS if falls else Direction.RISES


def _native(complaint: tuple[str, str]) -> NativeError:
    return NativeError(*complaint)
