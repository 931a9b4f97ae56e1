"""What holding a perpetual costs or brings: reads the exchange's funding and books it onto positions. Sends nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from core.application.commands import BookFundingCommand
from core.application.ports import Clock, ExchangePort, FundingPayment
from core.application.repeating import repeated
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account
from core.domain.errors import AlreadyExists, ExchangeError
from core.domain.position import Position
from core.domain.values import ZERO, AccountId

HISTORY = timedelta(days=6)
PAUSE = timedelta(minutes=5)
"""Exchanges settle on whole hours: reading more often would only use up their patience."""
OVERLAP = timedelta(hours=1)
"""A settlement may be listed long after its moment."""


class BookFundingHandler:
    """Each payment counts once, for the position that was held at its moment, though it may be closed by now."""

    def __init__(self, units: UnitOfWorkFactory) -> None:
        self._units = units

    async def __call__(self, command: BookFundingCommand) -> int:
        work = partial(self._book, command)
        try:
            return await repeated(work)
        except AlreadyExists:
            return await repeated(work)  # somebody booked a part of them meanwhile: it is known now

    async def _book(self, command: BookFundingCommand) -> int:
        async with self._units() as unit:
            fresh = await self._fresh(unit, command)
            if not fresh:
                return 0
            account = await unit.accounts.get(command.account_id)
            positions = await unit.positions.held_since(account.follower_id, min(paid.at for paid in fresh))
            booked = 0
            for payment in fresh:
                unit.account_fills.add(account.id, payment.symbol, fill_id=ledger_id(payment), at=payment.at)
                booked += put_onto(holder(positions, account.id, payment=payment), payment)
            await unit.commit()
        return booked

    async def _fresh(self, unit: UnitOfWork, command: BookFundingCommand) -> Sequence[FundingPayment]:
        """Each that isn't booked yet, once."""
        fresh = {(payment.symbol, ledger_id(payment)): payment for payment in command.payments}
        for symbol in {symbol for symbol, _ in fresh}:
            ids = [known for of, known in fresh if of == symbol]
            for booked in await unit.account_fills.booked(command.account_id, symbol, fill_ids=ids):
                del fresh[symbol, booked]
        return list(fresh.values())


def ledger_id(payment: FundingPayment) -> str:
    """Its name among the account's booked fills."""
    return f"funding:{payment.payment_id}"


def holder(positions: Sequence[Position], account_id: AccountId, *, payment: FundingPayment) -> Position | None:
    """The newest position that was open at the payment's moment; none when it was the follower's own."""
    found = None
    for position in positions:
        owner = position.owner
        is_there = owner.account_id == account_id and owner.symbol == payment.symbol
        if is_there and was_open(position, payment.at) and (found is None or position.opened_at > found.opened_at):
            found = position
    return found


def was_open(position: Position, at: datetime) -> bool:
    return position.opened_at <= at and (position.closed_at is None or position.closed_at >= at)


def put_onto(position: Position | None, payment: FundingPayment) -> int:
    if position is None:
        return 0
    position.pay_funding(in_quote(payment))
    return 1


def in_quote(payment: FundingPayment) -> Decimal:
    """Like fees: what is paid in a third coin counts as nothing."""
    return payment.amount if payment.coin in {payment.symbol.quote, payment.symbol.settle} else ZERO


class FundingRounds:
    """Now and then reads what an account with open perpetuals paid and received. Remembers only when it read."""

    def __init__(self, booking: BookFundingHandler, clock: Clock) -> None:
        self._booking, self._clock = booking, clock
        self._read_until: dict[AccountId, datetime] = {}

    async def read(self, connection: ExchangePort, account: Account, *, positions: Sequence[Position]) -> None:
        """An exchange that doesn't tell it now is asked again next time; nothing else waits for it."""
        now = self._clock.now()
        symbols = sorted({position.owner.symbol for position in positions if position.owner.symbol.settle})
        read_until = self._read_until.get(account.id, now - HISTORY)
        if not symbols or now - read_until < PAUSE:
            return
        since = max(read_until - OVERLAP, now - HISTORY)
        try:
            payments = await connection.fetch_funding(since, symbols)
        except ExchangeError:
            return
        await self._booking(BookFundingCommand(account_id=account.id, payments=payments))
        self._read_until[account.id] = now
