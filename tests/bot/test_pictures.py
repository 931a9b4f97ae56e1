"""Pictures in the chat: sent as photos, turned in place, honest about paper, silent about amounts until asked."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from bot.callbacks import (
    ChartPress,
    CurvePress,
    MonthPress,
    SharePress,
)
from bot.keyboards import BELOW
from bot.moments import largest_unit
from bot.views.pictures import month_of
from core.application.pictures import CalendarPicture, CardPicture, CurvePicture, Picture, PricePicture, Theme
from core.application.views import PnlPeriod
from core.domain.account import AccountMode
from core.domain.errors import NotPossibleNow
from core.domain.values import PositionId
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.sandbox.telegram_room import ANN, BOHDAN, record

P = TypeVar("P", bound=Picture)


def newest(house: ChatHouse, kind: type[P]) -> P:
    picture = house.core.pictures.drawn[-1]
    assert isinstance(picture, kind)
    return picture


async def shared(house: ChatHouse) -> CardPicture:
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.press(ANN, "Share")
    return newest(house, CardPicture)


async def test_a_curve_is_a_photo_below_the_results(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Curve")
    text, photo = (await house.from_bot(ANN))[-2:]
    assert text["photo"] is None
    assert (record(photo["photo"])["width"], record(photo["photo"])["height"]) == (1200, 800)
    assert "2 positions closed: +8.30 USDT" in str(photo["text"])
    assert photo["silent"] is True


async def test_periods_turn_the_photo_in_place(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Curve")
    before = await house.last(ANN)
    for label, period in (("30 days", "30 days"), ("All time", "All time")):
        await house.press(ANN, label)
        after = await house.last(ANN)
        assert after["id"] == before["id"]
        assert period in str(after["text"])
        assert record(after["photo"])["url"] != record(before["photo"])["url"]
    assert f"• {label}" in await house.labels(ANN)


async def test_a_theme_stays_when_the_picture_changes(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Calendar")
    await house.press(ANN, "Light")
    assert newest(house, CalendarPicture).theme is Theme.LIGHT
    await house.press(ANN, "Curve")
    assert newest(house, CurvePicture).theme is Theme.LIGHT
    assert "Dark" in await house.labels(ANN)


async def test_the_calendar_turns_its_pages(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Calendar")
    assert "November 2026" in str((await house.last(ANN))["text"])
    await house.press(ANN, "‹ October 2026")
    assert "‹" not in "".join(await house.labels(ANN))
    await house.press(ANN, "November 2026 ›")
    assert newest(house, CalendarPicture).title == "November 2026"


async def test_paper_is_marked_and_money_is_apart(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Curve")
    assert newest(house, CurvePicture).watermark == "PAPER"
    assert "PAPER" in str((await house.last(ANN))["text"])
    await house.press(ANN, "Show money")
    assert newest(house, CurvePicture).watermark == ""
    assert "Show paper" in await house.labels(ANN)


async def test_a_position_has_a_chart(house: ChatHouse) -> None:
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    await house.press(ANN, "Chart")
    picture = newest(house, PricePicture)
    assert picture.subtitle == "long 5x · Lev · Binance"
    assert [level.name for level in picture.levels] == ["entry 64,000.00", "liquidation 52,000.00"]
    assert "no candles" in picture.footer
    first = await house.last(ANN)
    await house.press(ANN, "Refresh")
    assert (await house.last(ANN))["id"] == first["id"]


async def test_a_card_hides_amounts_until_asked(house: ChatHouse) -> None:
    card = await shared(house)
    assert card.headline == "+17.1%"
    assert "123.45" not in repr(card)
    await house.press(ANN, "Show amounts")
    assert "+123.45 USDT" in repr(newest(house, CardPicture).facts)
    await house.press(ANN, "Hide amounts")
    assert "123.45" not in repr(newest(house, CardPicture))
    assert "123.45" not in str((await house.last(ANN))["text"])


async def test_a_card_names_the_leader_only_as_wished(house: ChatHouse) -> None:
    card = await shared(house)
    assert "Lev" in card.subtitle
    assert f"start=l_{b.LEADER}" in repr(await house.last(ANN))
    await house.press(ANN, "Hide the leader")
    assert "Lev" not in repr(newest(house, CardPicture))
    assert b.LEADER not in str((await house.last(ANN))["entities"])


async def test_a_card_of_paper_says_so_and_names_the_bot(house: ChatHouse) -> None:
    card = await shared(house)
    assert (card.watermark, list(card.tags)) == ("PAPER", ["▲ long", "5x", "PAPER"])
    assert card.link == f"t.me/{(await house.room.bot.me()).username}"


async def test_a_card_tells_what_to_do_with_it_once(house: ChatHouse) -> None:
    await house.say(ANN, "/positions")
    await house.press(ANN, "1 BTC")
    assert "Forward it" in str((await house.press(ANN, "Share"))["text"])
    assert not (await house.press(ANN, "Show amounts")).get("text")


async def test_a_strangers_position_has_no_picture(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/start")
    for press in (ChartPress(position_id=b.POSITION), SharePress(position_id=b.POSITION)):
        answer = await house.forge(BOHDAN, f"{BELOW}{press.pack()}")
        assert answer["text"]
    assert house.core.pictures.drawn == []


@pytest.mark.parametrize(
    "payload",
    ["pcu:never:paper:dark", "pcu:week::pink", "pmo:209913::dark", "pmo:+-1234::dark", "psh::l:dark", "pch:x:"],
)
async def test_forged_pictures_are_refused_kindly(house: ChatHouse, payload: str) -> None:
    await house.say(ANN, "/start")
    await house.forge(ANN, payload)
    assert house.core.pictures.drawn == []


async def test_what_can_not_be_drawn_is_said(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    house.core.trouble = NotPossibleNow("pictures-busy")
    await house.press(ANN, "Curve")
    assert "Many pictures are being drawn" in await house.text(ANN)


async def test_ukrainian_pictures_are_ukrainian(house: ChatHouse) -> None:
    house.core.positions[BOHDAN] = [b.position()]
    await house.say(BOHDAN, "/start")
    await house.forge(BOHDAN, MonthPress().pack())
    month = newest(house, CalendarPicture)
    assert (month.title, month.weekdays[0], month.watermark) == ("Листопад 2026", "пн", "ПАПЕР")
    await house.forge(BOHDAN, SharePress(position_id=b.POSITION).pack())
    card = newest(house, CardPicture)
    assert card.headline == "+17,1%"
    assert "Копія угоди Lev" in card.subtitle


async def test_a_closed_position_tells_how_long_it_was_held(house: ChatHouse) -> None:
    closed = replace(b.position(), closed_at=b.NOW + timedelta(hours=5), exit_price=Decimal(66_000))
    house.core.positions[ANN] = [closed]
    await house.say(ANN, "/start")
    await house.forge(ANN, SharePress(position_id=b.POSITION).pack())
    assert newest(house, CardPicture).subtitle == "Copied from Lev · 5 hours"


def test_every_press_fits_its_64_bytes() -> None:
    longest = PositionId("x" * 26)
    presses = (
        CurvePress(period=PnlPeriod.TODAY, mode=AccountMode.PAPER, theme=Theme.LIGHT),
        MonthPress(month="202611", mode=AccountMode.PAPER, theme=Theme.LIGHT),
        ChartPress(position_id=longest, theme=Theme.LIGHT),
        SharePress(position_id=longest, shown="al", theme=Theme.LIGHT),
    )
    assert all(len(f"{BELOW}{press.pack()}") <= 64 for press in presses)


@pytest.mark.parametrize("text", ["", "2026", "999913", "202600", "abcdef", "²02611", "2026-1"])
def test_a_month_is_six_digits(text: str) -> None:
    assert month_of(text) is None


@pytest.mark.parametrize(
    ("held", "said"),
    [(0, "1 minute"), (120, "2 minutes"), (3600, "1 hour"), (7300, "2 hours"), (86_400 * 2, "2 days")],
)
def test_a_length_is_said_in_its_largest_unit(held: int, said: str) -> None:
    unit, count = largest_unit(timedelta(seconds=held))
    assert TEXTS.voice("en").plain(f"duration-{unit}", count=count) == said
