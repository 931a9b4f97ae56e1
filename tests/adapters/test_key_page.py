"""The door for keys beside the chat: one ticket, one key, this machine only, and nothing of it anywhere afterwards."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from loguru import logger

from adapters.key_page import KeyPage
from adapters.logs import REDACTOR
from bot.key_prompt import enter_key, handed_in
from bot.views.key_page import KeyPageWords
from core.application.bus import MessageBus
from core.application.handlers.table import handlers
from core.application.key_commands import OpenedDoor, OpenKeyDoorCommand
from core.application.operator_queries import ListAuditQuery
from core.domain.account import Account
from core.domain.errors import NotFound, NotPossibleNow
from core.domain.operator_events import KeyEnteredEvent
from core.domain.values import AccountId, Exchange, FollowerId, KeyRights
from tests.application.world import ANNS, World
from tests.application.worlds import a_world
from tests.bot.chat_house import TEXTS
from tests.builders import ANN, BO, OLENA, some_rights
from tests.canaries import MARK

KEY = {"api_key": f"{MARK}-key-0123456789", "secret": f"{MARK}-secret-0123456789"}
RISKY = {"api_key": f"{MARK}-risky-0123456789", "secret": f"{MARK}-secret-0123456789"}


@dataclass
class Door:
    """A page over the world's own core; `spoken` is all that was logged."""

    life: World
    page: KeyPage
    bus: MessageBus
    http: ClientSession
    spoken: list[str] = field(default_factory=list)

    async def ask(
        self, actor: FollowerId = ANN, *, exchange: Exchange = Exchange.BYBIT, account_id: AccountId | None = None
    ) -> OpenedDoor:
        return await self.bus.handle(OpenKeyDoorCommand(actor=actor, exchange=exchange, account_id=account_id))

    async def look(self, link: str, **headers: str) -> tuple[int, str]:
        async with self.http.get(link, headers=headers) as answer:
            return answer.status, await answer.text()

    async def enter(self, link: str, parts: dict[str, str] = KEY, **headers: str) -> tuple[int, str, str]:
        """Status, page, and the link for another try."""
        async with self.http.post(link, data=parts, headers={"Accept": "text/plain", **headers}) as answer:
            ticket = answer.headers.get("X-Next", "")
            return answer.status, await answer.text(), f"{link.rpartition('/')[0]}/{ticket}" if ticket else ""

    async def accounts(self, actor: FollowerId = ANN) -> Sequence[Account]:
        async with self.life.db.units() as unit:
            return await unit.accounts.of_follower(actor)


@asynccontextmanager
async def a_door(folder: Path) -> AsyncIterator[Door]:
    async with a_world(folder) as life, ClientSession() as http, asyncio.TaskGroup() as group:
        for parts, rights in ((KEY, some_rights(uid="new")), (RISKY, some_rights(uid="risky", can_withdraw=True))):
            life.directory.keys[parts["api_key"]] = life.venue(AccountId(parts["api_key"]))
            life.directory.keys[parts["api_key"]].rights = rights
        tasks: list[asyncio.Task[None]] = []

        def spawn(work: Coroutine[Any, Any, None]) -> None:
            tasks.append(group.create_task(work))

        page = KeyPage(spawn, life.clock)
        bus = MessageBus(handlers(life.parts_with(page)))
        page.furnish(bus, KeyPageWords(TEXTS))
        door = Door(life, page, bus, http)
        sink = logger.add(door.spoken.append, level="DEBUG", format="{message} {extra}")
        try:
            yield door
        finally:
            logger.remove(sink)
            await page.aclose()
            for task in tasks:
                task.cancel()


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with a_door(tmp_path) as opened:
        yield opened


async def test_a_key_is_taken_once_and_its_owner_is_told(door: Door) -> None:
    link = (await door.ask()).link
    assert urlsplit(link).hostname == "127.0.0.1"
    assert len(link.rpartition("/")[2]) >= 26
    assert (await door.look(link))[0] == 200
    assert (await door.enter(link))[0] == 200
    assert [account.label for account in await door.accounts()][-1] == "Bybit"
    assert [event.follower_id for event in door.life.told(KeyEnteredEvent)] == [ANN]
    assert [(await door.enter(link))[0], (await door.look(link))[0]] == [410, 410]


async def test_two_at_once_are_one(door: Door) -> None:
    link = (await door.ask()).link
    answers = await asyncio.gather(*(door.enter(link) for _ in range(4)))
    assert sorted(status for status, _, _ in answers) == [200, 410, 410, 410]


