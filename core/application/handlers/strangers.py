"""Orders on an account that neither we nor, perhaps, its owner gave: too many at once and entries stop until the
owner has looked (reliability.md row 119). Books nothing: what they did to positions is booked elsewhere.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from core.application.handlers.accounts import own_account
from core.application.key_commands import ThawAccountCommand, WatchStrangersCommand
from core.application.ports import AccountFill, Clock, FillCause
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.values import OUR_PREFIX, AccountId

MOST_STRANGERS = 5
WITHIN = timedelta(minutes=10)
"""A person who trades by hand beside us seldom gives more orders in this time."""


class Strangers:
    """Remembers foreign orders only while it runs."""

    def __init__(self, units: UnitOfWorkFactory, clock: Clock) -> None:
        self._units, self._clock = units, clock
        self._seen: dict[AccountId, dict[str, datetime]] = defaultdict(dict)

    async def watch(self, command: WatchStrangersCommand) -> None:
        suspects = [fill for fill in command.fills if may_be_foreign(fill)]
        if not suspects:
            return
        async with self._units() as unit:
            for fill in suspects:
                if not await is_ours(unit, command.account_id, fill):
                    self._note(command.account_id, fill)
            if len(self._seen[command.account_id]) >= MOST_STRANGERS:
                await self._freeze(unit, command.account_id)

    async def thaw(self, command: ThawAccountCommand) -> None:
        """The owner says that it was them."""
        async with self._units() as unit:
            account = await own_account(unit, command.actor, command.account_id)
            account.thaw(self._clock.now())
            await unit.commit()
        self._seen.pop(command.account_id, None)

    def _note(self, account_id: AccountId, fill: AccountFill) -> None:
        now = self._clock.now()
        seen = self._seen[account_id] | {fill.exchange_order_id: fill.at}
        self._seen[account_id] = {order: at for order, at in seen.items() if now - at <= WITHIN}

    async def _freeze(self, unit: UnitOfWork, account_id: AccountId) -> None:
        """An account that leads is traded by hand: there it means nothing."""
        account = await unit.accounts.get(account_id)
        leader = await unit.leaders.of_owner(account.follower_id)
        if leader is None or leader.account_id != account_id:
            account.freeze(self._clock.now())
            await unit.commit()


def may_be_foreign(fill: AccountFill) -> bool:
    return fill.cause is FillCause.ORDER and not fill.client_order_id.startswith(OUR_PREFIX)


async def is_ours(unit: UnitOfWork, account_id: AccountId, fill: AccountFill) -> bool:
    """Not every exchange tells the client's id with a fill."""
    return await unit.trades.by_exchange_order_id(account_id, fill.exchange_order_id) is not None
