"""A follower links an exchange account: the key is checked at the exchange first, then locked away. Trades nothing."""

from core.application.commands import (
    LinkAccountCommand,
    ReplaceKeyCommand,
    SwitchAccountModeCommand,
    UnlinkAccountCommand,
)
from core.application.handlers.people import require_trading
from core.application.ports import Clock, ExchangeDirectory, IdSource, Vault, WalletBoard
from core.application.turns import Turns
from core.application.unit_of_work import UnitOfWork, UnitOfWorkFactory
from core.domain.account import Account, AccountMode, AccountStatus, refuse_dangerous
from core.domain.errors import (
    BadInput,
    CredentialsRejected,
    ExchangeError,
    NotFound,
    NotPossibleNow,
)
from core.domain.values import AccountId, Credentials, Exchange, FollowerId, KeyRights

LABEL_LENGTH = 32


async def own_account(unit: UnitOfWork, actor: FollowerId, account_id: AccountId) -> Account:
    """A stranger's account answers like none at all."""
    account = await unit.accounts.find(account_id)
    if account is None or account.follower_id != actor or account.status is AccountStatus.UNLINKED:
        raise NotFound("account-unknown")
    return account


class AccountHandlers:
    """Link, replace the key, switch between paper and live, unlink."""

    def __init__(
        self,
        units: UnitOfWorkFactory,
        directory: ExchangeDirectory,
        *,
        vault: Vault,
        wallets: WalletBoard,
        ids: IdSource,
        clock: Clock,
        turns: Turns,
    ) -> None:
        self._units, self._directory, self._vault, self._turns = units, directory, vault, turns
        self._wallets, self._ids, self._clock = wallets, ids, clock

    async def link(self, command: LinkAccountCommand) -> AccountId:
        label = command.label.strip()
        if not 0 < len(label) <= LABEL_LENGTH:
            raise BadInput("bad-label", limit=LABEL_LENGTH)
        rights = None
        if command.credentials is not None:
            rights = await self._try_key(command.exchange, command.credentials)
        async with self._units() as unit:
            follower = await require_trading(unit, command.actor)
            follower.terms.require_room(len(await unit.accounts.of_follower(command.actor)))
            await self._refuse_twice(unit, command, label, rights)
            account = Account.link(
                AccountId(self._ids.new()),
                command.actor,
                exchange=command.exchange,
                label=label,
                rights=rights,
                at=self._clock.now(),
            )
            unit.accounts.add(account)
            await unit.commit()
        if command.credentials is not None:
            await self._vault.store(account, command.credentials)
        self._wallets.refresh_soon(account.id)
        return account.id

    async def replace_key(self, command: ReplaceKeyCommand) -> None:
        async with self._units() as unit:
            account = await own_account(unit, command.actor, command.account_id)
        rights = await self._try_key(account.exchange, command.credentials)
        async with self._units() as unit:
            account = await own_account(unit, command.actor, command.account_id)
            account.replace_key(rights)
            account.resume(self._clock.now())
            await self._vault.store(account, command.credentials)
            await unit.commit()
        await self._directory.forget(account.id)
        self._wallets.refresh_soon(account.id)

    async def switch_mode(self, command: SwitchAccountModeCommand) -> None:
        """In turn with the fan-out: an order reserved for paper must not meet the live account."""
        async with self._turns.of([command.account_id]), self._units() as unit:
            account = await own_account(unit, command.actor, command.account_id)
            await self._require_idle(unit, account)
            match command.mode:
                case AccountMode.LIVE:
                    (await require_trading(unit, command.actor)).terms.require_live()
                    account.go_live()
                case AccountMode.PAPER:
                    account.go_paper()
            await unit.commit()
        await self._directory.forget(account.id)
        self._wallets.refresh_soon(account.id)

    async def unlink(self, command: UnlinkAccountCommand) -> None:
        async with self._turns.of([command.account_id]), self._units() as unit:
            account = await own_account(unit, command.actor, command.account_id)
            await self._require_idle(unit, account)
            if await unit.follows.running_of_account(account.id):
                raise NotPossibleNow("account-in-use")
            leader = await unit.leaders.of_owner(command.actor)
            if leader is not None and leader.is_active and leader.account_id == account.id:
                raise NotPossibleNow("account-leads")
            account.unlink()
            await unit.commit()
        await self._vault.erase(account)
        await self._directory.forget(account.id)

    async def _try_key(self, exchange: Exchange, credentials: Credentials) -> KeyRights:
        """Ask the exchange what the key may do, before anything is stored."""
        connection = await self._directory.trial(exchange, credentials)
        try:
            rights = await connection.fetch_key_rights()
        except CredentialsRejected as error:
            raise BadInput("key-wrong", native=error.code) from error
        except ExchangeError as error:
            raise NotPossibleNow("exchange-away") from error
        finally:
            await connection.aclose()
        refuse_dangerous(rights)
        return rights

    async def _refuse_twice(
        self, unit: UnitOfWork, command: LinkAccountCommand, label: str, rights: KeyRights | None
    ) -> None:
        for other in await unit.accounts.of_follower(command.actor):
            if other.label == label:
                raise BadInput("label-taken", label=label)
            if other.exchange is command.exchange and is_same_key(other.rights, rights):
                raise NotPossibleNow("account-linked-already", label=other.label)

    @staticmethod
    async def _require_idle(unit: UnitOfWork, account: Account) -> None:
        if await unit.positions.open_of_accounts([account.id]):
            raise NotPossibleNow("account-has-positions")
        if await unit.trades.unsettled(account.id):
            raise NotPossibleNow("account-is-trading")


def is_same_key(one: KeyRights | None, other: KeyRights | None) -> bool:
    """The same exchange account, for the same use: one read-only and one trading key may stand side by side."""
    if one is None or other is None:
        return False
    return one.uid == other.uid and one.is_read_only == other.is_read_only


def is_same_place(one: Account, other: Account) -> bool:
    """The same account at the exchange, though perhaps linked twice with different keys."""
    if one.id == other.id:
        return True
    if one.rights is None or other.rights is None:
        return False
    return (one.exchange, one.rights.uid) == (other.exchange, other.rights.uid)
