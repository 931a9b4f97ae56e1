"""Writes a leader and N followers straight into the book, in big groups: what people would take hours to tell the bot.

By aggregates, units of work and the vault, as the handlers would. Sends nothing and asks no exchange.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from adapters.vault import SqlVault
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import Account, AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.exposure import PositionOwner
from core.domain.follow import Follow, FollowMode
from core.domain.follower import Follower, Role
from core.domain.leader import Leader
from core.domain.position import Position
from core.domain.values import (
    ZERO,
    AccountId,
    Exchange,
    FollowerId,
    FollowId,
    KeyRights,
    LeaderId,
    MarginMode,
    PositionId,
    PositionSide,
    Symbol,
)
from tests.bench.bare import stranger

BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
LEADER, OWNER = LeaderId("leader"), FollowerId(1)
QUIET_LEADER, QUIET_OWNER = LeaderId("quiet"), FollowerId(2)
FIRST_FOLLOWER = 1_000
GROUP = 500
RULES = CopyRules(
    size=Decimal(600), leverage=5, margin_mode=MarginMode.CROSS, max_slippage=Decimal("0.05"), max_age_seconds=3600
)
RIGHTS = KeyRights(
    uid="u1", can_trade_spot=True, can_trade_perpetual=True, can_withdraw=False, can_transfer=False, ip_bound=True
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What was written."""

    exchange: Exchange
    leader: LeaderId
    accounts: Sequence[Account]


async def write_book(
    units: UnitOfWorkFactory, vault: SqlVault, exchange: Exchange, *, count: int, at: datetime
) -> Book:
    """One leader, and so many followers with a live account each that copy him."""
    for leader_id, owner in ((LEADER, OWNER), (QUIET_LEADER, QUIET_OWNER)):
        await write_leader(units, vault, account_of(owner, exchange, at), leader_id=leader_id)
    accounts = [account_of(FollowerId(FIRST_FOLLOWER + number), exchange, at) for number in range(count)]
    for group in in_groups(accounts):
        await write_group(units, group, at)
        await store_keys(vault, group)
    return Book(exchange=exchange, leader=LEADER, accounts=accounts)


async def write_leader(units: UnitOfWorkFactory, vault: SqlVault, account: Account, *, leader_id: LeaderId) -> None:
    owner, at = account.follower_id, account.linked_at
    async with units() as unit:
        unit.followers.add(person(owner, Role.OPERATOR, at))
        unit.accounts.add(account)
        unit.leaders.add(Leader(leader_id, owner_id=owner, account_id=account.id, name="Lev", since=at))
        await unit.commit()
    await store_keys(vault, [account])


async def write_group(units: UnitOfWorkFactory, accounts: Sequence[Account], at: datetime) -> None:
    async with units() as unit:
        for account in accounts:
            unit.followers.add(person(account.follower_id, Role.FOLLOWER, at))
            unit.accounts.add(account)
            unit.follows.add(the_follow(account, LEADER, at))
        await unit.commit()


async def store_keys(vault: SqlVault, accounts: Sequence[Account]) -> None:
    await asyncio.gather(*(vault.store(account, stranger(account.follower_id)) for account in accounts))


async def write_bystander(
    units: UnitOfWorkFactory, vault: SqlVault, exchange: Exchange, *, number: int, at: datetime
) -> Position:
    """Somebody who has a position by a leader who does nothing."""
    account = account_of(FollowerId(number), exchange, at)
    position = the_position(account, at)
    async with units() as unit:
        unit.followers.add(person(account.follower_id, Role.FOLLOWER, at))
        unit.accounts.add(account)
        unit.follows.add(the_follow(account, QUIET_LEADER, at))
        unit.positions.add(position)
        await unit.commit()
    await store_keys(vault, [account])
    return position


def in_groups(accounts: Sequence[Account]) -> Iterator[list[Account]]:
    rest = iter(accounts)
    while group := list(islice(rest, GROUP)):
        yield group


def person(follower_id: FollowerId, role: Role, at: datetime) -> Follower:
    return Follower(follower_id, name="Ann", language="en", role=role, joined_at=at)


def account_of(owner: FollowerId, exchange: Exchange, at: datetime) -> Account:
    return Account(
        AccountId(f"account-{owner}"),
        follower_id=owner,
        exchange=exchange,
        label="main",
        linked_at=at,
        mode=AccountMode.LIVE,
        rights=RIGHTS,
    )


def the_follow(account: Account, leader_id: LeaderId, at: datetime) -> Follow:
    return Follow(
        FollowId(f"follow-{account.follower_id}"),
        follower_id=account.follower_id,
        leader_id=leader_id,
        account_id=account.id,
        rules=RULES,
        mode=FollowMode.AUTO,
        started_at=at,
    )


def the_position(account: Account, at: datetime) -> Position:
    owner = PositionOwner(
        follow_id=FollowId(f"follow-{account.follower_id}"),
        follower_id=account.follower_id,
        account_id=account.id,
        exchange=account.exchange,
        symbol=BTC,
        side=PositionSide.LONG,
        leverage=5,
        margin_mode=MarginMode.CROSS,
        maintenance_margin_rate=Decimal("0.004"),
    )
    held = PositionId(f"held-{account.follower_id}")
    return Position(held, owner, opened_at=at, quantity=Decimal("0.02"), entry_price=Decimal(60_000), fees=ZERO)
