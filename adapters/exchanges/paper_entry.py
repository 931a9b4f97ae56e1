"""Lets orders into a paper account, with the refusals a real exchange would give. Asks nobody."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper_book import QUOTE, PaperBook, Prices
from core.application.ports import AccountFill
from core.domain.errors import ExchangeRefused
from core.domain.market import Market
from core.domain.values import (
    ZERO,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Side,
)


def enter(book: PaperBook, order: OrderRequest, *, prices: Prices, at: datetime) -> OrderResult:
    """Execute at once at the live price plus slippage, or refuse; a client id is taken once."""
    if order.client_order_id in book.state.orders:
        return OrderResult(outcome=Outcome.DUPLICATE, client_order_id=order.client_order_id, code="duplicate")
    try:
        result = _execute(book, order, prices=prices, at=at)
    except ExchangeRefused as refused:
        result = _refused(order, refused, at)
    book.state.orders[order.client_order_id] = result
    book.state.forget_old()
    return result


def _execute(book: PaperBook, order: OrderRequest, *, prices: Prices, at: datetime) -> OrderResult:
    market, price = book.markets.get(order.symbol), prices.get(order.symbol)
    if market is None or price is None:
        raise ExchangeRefused("not listed", code="unknown-symbol")
    paid = _worse(market, price, order.side, slippage=book.rules.slippage)
    amount = _allowed_amount(book, order)
    _check_limits(market, order, price=price)
    number = str(book.state.next_number())
    nothing = OrderResult(
        outcome=Outcome.ACCEPTED,
        client_order_id=order.client_order_id,
        status=OrderStatus.CANCELED,
        exchange_order_id=number,
        at=at,
    )
    if order.limit_price is not None and (paid - order.limit_price) * order.side.sign > ZERO:
        return nothing
    fill = _fill(book, order, market, amount=amount, price=paid, number=number, at=at)
    _afford(book, fill, prices, order=order)
    book.apply(fill)
    status = OrderStatus.FILLED if amount == order.amount else OrderStatus.CANCELED
    return replace(nothing, status=status, filled=amount, average_price=paid, fee=fill.fee, fee_coin=QUOTE)


def _worse(market: Market, price: Decimal, side: Side, *, slippage: Decimal) -> Decimal:
    """Slippage goes against the trader, to the next tick."""
    return market.round_limit(price * (1 + side.sign * slippage), side.opposite)


def _allowed_amount(book: PaperBook, order: OrderRequest) -> Decimal:
    """A closing order never does more than close."""
    if order.symbol.kind is MarketKind.SPOT or not _closes(book, order):
        return order.amount
    held = book.find_position(order.symbol, _closed_side(order))
    if held is None:
        raise ExchangeRefused("nothing to reduce", code="reduce-only")
    return min(order.amount, held.amount)


def _closes(book: PaperBook, order: OrderRequest) -> bool:
    if book.state.position_mode is PositionMode.HEDGE:
        return order.side is order.position_side.exit_side
    return order.reduce_only


def _closed_side(order: OrderRequest) -> PositionSide:
    return PositionSide.LONG if order.side is Side.SELL else PositionSide.SHORT


def _check_limits(market: Market, order: OrderRequest, *, price: Decimal) -> None:
    if order.amount <= ZERO or market.round_amount(order.amount) != order.amount:
        raise ExchangeRefused("off the amount's step", code="bad-step")
    if order.amount < market.min_amount:
        raise ExchangeRefused("below the minimum amount", code="below-min-amount")
    is_exempt = order.reduce_only and order.symbol.kind is MarketKind.PERPETUAL
    if not is_exempt and market.cost(order.amount, price) < market.min_cost:
        raise ExchangeRefused("below the minimum cost", code="below-min-cost")
    if order.limit_price is None and market.max_market_amount is not None and order.amount > market.max_market_amount:
        raise ExchangeRefused("above the largest market order", code="above-max-amount")


def _fill(
    book: PaperBook, order: OrderRequest, market: Market, *, amount: Decimal, price: Decimal, number: str, at: datetime
) -> AccountFill:
    is_hedged = book.state.position_mode is PositionMode.HEDGE and order.symbol.kind is MarketKind.PERPETUAL
    return AccountFill(
        fill_id=number,
        symbol=order.symbol,
        side=order.side,
        amount=amount,
        price=price,
        at=at,
        exchange_order_id=number,
        client_order_id=order.client_order_id,
        position_side=order.position_side if is_hedged else None,
        reduce_only=order.reduce_only,
        fee=market.cost(amount, price) * market.taker_fee,
        fee_coin=QUOTE,
    )


def _afford(book: PaperBook, fill: AccountFill, prices: Prices, *, order: OrderRequest) -> None:
    needed = fill.amount * fill.price
    if fill.symbol.kind is MarketKind.PERPETUAL:
        needed = ZERO if _closes(book, order) else _added(book, fill) * fill.price / book.leverage(fill.symbol)
    elif fill.side is Side.SELL:
        if book.state.coin(fill.symbol.base) < fill.amount:
            raise ExchangeRefused("not enough of the coin", code="insufficient-funds")
        return
    if needed > ZERO and needed + fill.fee > book.free(prices):
        raise ExchangeRefused("not enough money", code="insufficient-funds")


def _added(book: PaperBook, fill: AccountFill) -> Decimal:
    """What a fill adds beyond closing the other side (one-way mode)."""
    entered = PositionSide.LONG if fill.side is Side.BUY else PositionSide.SHORT
    against = None if fill.position_side else book.find_position(fill.symbol, entered.opposite)
    return fill.amount if against is None else max(fill.amount - against.amount * 2, ZERO)


def _refused(order: OrderRequest, refused: ExchangeRefused, at: datetime) -> OrderResult:
    return OrderResult(
        outcome=Outcome.REJECTED,
        client_order_id=order.client_order_id,
        status=OrderStatus.REJECTED,
        code=refused.code,
        message=str(refused),
        at=at,
    )
