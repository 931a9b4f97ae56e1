"""Repositories of followers, invites, accounts, leaders and follows. Load and keep; decide nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, bindparam

from adapters.persistence import people_mapping as mapping
from adapters.persistence import tables
from adapters.persistence.leader_form import LeaderForm, whole_leader
from adapters.persistence.memory import Form, Memory
from adapters.persistence.reading import Reader
from adapters.persistence.repository import Kind, SqlRepository, oldest_first
from adapters.persistence.working_repository import WorkingRepository
from adapters.persistence.working_set import Attributes, Shelf, WorkingSet
from core.application.unit_of_work import RunningFollow
from core.domain.account import Account, AccountStatus
from core.domain.follow import Follow, FollowStatus
from core.domain.follower import Follower, Role
from core.domain.invite import Invite
from core.domain.leader import Leader, LeaderStatus
from core.domain.undo import Undo
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId, UndoId

FOLLOWERS = Kind(
    form=Form(tables.followers, mapping.follower_row), build=mapping.follower_of, unknown="follower-unknown"
)
INVITES = Kind(form=Form(tables.invites, mapping.invite_row), build=mapping.invite_of, unknown="invite-invalid")
ACCOUNTS = Kind(form=Form(tables.accounts, mapping.account_row), build=mapping.account_of, unknown="account-unknown")
LEADERS = Kind(form=LeaderForm(), build=lambda row: mapping.leader_of(row, (), counted=()), unknown="leader-unknown")
FOLLOWS = Kind(form=Form(tables.follows, mapping.follow_row), build=mapping.follow_of, unknown="follow-unknown")
UNDOS = Kind(form=Form(tables.undos, mapping.undo_row), build=mapping.undo_of, unknown="undo-unknown")

IS_LINKED = tables.accounts.c.status != AccountStatus.UNLINKED
IS_RUNNING = tables.follows.c.status != FollowStatus.STOPPED

OPERATORS = oldest_first(tables.followers, tables.followers.c.role == Role.OPERATOR)
LINKED = oldest_first(tables.accounts, IS_LINKED)
ACTIVE = oldest_first(tables.leaders, tables.leaders.c.status == LeaderStatus.ACTIVE)
OF_OWNER = oldest_first(tables.leaders, tables.leaders.c.owner_id == bindparam("owner_id"))
RUNNING = oldest_first(tables.follows, IS_RUNNING)


class SqlFollowers(SqlRepository[FollowerId, Follower]):
    async def operators(self) -> Sequence[Follower]:
        return await self._matching(OPERATORS, lambda follower: follower.role is Role.OPERATOR)


class SqlInvites(SqlRepository[str, Invite]):
    """By the hash of their code only."""


class SqlAccounts(WorkingRepository[AccountId, Account]):
    async def many(self, account_ids: Sequence[AccountId], /) -> Sequence[Account]:
        found = [await self.find(account_id) for account_id in dict.fromkeys(account_ids)]
        return [account for account in found if account is not None]

    async def of_follower(self, follower_id: FollowerId, /) -> Sequence[Account]:
        return await self._working_by(
            "follower_id", follower_id, fits=lambda account: account.follower_id == follower_id and is_linked(account)
        )

    async def linked(self) -> Sequence[Account]:
        return await self._everything(is_linked)


class SqlLeaders(SqlRepository[LeaderId, Leader]):
    def __init__(self, memory: Memory, reader: Reader, *, working: WorkingSet) -> None:
        super().__init__(LEADERS, memory, reader=reader)
        self._working = working

    async def find(self, key: LeaderId, /) -> Leader | None:
        known = self._working.leader(key)
        return await super().find(key) if known is None else self._memory.keep_twin(self._kind.form, known)

    async def active(self) -> Sequence[Leader]:
        return await self._matching(ACTIVE, lambda leader: leader.is_active)

    async def of_owner(self, owner_id: FollowerId, /) -> Leader | None:
        found = await self._matching(OF_OWNER, lambda leader: leader.owner_id == owner_id, owner_id=owner_id)
        return found[0] if found else None

    async def _build(self, row: RowMapping) -> Leader:
        """With his holdings and counted fills, unless they are known."""
        in_hand, known = self._memory.find(self._kind.form, row["id"]), self._working.leader(row["id"])
        if in_hand is not None:
            return in_hand
        if known is None or known.version != row["version"]:
            known = await whole_leader(self._reader, row)
            self._working.know(known)
        return known.twin()


class SqlFollows(WorkingRepository[FollowId, Follow]):
    async def many(self, follow_ids: Sequence[FollowId], /) -> Sequence[Follow]:
        found = [await self.find(follow_id) for follow_id in dict.fromkeys(follow_ids)]
        return [follow for follow in found if follow is not None]

    async def running_of_leader(self, leader_id: LeaderId, /) -> Sequence[Follow]:
        return await self._working_by(
            "leader_id", leader_id, fits=lambda follow: follow.leader_id == leader_id and follow.is_running
        )

    async def running_in_short(self, leader_id: LeaderId, /) -> Sequence[RunningFollow]:
        await self._working.ready()
        kept = self._shelf.by("leader_id", leader_id)
        return [
            RunningFollow(follow_id=follow.id, account_id=follow.account_id) for follow in kept if follow.is_running
        ]

    async def running_of_follower(self, follower_id: FollowerId, /) -> Sequence[Follow]:
        return await self._working_by(
            "follower_id", follower_id, fits=lambda follow: follow.follower_id == follower_id and follow.is_running
        )

    async def rested(self, at: datetime, /) -> Sequence[Follow]:
        await self._working.ready()
        rested = await self.many([follow.id for follow in self._shelf.everything() if follow.is_rested(at)])
        return [follow for follow in rested if follow.is_rested(at)]

    async def running_of_account(self, account_id: AccountId, /) -> Sequence[Follow]:
        return await self._working_by(
            "account_id", account_id, fits=lambda follow: follow.account_id == account_id and follow.is_running
        )


class SqlUndos(SqlRepository[UndoId, Undo]):
    """By their ids only."""


def linked_accounts() -> Shelf[Account]:
    attributes: Attributes[Account] = {"follower_id": lambda account: account.follower_id}
    return Shelf(ACCOUNTS, Account, rows=LINKED, keeps=is_linked, attributes=attributes)


def running_follows() -> Shelf[Follow]:
    attributes: Attributes[Follow] = {
        "leader_id": lambda follow: follow.leader_id,
        "follower_id": lambda follow: follow.follower_id,
        "account_id": lambda follow: follow.account_id,
    }
    return Shelf(FOLLOWS, Follow, rows=RUNNING, keeps=lambda follow: follow.is_running, attributes=attributes)


def is_linked(account: Account) -> bool:
    return account.status is not AccountStatus.UNLINKED
