"""Pausing, stopping and flattening in few taps; what moved no money can be taken back with one."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.application import commands as c
from core.application import noise_commands as n
from core.domain.errors import NotPossibleNow
from core.domain.follow import FollowStatus, StopChoice
from core.domain.news_events import PauseEndedEvent
from core.domain.values import AccountId, FollowerId, FollowId, PositionId
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.newsroom import newsroom
from tests.sandbox.telegram_room import ANN, BOHDAN


def follow_two(house: ChatHouse) -> None:
    other = replace(b.follow(), follow_id=FollowId("other"), account_id=AccountId("bybit"), account_label="Bybit")
    house.core.follows[ANN].append(other)


@pytest.mark.parametrize(("label", "hours"), [("Pause for 1 hour", 1), ("Pause for 8 hours", 8), ("Pause", None)])
async def test_one_follow_pauses_in_one_tap_with_an_undo(house: ChatHouse, label: str, hours: int | None) -> None:
    await house.say(ANN, "/follows")
    await house.press(ANN, "Lev → Binance")
    await house.press(ANN, label)
    command = house.core.last()
    assert isinstance(command, c.PauseFollowCommand)
    assert command.length == (None if hours is None else timedelta(hours=hours))
    assert "Undo expires" in await house.text(ANN)
    answer = await house.press(ANN, "↩ Undo")
    assert answer["text"] == "↩ Undone: it is as it was before."
    assert house.core.last() == n.UndoCommand(actor=FollowerId(ANN), undo_id=b.UNDO)
    assert "Following Lev" in await house.text(ANN)
    assert "↩ Undo" not in await house.labels(ANN)


@pytest.mark.parametrize("command", ["/pause", "/resume"])
async def test_everything_pauses_and_resumes(house: ChatHouse, command: str) -> None:
    await house.say(ANN, command)
    if command == "/pause":
        await house.press(ANN, "For 8 h")
        expected = n.PauseFollowsCommand(actor=FollowerId(ANN), length=timedelta(hours=8))
        assert "1 follow pauses for eight hours." in await house.text(ANN)
    else:
        expected = n.ResumeFollowsCommand(actor=FollowerId(ANN))  # type: ignore[assignment]
        assert "1 follow runs again." in await house.text(ANN)
    assert house.core.last() == expected
    assert "↩ Undo" in await house.labels(ANN)


async def test_one_account_of_several_pauses_alone(house: ChatHouse) -> None:
    follow_two(house)
    house.core.follows[ANN][0] = replace(
        b.follow(), status=FollowStatus.PAUSED, paused_until=b.NOW + timedelta(hours=1)
    )
    await house.say(ANN, "/follows")
    await house.press(ANN, "Pause all…")
    text = await house.text(ANN)
    assert "1 follow runs." in text
    assert "1 follow is paused." in text
    assert "Resume all" in await house.labels(ANN)
    await house.press(ANN, "Pause only Bybit")
    assert house.core.last() == n.PauseFollowsCommand(actor=FollowerId(ANN), account_id=AccountId("bybit"))


@pytest.mark.parametrize(
    ("label", "choice"),
    [
        ("Close all now", StopChoice.CLOSE_ALL),
        ("Keep them", StopChoice.KEEP),
        ("Let the leaders close them", StopChoice.LEADER_CLOSES),
    ],
)
async def test_all_follows_stop_with_a_choice(house: ChatHouse, label: str, choice: StopChoice) -> None:
    follow_two(house)
    await house.say(ANN, "/stop")
    await house.press(ANN, "Stop all (2)…")
    text = await house.text(ANN)
    assert "Stop all 2 follows" in text
    assert "1 position is open, floating +12.30 USDT." in text
    assert house.core.done == []
    await house.press(ANN, label)
    assert house.core.last() == n.StopFollowsCommand(actor=FollowerId(ANN), choice=choice)


async def test_emergency_shows_the_biggest_first_and_leaves_by_cancel(house: ChatHouse) -> None:
    sizes = {"small": "10", "big": "900", "middle": "500"}
    house.core.positions[ANN] = [
        replace(b.position(PositionId(name.ljust(26, "0")), pnl=Decimal(len(name))), value=Decimal(size))
        for name, size in sizes.items()
    ]
    await house.say(ANN, "/x")
    labels = await house.labels(ANN)
    assert labels[0] == "Close all (3)"
    assert ["+3.00" in labels[1], "+6.00" in labels[2], "+5.00" in labels[3]] == [True] * 3
    assert labels[-1] == "Cancel"
    await house.press(ANN, "Close all (3)")
    await house.press(ANN, "Close all 3 now")
    assert [type(it) for it in house.core.done] == [c.ClosePositionCommand] * 3


@pytest.mark.parametrize("code", ["undo-late", "undo-used", "undo-changed"])
async def test_a_press_that_comes_too_late_is_refused_kindly(house: ChatHouse, code: str) -> None:
    await house.say(ANN, "/settings")
    await house.press(ANN, "Fills: silent")
    house.core.trouble = NotPossibleNow(code)
    answer = await house.press(ANN, "↩ Undo")
    assert answer["alert"]
    assert "possible (" not in str(answer["text"])


async def test_settings_are_shown_as_they_were(house: ChatHouse) -> None:
    await house.say(ANN, "/settings")
    await house.press(ANN, "Fills: silent")
    house.core.undone = n.Undone(follow_ids=(), has_settings=True)
    await house.press(ANN, "↩ Undo")
    assert "Settings" in await house.text(ANN)


async def test_a_stop_of_several_is_taken_back_with_the_list(house: ChatHouse) -> None:
    follow_two(house)
    house.core.undone = n.Undone(follow_ids=(b.FOLLOW, FollowId("other")), has_settings=False)
    await house.say(ANN, "/pause")
    await house.press(ANN, "Until I resume")
    await house.press(ANN, "↩ Undo")
    assert "Lev → Bybit" in await house.labels(ANN)


async def test_who_follows_nobody_is_shown_leaders(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/pause")
    assert "Лідери" in await house.labels(BOHDAN)


async def test_the_end_of_a_pause_is_told_without_a_sound(house: ChatHouse) -> None:
    room = newsroom(house)
    event = PauseEndedEvent(
        event_id="over",
        occurred_at=b.NOW,
        follower_id=FollowerId(ANN),
        account_id=b.ACCOUNT,
        follow_id=b.FOLLOW,
        count=1,
    )
    await room.tell(event, event)
    (told,) = await house.from_bot(ANN)
    assert told["silent"]
    assert "The pause is over. 1 follow takes new entries again." in str(told["text"])
