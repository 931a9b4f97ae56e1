"""What an order needs before it may live: a position to reduce, money to hold. Never moves a balance."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount, WalletKind
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import ZERO, Leg, Order, Side
from adapters.sandbox.engine.refusals import Refusal, Refused


def is_closing(order: Order) -> bool:
    """May only make a position smaller."""
    against_leg = order.leg is not Leg.NET and order.side is not order.leg.entry_side
    return order.reduce_only or order.close_position or against_leg


def closable(account: VenueAccount, order: Order) -> Decimal:
    """How much of a position this order's side would close right now."""
    position = account.positions.get((order.symbol, order.leg))
    if order.kind is Kind.SPOT or position is None or position.side is not order.side.opposite:
        return ZERO
    return position.size


def fit_to_position(account: VenueAccount, order: Order) -> None:
    """Cut a closing order to the position; raises Refused(REDUCE_ONLY) when there is nothing to close."""
    if order.kind is Kind.SPOT or not is_closing(order):
        return
    rest = closable(account, order)
    if rest == 0:
        raise Refused(Refusal.REDUCE_ONLY, "there is no position this order could reduce")
    wanted = rest if order.close_position else min(order.remaining, rest)
    order.amount = order.filled + wanted


def secure(floor: Floor, account: VenueAccount, *, order: Order) -> None:
    """Hold the money the order may cost; raises Refused(INSUFFICIENT_FUNDS)."""
    coin, need = needs(floor, account, order=order)
    wallet = WalletKind.SPOT if order.kind is Kind.SPOT else WalletKind.FUTURES
    if need > 0 and need > floor.available(account, wallet, coin=coin):
        raise Refused(Refusal.INSUFFICIENT_FUNDS, f"not enough {coin}")
    order.lock_coin, order.locked = coin, need
    account.wallet_for(order.kind).locked[coin] += need


def needs(floor: Floor, account: VenueAccount, *, order: Order) -> tuple[str, Decimal]:
    """Which coin and how much of it the rest of the order ties up."""
    price = order.price or floor.price(order.instrument)
    if order.kind is Kind.SPOT:
        if order.side is Side.SELL:
            return order.instrument.base, order.remaining
        return QUOTE, order.cost or order.remaining * price
    opening = ZERO if is_closing(order) else max(order.remaining - closable(account, order), ZERO)
    leverage = account.position(order.instrument, order.leg).leverage
    return QUOTE, opening * price * (1 / Decimal(leverage) + order.instrument.taker_fee)
