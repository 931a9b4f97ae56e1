"""One case's stage: fresh accounts in the world, a fresh book of the bot that knows them. Starts no bot.

The book is written by the real core: aggregates, unit of work, vault. What is open at the start is open in both.
"""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from adapters.persistence.spare_room import SpareRoom, room_file
from adapters.sandbox.demo.levers import Json, Levers
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
    Credentials,
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
from tests.database import RunningDatabase, database
from tests.faults.killing.cases import Case, LegKind

BTC = Symbol(base="BTC", quote="USDT", settle="USDT")
PRICE, HELD, LEADS = Decimal(60_000), Decimal("0.02"), Decimal("0.2")
LEVERAGE = 5
DATABASE = "tandem.db"
FILL_SECONDS, LOOK_SECONDS = 10.0, 0.02
MASTER_KEY = f"test:{base64.b64encode(bytes(range(32))).decode()}"
OPERATOR, LEV, ANN = FollowerId(1001), FollowerId(1002), FollowerId(1003)
RIGHTS = KeyRights(
    uid="u1", can_trade_spot=True, can_trade_perpetual=True, can_withdraw=False, can_transfer=False, ip_bound=True
)
PLAIN = CopyRules(size=Decimal(1_200), leverage=LEVERAGE)
PROTECTED = CopyRules(size=Decimal(1_200), leverage=LEVERAGE, stop_loss=Decimal("0.05"), take_profit=Decimal("0.1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    case: Case
    folder: Path
    leader: str
    follower: str
    first_message: int

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    def environment(self, handshake: Json) -> Mapping[str, str]:
        """Everything the bot is told."""
        return {
            "BOT_TOKEN": str(handshake["bot_token"]),
            "TELEGRAM_API_URL": str(handshake["telegram_url"]),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "MASTER_KEY": MASTER_KEY,
            "OWNER_IDS": str(OPERATOR),
            "EXCHANGE_GATEWAY": str(handshake["gateway"]),
            "EXCHANGE_CA_FILE": str(handshake["ca_file"]),
            "LOG_LEVEL": "INFO",
            "BACKUP_DAYS": "0",
        }


async def prepared(case: Case, number: int, folder: Path, levers: Levers) -> Scene:
    """Accounts opened, positions taken, the book written; the folder is there and empty."""
    names = [f"{role}{number}" for role in ("lev", "ann")]
    keys = [await opened(levers, case.exchange, name) for name in names]
    if case.leg.needs_position:
        for name, amount in zip(names, (LEADS, HELD), strict=True):
            await levers.post(f"/exchanges/{case.exchange}/accounts/{name}", margin_mode="isolated", leverage=LEVERAGE)
            await trade(levers, case.exchange, name, side="buy", amount=str(amount))
            await held(levers, case.exchange, name)
    share_room(folder)
    async with database(folder) as book:
        await write_down(book, case, keys)
    last = await last_message(levers)
    return Scene(case=case, folder=folder, leader=names[0], follower=names[1], first_message=last + 1)


def share_room(folder: Path) -> None:
    """The spare room is eight megabytes and no case needs it: all of a lane hold one."""
    shared = folder.parent / DATABASE
    SpareRoom(shared).take()
    (folder / room_file(shared).name).hardlink_to(room_file(shared))


async def opened(levers: Levers, exchange: Exchange, name: str) -> Credentials:
    family = "unified" if exchange is Exchange.BYBIT else "classic"
    found = await levers.post(f"/exchanges/{exchange}/accounts", name=name, family=family)
    key = found[0]["keys"][0]
    return Credentials(api_key=key["api_key"], secret=key["secret"], passphrase=key["passphrase"])


async def trade(levers: Levers, exchange: Exchange, name: str, *, side: str, **wishes: object) -> Json:
    return await levers.trade(f"{name}@{exchange}", kind="perpetual", base="BTC", side=side, **wishes)


async def held(levers: Levers, exchange: Exchange, name: str) -> None:
    """Until the order is filled: a fill that comes after the book was written would be news."""
    async with asyncio.timeout(FILL_SECONDS):
        while True:
            if (await levers.get(f"/exchanges/{exchange}/accounts/{name}"))["positions"]:
                return
            await asyncio.sleep(LOOK_SECONDS)


async def last_message(levers: Levers) -> int:
    chat = await levers.get(f"/telegram/chats/{ANN}")
    return max((message["id"] for message in chat["messages"]), default=0)


async def write_down(book: RunningDatabase, case: Case, keys: list[Credentials]) -> None:
    began = datetime.now(UTC) + timedelta(milliseconds=1)
    lev = account("acc-lev", LEV, case.exchange, began)
    ann = account("acc-ann", ANN, case.exchange, began)
    async with book.units() as unit:
        for follower_id, role in ((OPERATOR, Role.OPERATOR), (LEV, Role.FOLLOWER), (ANN, Role.FOLLOWER)):
            unit.followers.add(Follower(follower_id, name="Ann", language="en", role=role, joined_at=began))
        unit.accounts.add(lev)
        unit.accounts.add(ann)
        unit.leaders.add(the_leader(case, began))
        unit.follows.add(the_follow(case, began))
        if case.leg.needs_position:
            unit.positions.add(the_position(case, began))
        await unit.commit()
    await book.vault.store(lev, keys[0])
    await book.vault.store(ann, keys[1])


def account(key: str, owner: FollowerId, exchange: Exchange, at: datetime) -> Account:
    return Account(
        AccountId(key),
        follower_id=owner,
        exchange=exchange,
        label="main",
        linked_at=at,
        mode=AccountMode.LIVE,
        rights=RIGHTS,
    )


def the_leader(case: Case, at: datetime) -> Leader:
    leader = Leader(LeaderId("lev"), owner_id=LEV, account_id=AccountId("acc-lev"), name="Lev", since=at)
    if case.leg.needs_position:
        leader.start_from({(BTC, None): LEADS}, at=at)
    return leader


def the_follow(case: Case, at: datetime) -> Follow:
    return Follow(
        FollowId("follow-ann"),
        follower_id=ANN,
        leader_id=LeaderId("lev"),
        account_id=AccountId("acc-ann"),
        rules=PROTECTED if case.leg is LegKind.PROTECTION else PLAIN,
        mode=FollowMode.AUTO,
        started_at=at,
    )


def the_position(case: Case, at: datetime) -> Position:
    owner = PositionOwner(
        follow_id=FollowId("follow-ann"),
        follower_id=ANN,
        account_id=AccountId("acc-ann"),
        exchange=case.exchange,
        symbol=BTC,
        side=PositionSide.LONG,
        leverage=LEVERAGE,
        margin_mode=MarginMode.ISOLATED,
        maintenance_margin_rate=Decimal("0.004"),
    )
    return Position(PositionId("held"), owner, opened_at=at, quantity=HELD, entry_price=PRICE, fees=ZERO)
