"""What one execution does to an order, a position and a wallet. Finds no price and places no order."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount, WalletKind
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Filled, PositionChanged, WalletCause, WalletChanged
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.order_book import OrderBook
from adapters.sandbox.engine.orders import ZERO, Cause, Fill, Order, Role, Side, Status
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.watches import Watches

FEE_GRID = Decimal("0.00000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a fill did to the account."""

    fee: Decimal
    fee_coin: str
    changes: dict[str, Decimal]
    realised_pnl: Decimal = ZERO
    closed: Decimal = ZERO
    position: Position | None = None


class Clearing:
    """Books fills. Afterwards: order, position, wallet and locks agree, the owner knows, the watches stand."""

    def __init__(self, floor: Floor, watches: Watches, orders: OrderBook) -> None:
        self._floor, self._watches, self._orders = floor, watches, orders

    def fill(
        self,
        account: VenueAccount,
        order: Order,
        *,
        price: Decimal,
        amount: Decimal,
        role: Role,
        cause: Cause = Cause.TRADE,
    ) -> Fill:
        self._release_part(account, order, amount)
        rate = order.instrument.taker_fee if role is Role.TAKER else order.instrument.maker_fee
        if order.kind is Kind.SPOT:
            effect = _book_spot(order, price=price, amount=amount, rate=rate)
        else:
            position, now = account.position(order.instrument, order.leg), self._floor.now_ms()
            effect = _book_perpetual(position, order.side, price=price, amount=amount, rate=rate, now_ms=now)
        fill = self._record(account, order, effect, price=price, amount=amount, role=role, cause=cause)
        self._pay(account, order, effect)
        if order.remaining == 0:
            self._orders.close(account, order)
        self._announce(account, order, fill, effect)
        return fill

    def _release_part(self, account: VenueAccount, order: Order, amount: Decimal) -> None:
        """The lock shrinks with what is left to fill."""
        freed = order.locked * amount / order.remaining if order.remaining else order.locked
        if freed:
            account.wallet_for(order.kind).locked[order.lock_coin] -= freed
            order.locked -= freed

    def _record(
        self,
        account: VenueAccount,
        order: Order,
        effect: Effect,
        *,
        price: Decimal,
        amount: Decimal,
        role: Role,
        cause: Cause,
    ) -> Fill:
        fill = Fill(
            fill_id=next(self._floor.fill_numbers),
            order_id=order.order_id,
            client_id=order.client_id,
            instrument=order.instrument,
            side=order.side,
            leg=order.leg,
            price=price,
            amount=amount,
            fee=effect.fee,
            fee_coin=effect.fee_coin,
            realised_pnl=effect.realised_pnl,
            closed=effect.closed,
            position_after=effect.position.amount if effect.position else ZERO,
            role=role,
            cause=cause,
            time_ms=self._floor.now_ms(),
        )
        _count(order, fill)
        account.fills.append(fill)
        return fill

    def _pay(self, account: VenueAccount, order: Order, effect: Effect) -> None:
        wallet = account.wallet_for(order.kind)
        wallet.updated_ms = order.updated_ms
        for coin, change in effect.changes.items():
            wallet.balances[coin] += change

    def _announce(self, account: VenueAccount, order: Order, fill: Fill, effect: Effect) -> None:
        kind = WalletKind.SPOT if order.kind is Kind.SPOT else WalletKind.FUTURES
        cause = WalletCause.TRADE if fill.cause is Cause.TRADE else WalletCause.LIQUIDATION
        self._floor.tell(account, Filled(order=order, fill=fill))
        if effect.position is not None:
            self._floor.tell(account, PositionChanged(position=effect.position))
        for coin, change in effect.changes.items():
            self._floor.tell(account, WalletChanged(wallet=kind, coin=coin, change=change, cause=cause))
        turned = fill.closed > 0 and (fill.position_after == 0 or fill.closed < fill.amount)
        if turned:
            self._orders.cancel_bound(account, order.symbol, leg=order.leg)
        for hook in self._floor.after_fill:
            hook(account, order)
        if cause is WalletCause.TRADE:
            self._watches.look(account)


def _count(order: Order, fill: Fill) -> None:
    order.filled += fill.amount
    order.filled_cost += fill.cost
    order.fee += fill.fee
    order.fee_coin = fill.fee_coin
    order.realised_pnl += fill.realised_pnl
    order.updated_ms = fill.time_ms
    order.status = Status.FILLED if order.remaining == 0 else Status.PARTIALLY_FILLED
    order.fills.append(fill)


def _book_spot(order: Order, *, price: Decimal, amount: Decimal, rate: Decimal) -> Effect:
    """The fee is taken from what is received: base coin for a buy, quote coin for a sell."""
    base, cost = order.instrument.base, amount * price
    if order.side is Side.BUY:
        fee = (amount * rate).quantize(FEE_GRID)
        return Effect(fee=fee, fee_coin=base, changes={QUOTE: -cost, base: amount - fee})
    fee = (cost * rate).quantize(FEE_GRID)
    return Effect(fee=fee, fee_coin=QUOTE, changes={base: -amount, QUOTE: cost - fee})


def _book_perpetual(
    position: Position, side: Side, *, price: Decimal, amount: Decimal, rate: Decimal, now_ms: int
) -> Effect:
    fee = (amount * price * rate).quantize(FEE_GRID)
    closed = min(amount, position.size) if position.side is side.opposite else ZERO
    pnl = position.reduce(closed, price) if closed else ZERO
    if amount > closed:
        if position.is_flat:
            position.start(now_ms)
        position.add((amount - closed) * side.sign, price)
    position.fees += fee
    position.updated_ms = now_ms
    changes = {QUOTE: pnl - fee}
    return Effect(fee=fee, fee_coin=QUOTE, changes=changes, realised_pnl=pnl, closed=closed, position=position)
