"""Stop-loss and take-profit as people give them: a price, or a distance from the entry in percent. Checks no side."""

from decimal import Decimal

from bot.callbacks import PositionVerb
from bot.parsing import EXAMPLES, Unit, bounded, parse_typed
from core.application.views import PositionView
from core.domain.errors import BadInput
from core.domain.values import PositionSide, Protection

FINEST_PRICE = -10


def read_trigger(text: str, position: PositionView, verb: PositionVerb) -> Decimal:
    """`62000`, `$62000`, `5%`, `-5%`: a percent counts away from the entry to the trigger's own side."""
    typed = parse_typed(text.strip().lstrip("+-"))
    if typed.unit is Unit.TIMES:
        raise BadInput("number-unit", typed=str(typed), example=EXAMPLES[Unit.PERCENT])
    if typed.unit is not Unit.PERCENT:
        return bounded(typed.value, low=Decimal("1e-10"), high=Decimal("1e9"))
    return distant(position, verb, _percent(typed.value, high=Decimal(1000)).scaleb(-2))


def distant(position: PositionView, verb: PositionVerb, fraction: Decimal) -> Decimal:
    """The price that far from the entry, as finely written as the market's price is."""
    protects = verb is PositionVerb.STOP_LOSS
    goes_up = (position.side is PositionSide.LONG) is not protects
    if not goes_up and fraction >= 1:
        _percent(fraction.scaleb(2), high=Decimal(99))
    price = position.entry_price * (1 + fraction if goes_up else 1 - fraction)
    return price.quantize(_grain(position))


def with_trigger(protection: Protection, verb: PositionVerb, price: Decimal) -> Protection:
    """The other trigger stays as it is."""
    if verb is PositionVerb.STOP_LOSS:
        return Protection(stop_loss=price, take_profit=protection.take_profit)
    return Protection(stop_loss=protection.stop_loss, take_profit=price)


def _percent(value: Decimal, *, high: Decimal) -> Decimal:
    return bounded(value, low=Decimal("0.01"), high=high, unit=Unit.PERCENT)


def _grain(position: PositionView) -> Decimal:
    seen = position.price if position.price is not None else position.entry_price
    exponent = seen.as_tuple().exponent
    return Decimal(1).scaleb(max(min(exponent, 0), FINEST_PRICE) if isinstance(exponent, int) else 0)
