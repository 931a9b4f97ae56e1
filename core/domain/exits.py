"""What an exit of the leader, or the follower's own close, takes off a position. No limit ever blocks it.

Amounts in base coin. Rounds towards less risk: a reduction up to the step, a remainder under the minimum goes too.
"""

from decimal import ROUND_UP, Decimal

from core.domain.leader import CopyIntent
from core.domain.market import Market
from core.domain.position import Position
from core.domain.values import ZERO, Symbol
from core.domain.verdict import CopyContext, CopyOrder, Skip, SkipReason


def decide_exit(
    intent: CopyIntent, context: CopyContext, *, market: Market | None, price: Decimal | None
) -> CopyOrder | Skip:
    """Close the leader's fraction of the follower's own position."""
    position = context.position
    if position is None or position.owner.side is not intent.position_side:
        return Skip(reason=SkipReason.NOTHING_TO_CLOSE, numbers={"symbol": str(intent.symbol)})
    reference = price or intent.price
    amount = exit_amount(position, intent.fraction, market=market, price=reference)
    return exit_order(position, amount, context=context, market=market, price=reference)


def exit_amount(position: Position, fraction: Decimal, *, market: Market | None, price: Decimal) -> Decimal:
    """The fraction on the grid; all of it when the rest, or the part, is too small to stand alone."""
    wanted = position.part(fraction)
    if fraction == 1:
        return position.quantity
    if market is None:
        return min(wanted.quantize(position.quantity, rounding=ROUND_UP), position.quantity)
    amount = max(market.round_amount_up(wanted), market.smallest_amount(price))
    rest = position.quantity - amount
    return position.quantity if rest < market.smallest_amount(price) else amount


def exit_order(
    position: Position, amount: Decimal, *, context: CopyContext, market: Market | None, price: Decimal
) -> CopyOrder | Skip:
    """Spot sells what the wallet still holds: fees taken in the coin make it less than was bought."""
    owner = position.owner
    if not owner.symbol.settle:
        holding = amount if context.spot_holding is None else min(amount, context.spot_holding)
        amount = holding if market is None else market.round_amount(holding)
        if amount <= ZERO or (market is not None and not market.accepts(amount, price)):
            return Skip(reason=SkipReason.DUST, numbers={"holding": str(holding), "price": str(price)})
    return CopyOrder(
        symbol=owner.symbol,
        side=owner.side.exit_side,
        position_side=owner.side,
        amount=amount,
        reduce_only=True,
        reference_price=price,
        reserve=ZERO,
        margin_mode=owner.margin_mode if owner.symbol.settle else None,
        sized_by="leader_fraction",
        numbers={"position": str(position.quantity), "amount": str(amount)},
    )


def leaves_dust(symbol: Symbol, rest: Decimal, *, market: Market, price: Decimal) -> bool:
    """What a spot sale left is too small to be sold ever."""
    return bool(rest) and not symbol.settle and rest < market.smallest_amount(price)
