"""What the exchange does to positions by itself: liquidation, auto-deleveraging, funding. Serves no customer's wish."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, LedgerLine, VenueAccount, WalletKind
from adapters.sandbox.engine.clearing import Clearing
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import Change, FundingPaid, WalletCause, WalletChanged
from adapters.sandbox.engine.order_book import OrderBook
from adapters.sandbox.engine.orders import Cause, Leg, Order, Origin, Role, Status
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.spawning import closing_order
from adapters.sandbox.engine.watches import Watches


class Liquidation:
    """Nobody loses more than the margin: a position is taken over at its bankruptcy price at the worst."""

    def __init__(self, floor: Floor, clearing: Clearing, *, watches: Watches, orders: OrderBook) -> None:
        self._floor, self._clearing, self._watches, self._orders = floor, clearing, watches, orders
        watches.alarm = self.assess

    def price_of(self, account: VenueAccount, position: Position) -> Decimal | None:
        """Where this position is liquidated if no other price moves."""
        mark = self._floor.price(position.instrument)
        if position.is_isolated:
            return position.liquidation_price(position.isolated_cushion(mark), mark)
        return position.liquidation_price(self._floor.cross_cushion(account), mark)

    def assess(self, account: VenueAccount) -> None:
        """Liquidate what has no cushion left: isolated positions one by one, cross ones the largest first."""
        for position in account.held_positions():
            mark = self._floor.price(position.instrument)
            if position.is_isolated and position.isolated_cushion(mark) <= 0:
                self._liquidate(account, position)
        while crossed := [held for held in account.held_positions() if not held.is_isolated]:
            if self._floor.cross_cushion(account) > 0:
                break
            self._liquidate(account, max(crossed, key=self._weight))
        self._watches.rearm(account)

    def deleverage(self, account: VenueAccount, symbol: str, *, leg: Leg, fraction: Decimal) -> Order:
        position = account.positions.get((symbol, leg))
        if position is None or position.is_flat:
            raise Refused(Refusal.NO_POSITION, "there is no position to reduce")
        wanted = position.instrument.on_grid(position.size * fraction)
        amount = min(max(wanted, position.instrument.amount_step), position.size)
        price = self._floor.price(position.instrument)
        order = self._take_over(account, position, amount=amount, price=price, cause=Cause.ADL)
        self._watches.look(account)
        return order

    def fund(self, rate: Decimal) -> list[LedgerLine]:
        lines = []
        for account in self._floor.accounts.values():
            held = account.held_positions()
            lines += [self._fund_position(account, position, rate) for position in held]
            if held:
                self.assess(account)
        return lines

    def _fund_position(self, account: VenueAccount, position: Position, rate: Decimal) -> LedgerLine:
        mark, now = self._floor.price(position.instrument), self._floor.now_ms()
        amount = -position.amount * mark * rate
        account.futures.balances[QUOTE] += amount
        position.funding += amount
        if position.is_isolated:
            position.isolated_margin += amount
        line = LedgerLine(
            number=next(self._floor.ledger_numbers),
            cause="funding",
            symbol=position.symbol,
            coin=QUOTE,
            amount=amount,
            position_amount=position.amount,
            rate=rate,
            mark=mark,
            time_ms=now,
        )
        account.ledger.append(line)
        paid = FundingPaid(position=position, rate=rate, amount=amount, mark=mark, time_ms=now)
        self._floor.tell(account, paid)
        changed = WalletChanged(wallet=WalletKind.FUTURES, coin=QUOTE, change=amount, cause=WalletCause.FUNDING)
        self._floor.tell(account, changed)
        return line

    def _liquidate(self, account: VenueAccount, position: Position) -> None:
        """First the symbol's open orders go, then the position."""
        for order in list(account.open.values()):
            if order.instrument is position.instrument and order.is_open:
                self._orders.finish(
                    account, order, status=Status.CANCELED, change=Change.CANCELED, reason="liquidation"
                )
        price = self._takeover_price(account, position)
        self._take_over(account, position, amount=position.size, price=price, cause=Cause.LIQUIDATION)

    def _take_over(
        self, account: VenueAccount, position: Position, *, amount: Decimal, price: Decimal, cause: Cause
    ) -> Order:
        rules = self._floor.rules
        liquidated = cause is Cause.LIQUIDATION
        order = closing_order(
            self._floor,
            position,
            amount=amount,
            origin=Origin.LIQUIDATION if liquidated else Origin.ADL,
            prefix=rules.liquidation_prefix if liquidated else rules.adl_prefix,
        )
        self._orders.register(account, order)
        self._clearing.fill(account, order, price=price, amount=amount, role=Role.TAKER, cause=cause)
        return order

    def _takeover_price(self, account: VenueAccount, position: Position) -> Decimal:
        """The mark price, but never worse than where margin and fee leave exactly nothing."""
        mark = self._floor.price(position.instrument)
        own = position.isolated_margin + position.unrealised(mark)
        worth = own if position.is_isolated else self._cross_worth(account)
        fee = position.instrument.taker_fee
        if position.amount > 0:
            return max(mark, position.instrument.tick_up((mark - worth / position.size) / (1 - fee)))
        return min(mark, position.instrument.tick_down((mark + worth / position.size) / (1 + fee)))

    def _cross_worth(self, account: VenueAccount) -> Decimal:
        crossed = [held for held in account.held_positions() if not held.is_isolated]
        maintained = sum((held.maintenance(self._floor.price(held.instrument)) for held in crossed), Decimal(0))
        return self._floor.cross_cushion(account) + maintained

    def _weight(self, position: Position) -> Decimal:
        return position.maintenance(self._floor.price(position.instrument))
