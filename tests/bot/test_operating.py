"""Operators in the chat: invitations with terms, announcements told once, maintenance, who did what, state, exports."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.announcing import copies_screen, reason_text
from bot.routers.exporting import parse_period
from bot.sender import Pace
from bot.views.operating import deed_key
from bot.views.status import obstacle_text
from core.application.gates import Gate
from core.application.operator_commands import AnnounceCommand
from core.application.operator_queries import GetAnnouncementQuery
from core.application.points import Point
from core.domain.errors import BadInput
from core.domain.follower import Role
from core.domain.operator_events import CopiesBackEvent, CopiesMissingEvent
from core.domain.values import FollowerId, LeaderId, Side
from core.domain.verdict import SkipReason
from tests.application.test_operating import PERSONAL
from tests.bot.chat_house import TEXTS
from tests.bot.operator_house import PEOPLE, OperatorHouse, moved_in, open_house
from tests.builders import NOON
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA, STRANGER, Record, record

SLOW = Pace(chat_per_second=1e6, chat_burst=1e6, per_second=20, burst=1, look_seconds=0.005)
OPERATOR = FollowerId(OLENA)
LANGUAGES = TEXTS.languages()


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[OperatorHouse]:
    async with open_house(tmp_path) as opened:
        yield opened


async def announce(house: OperatorHouse, text: str = "Hello <all> & welcome") -> str:
    """Through the chat; answers with its id."""
    await house.say(OLENA, "/announce")
    await house.say(OLENA, text)
    kept = next(values for _, values in house.conversations.rows.values() if "id" in values)
    await house.press(OLENA, "Send to 4 people")
    return str(kept["id"])


async def heard(house: OperatorHouse, user: int, words: str) -> int:
    return sum(words in str(it["text"]) for it in await house.from_bot(user))


async def test_an_invitation_says_what_it_allows(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Invite")
    for label in ("copies", "5 people", "30 days", "1 account", "≤ $500", "paper only"):
        await house.press(OLENA, label)
    assert "• 5 people" in await house.labels(OLENA)
    await house.press(OLENA, "Make the link")
    text = await house.text(OLENA)
    for words in ("Lets 5 people in", "Opens for 30 days", "at most 1 account", "at most 500 USDT", "not lead"):
        assert words in text
    code = text.split("start=", 1)[1].split()[0]
    await house.say(STRANGER, f"/start {code}")
    async with house.life.db.units() as unit:
        newcomer = await unit.followers.get(FollowerId(STRANGER))
    assert (newcomer.role, newcomer.terms.paper_only, newcomer.terms.may_lead) == (Role.FOLLOWER, True, False)


async def test_open_invitations_are_listed_and_revoked(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Invite")
    await house.press(OLENA, "Make the link")
    code = (await house.text(OLENA)).split("start=", 1)[1].split()[0]
    await house.press(OLENA, "Open invitations")
    assert "1. copies and leads · 0 of 1 used" in await house.text(OLENA)
    await house.press(OLENA, "Revoke 1")
    assert "No invitation is open" in await house.text(OLENA)
    assert "used up, expired" in str((await house.say(STRANGER, f"/start {code}"))["text"])


FORGED = (
    "iv:make:0",
    "iv:role:99",
    "rv:0000000000000000",
    "an:send:x",
    "ad:maintainnow",
    "go:audit:0",
    "pe:1003",
    "te:save:1003:",
)


@pytest.mark.parametrize("forged", FORGED)
async def test_followers_forge_nothing(house: OperatorHouse, forged: str) -> None:
    await house.say(ANN, "/start")
    assert (await house.forge(ANN, forged))["alert"]
    assert await house.life.db.read_model.operator.invites() == []
    assert not await house.life.db.read_model.is_copying_paused()


async def test_an_announcement_is_seen_before_it_is_sent(house: OperatorHouse) -> None:
    await house.say(OLENA, "/announce")
    await house.say(OLENA, "First try")
    await house.say(OLENA, "Hello <all>")
    assert "4 people will read this" in await house.text(OLENA)
    assert "Hello <all>" in await house.text(OLENA)
    await house.deliver()
    assert await heard(house, ANN, "From the operator") == 0


async def test_everybody_reads_an_announcement_once(house: OperatorHouse) -> None:
    number = await announce(house)
    await house.deliver()
    for user in PEOPLE:
        assert await heard(house, user, "Hello <all> & welcome") == 1
    view = await house.life.do(GetAnnouncementQuery(actor=OPERATOR, announcement_id=number))
    assert (view.people, view.delivered, view.unreachable, view.waiting) == (4, 4, 0, 0)
    assert (await house.forge(OLENA, f"an:send:{number}"))["alert"]
    await house.deliver()
    assert await heard(house, ANN, "Hello") == 1


async def test_who_blocked_the_bot_is_counted(house: OperatorHouse) -> None:
    await house.room.post("users", id=BOHDAN, blocked=True)
    number = await announce(house)
    await house.deliver()
    await house.forge(OLENA, f"an:look:{number}")
    assert "3 of 4 have it, 0 still to come, 1 can't be reached" in await house.text(OLENA)


async def test_an_announcement_goes_on_after_a_kill_and_comes_to_nobody_twice(house: OperatorHouse) -> None:
    """Killed right after a message arrived, before that was written down: that person is not told again."""
    number = await announce(house)
    await house.die(Point.MESSAGE_SENT)
    for _ in range(2):
        later = await moved_in(house.room, house.life)
        await later.deliver()
    assert [await heard(house, user, "Hello") for user in PEOPLE] == [1] * len(PEOPLE)
    view = await house.life.do(GetAnnouncementQuery(actor=OPERATOR, announcement_id=number))
    assert view.delivered >= len(PEOPLE) - 1


async def test_an_announcement_is_paced_and_lets_trades_pass(tmp_path: Path) -> None:
    async with open_house(tmp_path, SLOW) as house:
        await house.life.do(AnnounceCommand(actor=OPERATOR, announcement_id="a", text="Hello"))
        await house.life.leader_trades(Side.BUY, "0.5")
        await house.deliver()
        texts = [str(it["text"]) for it in await house.from_bot(ANN)]
        assert "Hello" in texts[-1]
        assert "BTC/USDT" in texts[0]


async def test_maintenance_is_told_once_at_both_ends(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Maintenance")
    await house.press(OLENA, "Begin maintenance")
    later = await moved_in(house.room, house.life)
    for _ in range(2):
        await later.deliver()
    assert [await heard(house, user, "New copies wait for a while") for user in PEOPLE] == [1] * 4
    assert (await house.life.leader_trades(Side.BUY, "0.5")).skipped == 1
    later.offset = house.offset
    await later.say(OLENA, "/admin")
    assert "Resume everything" not in await later.labels(OLENA)
    await later.press(OLENA, "End maintenance")
    await later.deliver()
    assert [await heard(house, user, "Maintenance is over") >= 1 for user in PEOPLE] == [True] * 4
    assert await heard(house, ANN, "Maintenance is over") == 1


async def test_audit_is_read_in_words(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "Pause everything")
    await house.say(OLENA, "/audit")
    assert "Olena: paused everybody's new copies" in await house.text(OLENA)
    await house.say(ANN, "/audit")
    assert "I don't know this command" in await house.text(ANN)


async def test_status_for_everybody(house: OperatorHouse) -> None:
    house.life.gates.close(Gate.CLOCK)
    await house.say(OLENA, "/status")
    assert "Entries wait: the clocks differ" in await house.text(OLENA)
    await house.say(ANN, "/status")
    assert "⚠ Lev → " in await house.text(ANN)
    assert "New copies wait: the clocks differ" in await house.text(ANN)
    await house.say(BOHDAN, "/status")
    assert "You follow nobody" in await house.text(BOHDAN)


async def test_an_export_is_a_file_of_ones_own_trades(house: OperatorHouse) -> None:
    await house.life.leader_trades(Side.BUY, "0.5")
    await house.say(ANN, "/export")
    await house.press(ANN, "All")
    last = (await house.from_bot(ANN))[-1]
    assert "1 trade." in str(last["text"] or last.get("caption"))
    rows = await exported(house, last)
    assert [row["leader"] for row in rows] == ["Lev"]
    await house.say(OLENA, "/export")
    assert "no trade of yours" in str((await house.press(OLENA, "7 days")) | {"text": await house.text(OLENA)})


async def exported(house: OperatorHouse, message: Record) -> list[dict[str, str]]:
    document = record(message["document"])
    async with house.room.people.get(str(document["url"])) as response:
        return list(csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig"))))


def test_periods_are_read_as_people_write_them() -> None:
    since, until = parse_period(" 2026-01-01 – 2026-03-31 ")
    assert since is not None
    assert until is not None
    assert (since.isoformat(), until - since) == ("2026-01-01T00:00:00+00:00", timedelta(days=90))
    assert parse_period("2026-01-01")[1] is None
    for odd in ("", "2026-13-01", "2026-03-02 2026-03-01", "01.02.2026", "٢٠٢٦-01-01"):
        with pytest.raises(BadInput, match="period-form"):
            parse_period(odd)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_gate_obstacle_and_reason_has_words(language: str) -> None:
    voice = TEXTS.voice(language)
    for kind in PERSONAL:
        assert voice.has(deed_key(kind.__name__)), kind.__name__
    for gate in Gate:
        assert obstacle_text(voice, f"gate-{gate}")
    for obstacle in ("follow-paused", "follow-closing", "account-paused", "leader-unheard", "new-one"):
        assert obstacle_text(voice, obstacle)
    for reason in (*SkipReason, "reserved", "-2015"):
        assert reason_text(voice, reason)


def test_missing_copies_name_the_commonest_reasons() -> None:
    event = CopiesMissingEvent(
        event_id="x",
        occurred_at=NOON,
        leader_id=LeaderId("l"),
        leader_name="<Lev>",
        since=NOON - timedelta(minutes=31),
        reasons={"slippage": 2, "entries_closed": 7, "-1": 1},
    )
    text = copies_screen(TEXTS.voice("en"), event).text
    assert "&lt;Lev&gt; trades, and no copy was made</b> for 31 min" in text
    assert text.index("entries wait for safety: 7") < text.index("the price had moved too far: 2")
    back = CopiesBackEvent(event_id="y", occurred_at=NOON, leader_id=LeaderId("l"), leader_name="Lev", since=NOON)
    assert "copied again" in copies_screen(TEXTS.voice("en"), back).text
