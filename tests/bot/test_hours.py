"""Time zone, quiet hours and digests: by buttons and typed, forgiving where a person is clear, strict where not."""

import pytest

from bot.clockwork import read_quiet, read_time, read_zone, show_time, show_zone
from core.application import noise_commands as n
from core.domain.errors import BadInput
from core.domain.timetable import Timetable
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Kyiv", "Europe/Kyiv"),
        ("київ", "Europe/Kyiv"),
        ("Нью-Йорк", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("America/New_York", "America/New_York"),
        (" buenos  aires ", "America/Buenos_Aires"),
        ("melbourne", "Australia/Melbourne"),
        ("UTC", "UTC"),
        ("utc+2", "Etc/GMT-2"),
        ("+2", "Etc/GMT-2"),
        ("GMT-5", "Etc/GMT+5"),
        ("UTC+05:30", "Asia/Kolkata"),
        ("-9:30", "Pacific/Marquesas"),
        ("utc+0", "UTC"),
    ],
)
def test_a_place_becomes_a_zone(typed: str, zone: str) -> None:
    assert read_zone(typed, TEXTS) == zone


@pytest.mark.parametrize(
    "typed", ["", "nowhere", "+15", "-13", "UTC+3:10", "../etc/passwd", "/etc/localtime", "Europe/", "٣", "a" * 100]
)
def test_no_other_place_is_known(typed: str) -> None:
    with pytest.raises(BadInput, match="zone-unknown"):
        read_zone(typed, TEXTS)


@pytest.mark.parametrize(("typed", "minutes"), [("7", 420), ("07:05", 425), ("22.30", 1350), ("24", 0), ("0", 0)])
def test_a_time_is_read(typed: str, minutes: int) -> None:
    assert read_time(typed) == minutes


@pytest.mark.parametrize("typed", ["", "25", "7:60", "7:5", "٧", "-1", "7-8", "24:01"])
def test_no_other_time_is_read(typed: str) -> None:
    with pytest.raises(BadInput, match="time-form"):
        read_time(typed)


def test_quiet_hours_have_two_ends() -> None:
    assert read_quiet("22:30 – 7") == (1350, 420)
    assert read_quiet("off") is None
    for typed in ("7", "7-7", "1-2-3", "7-"):
        with pytest.raises(BadInput):
            read_quiet(typed)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Europe/Kyiv", "Kyiv"), ("Etc/GMT-2", "UTC+2"), ("UTC", "UTC"), ("Asia/Ho_Chi_Minh", "Ho Chi Minh")],
)
def test_a_zone_is_shown_as_people_say_it(zone: str, shown: str) -> None:
    assert show_zone(TEXTS.voice("en"), zone) == shown
    assert show_time(5) == "00:05"


async def test_everything_is_set_by_buttons(house: ChatHouse) -> None:
    await house.say(ANN, "/settings")
    await house.press(ANN, "Quiet hours and digests")
    for question, answer in (
        ("Time zone: UTC", "Kyiv"),
        ("Quiet hours: off", "23:00–07:00"),
        ("Daily: off", ""),
        ("Weekly: off", "Sunday"),
        ("Digests at 08:00", "20:00"),
    ):
        await house.press(ANN, question)
        if answer:
            await house.press(ANN, answer)
    table = Timetable(zone="Europe/Kyiv", quiet_from=1380, quiet_to=420, digest_at=1200, is_daily=True, weekly_on=6)
    assert house.core.people[ANN].timetable == table
    labels = await house.labels(ANN)
    assert {"Quiet hours: 23:00–07:00", "Daily: on", "Weekly: Sunday", "↩ Undo"} <= set(labels)
    assert "Your clocks: Kyiv" in await house.text(ANN)


async def test_everything_can_be_typed(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/settings")
    await house.press(BOHDAN, "Тихі години та підсумки")
    await house.press(BOHDAN, "Часовий пояс: UTC")
    await house.say(BOHDAN, "Атлантида")
    assert "Я не знаю цього місця" in await house.text(BOHDAN)
    await house.say(BOHDAN, "Київ")
    await house.press(
        BOHDAN, "Тихі години: вимкнено" if "Тихі години: вимкнено" in await house.labels(BOHDAN) else "Тихі години: ні"
    )
    await house.say(BOHDAN, "22:30-7")
    await house.press(BOHDAN, "Підсумки о 08:00")
    await house.say(BOHDAN, "8:30")
    commands = [it for it in house.core.done if isinstance(it, n.PlanNewsCommand)]
    assert commands[-1].timetable == Timetable(zone="Europe/Kyiv", quiet_from=1350, quiet_to=420, digest_at=510)


@pytest.mark.parametrize("payload", ["hr:zone:Mars", "hr:weekly:9", "hr:quiet:1", "hr:daily:", "hr:at:99"])
async def test_forged_choices_change_nothing(house: ChatHouse, payload: str) -> None:
    await house.say(ANN, "/settings")
    assert (await house.forge(ANN, payload))["alert"]
    assert house.core.done == []