async def test_a_ticket_ends_after_ten_minutes(door: Door) -> None:
    link = (await door.ask()).link
    door.life.clock.move(601)
    assert (await door.enter(link))[0] == 410


async def test_a_newer_ticket_ends_the_older(door: Door) -> None:
    older, newer = (await door.ask()).link, (await door.ask()).link
    assert [(await door.look(older))[0], (await door.look(newer))[0]] == [410, 200]


async def test_a_key_that_can_withdraw_is_refused_and_costs_a_try(door: Door) -> None:
    link, seen = (await door.ask()).link, set[str]()
    for _ in range(5):
        status, words, again = await door.enter(link, RISKY)
        assert (status, "withdraw" in words) == (422, True)
        assert (await door.look(link))[0] == 410
        seen.add(link)
        link = again
    assert (link, len(seen)) == ("", 5)


async def test_what_is_no_key_costs_nothing(door: Door) -> None:
    link = (await door.ask(exchange=Exchange.BITGET)).link
    for parts in ({}, {**KEY, "secret": ""}, {**KEY, "secret": "sp ace in it"}, KEY):
        assert (await door.enter(link, parts))[0] == 422
    assert (await door.enter(link, {**KEY, "passphrase": "p"}))[0] == 200


async def test_an_own_accounts_key_is_replaced(door: Door) -> None:
    async with door.life.db.units() as unit:
        account = await unit.accounts.get(ANNS)
        assert isinstance(account.rights, KeyRights)
    door.life.directory.keys[KEY["api_key"]].rights = some_rights(uid=account.rights.uid)
    link = (await door.ask(account_id=ANNS)).link
    assert (await door.enter(link))[0] == 200
    assert door.life.vault.kept[ANNS].api_key == KEY["api_key"]
    with pytest.raises(NotFound, match="account-unknown"):
        await door.ask(BO, account_id=ANNS)


FOREIGN = (
    {"Host": "evil.example"},
    {"Host": "evil.example:80"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_another_name_or_another_pages_form_is_turned_away(door: Door, headers: dict[str, str]) -> None:
    link = (await door.ask()).link
    assert (await door.enter(link, KEY, **headers))[0] == 403
    assert (await door.look(link, **headers))[0] == 403
    assert (await door.enter(link))[0] == 200


async def test_the_page_runs_nothing_and_loads_nothing(door: Door) -> None:
    link = (await door.ask()).link
    async with door.http.get(link) as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "<script" not in page
    assert page.count("http") == 0
    status, refused, _ = await door.enter(link, RISKY, Accept="text/html")
    assert (status, MARK in refused) == (422, False)


async def test_no_port_is_open_before_and_after(door: Door) -> None:
    assert door.page._runner is None
    link = (await door.ask()).link
    await door.page.aclose()
    status, words, _ = await asyncio.to_thread(handed_in, link, KEY)
    assert (status, "nobody answers" in words) == (0, True)


async def test_nothing_of_it_is_in_logs_or_deeds(door: Door) -> None:
    links = [(await door.ask()).link]
    links.append((await door.enter(links[0], RISKY))[2])
    await door.enter(links[1])
    spoken = REDACTOR.clean(" ".join(door.spoken))
    audit = await door.bus.handle(ListAuditQuery(actor=OLENA))
    for secret in (*KEY.values(), *RISKY.values(), *(link.rpartition("/")[2] for link in links)):
        assert secret not in spoken
        assert secret not in str(audit)
        assert secret not in REDACTOR.clean(f"GET /key/{secret}")
    assert {line.deed for line in audit.lines} == {"OpenKeyDoorCommand", "LinkAccountCommand"}


async def test_a_core_without_a_door_says_so(door: Door) -> None:
    with pytest.raises(NotPossibleNow, match="key-door-away"):
        await door.life.do(OpenKeyDoorCommand(actor=ANN, exchange=Exchange.BYBIT))


async def test_the_command_line_asks_and_asks_again(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    link = (await door.ask()).link
    answers = iter([*RISKY.values(), "", *KEY.values(), ""])
    assert await enter_key(lambda _: link, lambda _: next(answers)) == 0
    shown = capsys.readouterr()
    assert "withdraw" in shown.err
    assert "Taken" in shown.out


@pytest.mark.parametrize("link", ["", "https://evil.example/key/abcdefghijklmnopqrstuvwxyz", "http://10.0.0.1:1/key/x"])
async def test_the_command_line_goes_to_this_machine_only(link: str) -> None:
    assert await enter_key(lambda _: link, lambda _: "never asked") == 2
