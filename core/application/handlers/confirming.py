"""A follow that asks first: a press, or the deadline, decides about a reserved trade. Counts only the owner's press."""

from core.application.commands import AnswerConfirmationCommand, ExpireConfirmationsCommand
from core.application.gates import Gates
from core.application.order_desk import OrderDesk
from core.application.ports import Clock, MarketBoard
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.confirmation import Answer, Confirmation
from core.domain.errors import BadInput, ConcurrentUpdate, NotPossibleNow
from core.domain.trade import Trade


class AnswerConfirmationHandler:
    """Copy, Half or Skip; the price is looked at again before anything is sent."""

    def __init__(
        self, units: UnitOfWorkFactory, desk: OrderDesk, *, board: MarketBoard, clock: Clock, gates: Gates
    ) -> None:
        self._units, self._desk, self._board, self._clock = units, desk, board, clock
        self._gates = gates

    async def __call__(self, command: AnswerConfirmationCommand) -> Answer:
        pressed_at = self._clock.now()
        async with self._units() as unit:
            confirmation = await unit.confirmations.get(command.confirmation_id)
            confirmation.take(command.answer, command.actor, at=self._clock.now())
            trade = await unit.trades.get(confirmation.trade_id)
            account = await unit.accounts.get(trade.plan.account_id)
            await self._apply(unit, trade, account, answer=command.answer)
            try:
                await unit.commit()
            except ConcurrentUpdate as error:
                raise NotPossibleNow("confirmation-answered") from error
        if command.answer is not Answer.SKIP:
            self._desk.submit(account, [trade], since=pressed_at)
        return command.answer

    async def _apply(self, unit: UnitOfWork, trade: Trade, account: Account, *, answer: Answer) -> None:
        if trade.is_settled:
            raise NotPossibleNow("confirmation-answered")
        if answer is Answer.SKIP:
            trade.fail("skipped-by-follower", self._clock.now())
            return
        if answer not in {Answer.COPY, Answer.HALF}:
            raise BadInput("bad-answer")
        if await unit.switches.is_copying_paused():
            raise NotPossibleNow("copying-paused")
        if not account.is_usable:
            raise NotPossibleNow("account-not-ready")
        if self._gates.stops(account) is not None:
            raise NotPossibleNow("entries-closed")
        self._quote_again(trade)
        if answer is Answer.HALF:
            self._halve(trade)

    def _quote_again(self, trade: Trade) -> None:
        """Worse than the follow's slippage allows: refused, the question stays open until its deadline."""
        plan = trade.plan
        price = self._board.price(plan.exchange, plan.symbol)
        if price is None:
            raise NotPossibleNow("no-price", symbol=plan.symbol)
        if plan.limit_price is not None and (price - plan.limit_price) * plan.side.sign > 0:
            raise NotPossibleNow("price-moved", price=price, limit=plan.limit_price)
        trade.resize(plan.amount, plan.reserve, reference_price=price, limit=plan.limit_price)

    def _halve(self, trade: Trade) -> None:
        plan = trade.plan
        market = self._board.market(plan.exchange, plan.symbol)
        if market is None:
            raise NotPossibleNow("no-price", symbol=plan.symbol)
        amount = market.half(plan.amount)
        if amount < market.smallest_amount(plan.reference_price):
            raise BadInput("half-below-minimum", minimum=market.smallest_amount(plan.reference_price))
        trade.resize(amount, plan.reserve, reference_price=plan.reference_price, limit=plan.limit_price)


class ExpireConfirmationsHandler:
    """What nobody answered in time is rolled back, with its reserve."""

    def __init__(self, units: UnitOfWorkFactory, *, clock: Clock) -> None:
        self._units, self._clock = units, clock

    async def __call__(self, _command: ExpireConfirmationsCommand) -> int:
        now = self._clock.now()
        async with self._units() as unit:
            due = await unit.confirmations.due(now)
        expired = 0
        for confirmation in due:
            expired += await self._expire(confirmation)
        return expired

    async def _expire(self, due: Confirmation) -> int:
        """The trade is read first: a question that is still open afterwards was open when the trade was read."""
        now = self._clock.now()
        async with self._units() as unit:
            trade = await unit.trades.get(due.trade_id)
            confirmation = await unit.confirmations.get(due.id)
            if not confirmation.is_open:
                return 0
            confirmation.expire(now)
            trade.fail("confirmation-expired", now)
            try:
                await unit.commit()
            except ConcurrentUpdate:
                return 0
        return 1
