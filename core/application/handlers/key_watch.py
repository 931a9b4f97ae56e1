"""Whether the keys of linked accounts still do what they did, and nothing more. Trades nothing, replaces no key."""

from datetime import datetime
from functools import partial

from core.application.key_commands import CheckKeyCommand, CheckSuspectKeysCommand, RemindOfUnmanagedCommand
from core.application.ports import Clock, ExchangeDirectory, Vault
from core.application.repeating import repeated
from core.application.timing import USUAL, Timing
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account, AccountStatus
from core.domain.errors import CredentialsRejected, ExchangeError, NotFound, StorageError
from core.domain.events import AccountUnmanagedEvent
from core.domain.values import AccountId, KeyRights


class KeyWatch:
    """Refused once, a key is a suspect; refused again some time later, its account is paused.

    Binance answers -2015 during a passing ban too (reliability.md row 69), so one refusal proves nothing.
    """

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        vault: Vault,
        clock: Clock,
        timing: Timing = USUAL,
    ) -> None:
        self._units, self._directory, self._vault = units, directory, vault
        self._clock, self._timing = clock, timing
        self._refused_since: dict[AccountId, datetime] = {}

    async def check(self, command: CheckKeyCommand) -> None:
        """Fails closed for what is definite; an exchange that doesn't answer changes nothing."""
        async with self._units() as unit:
            account = await unit.accounts.get(command.account_id)
            if not account.has_key or account.status is AccountStatus.UNLINKED:
                return
            try:
                rights = await self._rights(account)
            except CredentialsRejected as error:
                self._refused(account, error.code or "key-rejected")
            except NotFound:
                account.pause_for_key("key-rejected", self._clock.now())
            except (ExchangeError, StorageError):
                return
            else:
                self._refused_since.pop(account.id, None)
                account.check_rights(rights, self._clock.now())
            await unit.commit()

    async def check_refused(self, account_id: AccountId) -> None:
        """An order was refused for its key: the key's own answer decides."""
        await repeated(partial(self.check, CheckKeyCommand(account_id=account_id)))

    async def check_suspects(self, _command: CheckSuspectKeysCommand) -> int:
        """Ask again about the keys that were refused once; answers with their number."""
        suspects = [account_id for account_id in self._refused_since if self._is_due(account_id)]
        for account_id in suspects:
            await self.check_refused(account_id)
        return len(suspects)

    async def remind(self, _command: RemindOfUnmanagedCommand) -> int:
        """Tell again of paused accounts whose open positions nobody manages; answers with their number."""
        now = self._clock.now()
        async with self._units() as unit:
            paused = [one for one in await unit.accounts.linked() if one.status is AccountStatus.PAUSED_AUTH]
            counted = [(one, len(await unit.positions.open_of_accounts([one.id]))) for one in paused]
            events = [unmanaged(account, positions, now) for account, positions in counted if positions]
            for event in events:
                unit.record(event)
            await unit.commit()
        return len(events)

    def _refused(self, account: Account, code: str) -> None:
        now = self._clock.now()
        since = self._refused_since.setdefault(account.id, now)
        if now - since >= self._timing.key_confirmation:
            del self._refused_since[account.id]
            account.pause_for_key(code, now)

    def _is_due(self, account_id: AccountId) -> bool:
        return self._clock.now() - self._refused_since[account_id] >= self._timing.key_confirmation

    async def _rights(self, account: Account) -> KeyRights:
        connection = await self._directory.trial(account.exchange, await self._vault.open(account))
        try:
            return await connection.fetch_key_rights()
        finally:
            await connection.aclose()


def unmanaged(account: Account, positions: int, at: datetime) -> AccountUnmanagedEvent:
    return AccountUnmanagedEvent(
        event_id=f"Unmanaged:{account.id}:{at:%Y%m%dT%H%M}",
        occurred_at=at,
        account_id=account.id,
        follower_id=account.follower_id,
        exchange=account.exchange,
        positions=positions,
    )
