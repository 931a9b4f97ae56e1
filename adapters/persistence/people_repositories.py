"""Repositories of followers, invites, accounts, leaders and follows. Load and keep; decide nothing."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, bindparam

from adapters.persistence import people_mapping as mapping
from adapters.persistence import tables
from adapters.persistence.leader_form import CountedFills, LeaderForm, whole_leader
from adapters.persistence.memory import Form, Memory
from adapters.persistence.reading import Reader
from adapters.persistence.repository import Kind, SqlRepository, among_keys, oldest_first
from core.domain.account import Account, AccountStatus
from core.domain.follow import Follow, FollowStatus
from core.domain.follower import Follower, Invite, Role
from core.domain.leader import Leader, LeaderStatus
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId

FOLLOWERS = Kind(
    form=Form(tables.followers, mapping.follower_row), build=mapping.follower_of, unknown="follower-unknown"
)
INVITES = Kind(form=Form(tables.invites, mapping.invite_row), build=mapping.invite_of, unknown="invite-invalid")
ACCOUNTS = Kind(form=Form(tables.accounts, mapping.account_row), build=mapping.account_of, unknown="account-unknown")
LEADERS = Kind(form=LeaderForm(), build=lambda row: mapping.leader_of(row, (), counted=()), unknown="leader-unknown")
FOLLOWS = Kind(form=Form(tables.follows, mapping.follow_row), build=mapping.follow_of, unknown="follow-unknown")

IS_LINKED = tables.accounts.c.status != AccountStatus.UNLINKED
IS_RUNNING = tables.follows.c.status != FollowStatus.STOPPED

OPERATORS = oldest_first(tables.followers, tables.followers.c.role == Role.OPERATOR)
SOME_ACCOUNTS = oldest_first(tables.accounts, among_keys(tables.accounts.c.id))
LINKED = oldest_first(tables.accounts, IS_LINKED)
LINKED_OF_FOLLOWER = oldest_first(
    tables.accounts, IS_LINKED & (tables.accounts.c.follower_id == bindparam("follower_id"))
)
ACTIVE = oldest_first(tables.leaders, tables.leaders.c.status == LeaderStatus.ACTIVE)
OF_OWNER = oldest_first(tables.leaders, tables.leaders.c.owner_id == bindparam("owner_id"))
SOME_FOLLOWS = oldest_first(tables.follows, among_keys(tables.follows.c.id))
RUNNING_OF_LEADER = oldest_first(tables.follows, IS_RUNNING & (tables.follows.c.leader_id == bindparam("leader_id")))
RUNNING_OF_FOLLOWER = oldest_first(
    tables.follows, IS_RUNNING & (tables.follows.c.follower_id == bindparam("follower_id"))
)
RUNNING_OF_ACCOUNT = oldest_first(tables.follows, IS_RUNNING & (tables.follows.c.account_id == bindparam("account_id")))


class SqlFollowers(SqlRepository[FollowerId, Follower]):
    async def operators(self) -> Sequence[Follower]:
        return await self._matching(OPERATORS, lambda follower: follower.role is Role.OPERATOR)


class SqlInvites(SqlRepository[str, Invite]):
    """By the hash of their code only."""


class SqlAccounts(SqlRepository[AccountId, Account]):
    async def many(self, account_ids: Sequence[AccountId], /) -> Sequence[Account]:
        wanted = set(account_ids)
        return await self._matching_any(SOME_ACCOUNTS, list(wanted), fits=lambda account: account.id in wanted)

    async def of_follower(self, follower_id: FollowerId, /) -> Sequence[Account]:
        return await self._matching(
            LINKED_OF_FOLLOWER,
            lambda account: account.follower_id == follower_id and is_linked(account),
            follower_id=follower_id,
        )

    async def linked(self) -> Sequence[Account]:
        return await self._matching(LINKED, is_linked)


class SqlLeaders(SqlRepository[LeaderId, Leader]):
    def __init__(self, memory: Memory, reader: Reader, *, counted: CountedFills) -> None:
        super().__init__(LEADERS, memory, reader=reader)
        self._counted = counted

    async def active(self) -> Sequence[Leader]:
        return await self._matching(ACTIVE, lambda leader: leader.is_active)

    async def of_owner(self, owner_id: FollowerId, /) -> Leader | None:
        found = await self._matching(OF_OWNER, lambda leader: leader.owner_id == owner_id, owner_id=owner_id)
        return found[0] if found else None

    async def _build(self, row: RowMapping) -> Leader:
        known = self._memory.find(self._kind.form, row["id"])
        return known or await whole_leader(self._reader, row, counted=self._counted)


class SqlFollows(SqlRepository[FollowId, Follow]):
    async def many(self, follow_ids: Sequence[FollowId], /) -> Sequence[Follow]:
        wanted = set(follow_ids)
        return await self._matching_any(SOME_FOLLOWS, list(wanted), fits=lambda follow: follow.id in wanted)

    async def running_of_leader(self, leader_id: LeaderId, /) -> Sequence[Follow]:
        return await self._matching(
            RUNNING_OF_LEADER,
            lambda follow: follow.leader_id == leader_id and follow.is_running,
            leader_id=leader_id,
        )

    async def running_of_follower(self, follower_id: FollowerId, /) -> Sequence[Follow]:
        return await self._matching(
            RUNNING_OF_FOLLOWER,
            lambda follow: follow.follower_id == follower_id and follow.is_running,
            follower_id=follower_id,
        )

    async def running_of_account(self, account_id: AccountId, /) -> Sequence[Follow]:
        return await self._matching(
            RUNNING_OF_ACCOUNT,
            lambda follow: follow.account_id == account_id and follow.is_running,
            account_id=account_id,
        )


def is_linked(account: Account) -> bool:
    return account.status is not AccountStatus.UNLINKED
