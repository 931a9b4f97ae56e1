"""Keys that come in beside the chat, by ticket: linked or replaced exactly as in the chat, and told to their owner."""

from core.application.bus import MessageBus
from core.application.commands import LinkAccountCommand, ReplaceKeyCommand
from core.application.handlers.accounts import own_account
from core.application.handlers.people import require_follower, require_trading
from core.application.key_commands import (
    EnterKeyCommand,
    ExpectedKey,
    KeyAnswer,
    LookAtDoorCommand,
    OpenedDoor,
    OpenKeyDoorCommand,
)
from core.application.key_door import Errand, KeyDoor, Tickets
from core.application.ports import Clock, IdSource
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.errors import Refusal
from core.domain.operator_events import KeyEnteredEvent
from core.domain.values import AccountId, Credentials, Exchange, FollowerId


class KeyDoorHandlers:
    """`bus` has the two commands that take keys, noted as deeds like anybody's."""

    def __init__(
        self, units: UnitOfWorkFactory, door: KeyDoor, *, bus: MessageBus, ids: IdSource, clock: Clock
    ) -> None:
        self._units, self._door, self._bus, self._ids, self._clock = units, door, bus, ids, clock
        self._tickets = Tickets(ids.new, clock)

    async def open(self, command: OpenKeyDoorCommand) -> OpenedDoor:
        exchange = command.exchange
        async with self._units() as unit:
            await require_trading(unit, command.actor)
            if command.account_id is not None:
                exchange = (await own_account(unit, command.actor, command.account_id)).exchange
        ticket, errand = self._tickets.issue(command.actor, exchange, account_id=command.account_id)
        address = await self._door.open(errand.until)
        return OpenedDoor(link=f"{address}/key/{ticket}", until=errand.until)

    async def look(self, command: LookAtDoorCommand) -> ExpectedKey:
        return await self._expected(self._tickets.look(command.ticket))

    async def enter(self, command: EnterKeyCommand) -> KeyAnswer:
        """The ticket is spent before anything is waited for: two at once are one."""
        errand = self._tickets.redeem(command.ticket)
        expected = await self._expected(errand)
        try:
            account_id = await self._take(errand, command.credentials)
        except Refusal as refusal:
            return KeyAnswer(expected=expected, refusal=refusal.code, next_ticket=self._tickets.again(errand))
        await self._tell(errand, account_id)
        return KeyAnswer(expected=expected)

    async def _take(self, errand: Errand, credentials: Credentials) -> AccountId:
        if errand.account_id is not None:
            replacing = ReplaceKeyCommand(actor=errand.actor, account_id=errand.account_id, credentials=credentials)
            await self._bus.handle(replacing)
            return errand.account_id
        label = await self._label(errand.actor, errand.exchange)
        linking = LinkAccountCommand(actor=errand.actor, exchange=errand.exchange, label=label, credentials=credentials)
        account_id: AccountId = await self._bus.handle(linking)
        return account_id

    async def _label(self, actor: FollowerId, exchange: Exchange) -> str:
        """`Binance`, then `Binance 2`."""
        async with self._units() as unit:
            taken = {account.label for account in await unit.accounts.of_follower(actor)}
        name = exchange.value.title()
        return next(it for it in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if it not in taken)

    async def _expected(self, errand: Errand) -> ExpectedKey:
        async with self._units() as unit:
            language = (await require_follower(unit, errand.actor)).language
        return ExpectedKey(exchange=errand.exchange, is_new=errand.account_id is None, language=language)

    async def _tell(self, errand: Errand, account_id: AccountId) -> None:
        async with self._units() as unit:
            unit.record(
                KeyEnteredEvent(
                    event_id=f"KeyEntered:{self._ids.new()}",
                    occurred_at=self._clock.now(),
                    follower_id=errand.actor,
                    account_id=account_id,
                    exchange=errand.exchange,
                    is_new=errand.account_id is None,
                )
            )
            await unit.commit()
