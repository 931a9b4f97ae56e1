"""Repositories of followers, invites, accounts, leaders and follows. Load and keep; decide nothing."""

from collections.abc import Sequence

from sqlalchemy import RowMapping

from adapters.persistence import people_mapping as mapping
from adapters.persistence import tables
from adapters.persistence.leader_form import CountedFills, LeaderForm, whole_leader
from adapters.persistence.memory import Form, Memory
from adapters.persistence.reading import Reader
from adapters.persistence.repository import Kind, SqlRepository
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


class SqlFollowers(SqlRepository[FollowerId, Follower]):
    async def operators(self) -> Sequence[Follower]:
        return await self._matching(
            tables.followers.c.role == Role.OPERATOR, lambda follower: follower.role is Role.OPERATOR
        )


class SqlInvites(SqlRepository[str, Invite]):
    """By the hash of their code only."""


class SqlAccounts(SqlRepository[AccountId, Account]):
    async def many(self, account_ids: Sequence[AccountId], /) -> Sequence[Account]:
        wanted = set(account_ids)
        column = tables.accounts.c.id
        return await self._matching_any(
            column, list(wanted), where=column.is_not(None), fits=lambda account: account.id in wanted
        )

    async def of_follower(self, follower_id: FollowerId, /) -> Sequence[Account]:
        columns = tables.accounts.c
        return await self._matching(
            (columns.follower_id == follower_id) & (columns.status != AccountStatus.UNLINKED),
            lambda account: account.follower_id == follower_id and is_linked(account),
        )

    async def linked(self) -> Sequence[Account]:
        return await self._matching(tables.accounts.c.status != AccountStatus.UNLINKED, is_linked)


class SqlLeaders(SqlRepository[LeaderId, Leader]):
    def __init__(self, memory: Memory, reader: Reader, *, counted: CountedFills) -> None:
        super().__init__(LEADERS, memory, reader=reader)
        self._counted = counted

    async def active(self) -> Sequence[Leader]:
        return await self._matching(tables.leaders.c.status == LeaderStatus.ACTIVE, lambda leader: leader.is_active)

    async def of_owner(self, owner_id: FollowerId, /) -> Leader | None:
        found = await self._matching(tables.leaders.c.owner_id == owner_id, lambda leader: leader.owner_id == owner_id)
        return found[0] if found else None

    async def _build(self, row: RowMapping) -> Leader:
        known = self._memory.find(self._kind.form, row["id"])
        return known or await whole_leader(self._reader, row, counted=self._counted)


class SqlFollows(SqlRepository[FollowId, Follow]):
    async def many(self, follow_ids: Sequence[FollowId], /) -> Sequence[Follow]:
        wanted = set(follow_ids)
        column = tables.follows.c.id
        return await self._matching_any(
            column, list(wanted), where=column.is_not(None), fits=lambda follow: follow.id in wanted
        )

    async def running_of_leader(self, leader_id: LeaderId, /) -> Sequence[Follow]:
        columns = tables.follows.c
        return await self._matching(
            (columns.leader_id == leader_id) & (columns.status != FollowStatus.STOPPED),
            lambda follow: follow.leader_id == leader_id and follow.is_running,
        )

    async def running_of_follower(self, follower_id: FollowerId, /) -> Sequence[Follow]:
        columns = tables.follows.c
        return await self._matching(
            (columns.follower_id == follower_id) & (columns.status != FollowStatus.STOPPED),
            lambda follow: follow.follower_id == follower_id and follow.is_running,
        )

    async def running_of_account(self, account_id: AccountId, /) -> Sequence[Follow]:
        columns = tables.follows.c
        return await self._matching(
            (columns.account_id == account_id) & (columns.status != FollowStatus.STOPPED),
            lambda follow: follow.account_id == account_id and follow.is_running,
        )


def is_linked(account: Account) -> bool:
    return account.status is not AccountStatus.UNLINKED
