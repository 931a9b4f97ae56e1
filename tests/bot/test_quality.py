"""Copy quality and a leader's record as people see them: short, honest, both languages, and nobody else's."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.callbacks import LeaderPress, LeaderVerb, QualityMorePress, QualityPress
from bot.spans import duration
from bot.views.quality import quality_screen
from bot.views.quality_more import quality_more_screen
from bot.views.statistics import record_in_short, statistics_more_screen, statistics_screen
from core.application.quality_queries import QualityView, Result
from core.application.views import PnlPeriod
from core.domain.copy_quality import Fate, Verdict
from core.domain.statistics import Fall
from core.domain.values import LeaderId
from tests.bot import builders as b
from tests.bot import records
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.sandbox.telegram_room import ANN, BOHDAN

LANGUAGES = ["en", "uk"]
WIDEST = 30


def table_of(text: str) -> list[str]:
    return text.partition("<pre>")[2].partition("</pre>")[0].splitlines()


async def test_the_only_leader_needs_no_choice(house: ChatHouse) -> None:
    await house.say(ANN, "/quality")
    text = await house.text(ANN)
    assert "Copy quality · Lev · 30 days · PAPER" in text
    assert "Price, bps        +3.1     +12" in text
    assert "Worse prices (+) cost 1.23 USDT in all" in text
    assert "Copied 120 · skipped 15 · missed 3" in text
    assert "You: +12.30 USDT (+1.2%)\nLeader, before fees: +1,500.00 USDT (+1.51%)" in text


async def test_where_the_time_went_is_one_press_away(house: ChatHouse) -> None:
    await house.say(ANN, "/quality")
    await house.press(ANN, "7 days")
    await house.press(ANN, "Delays and reasons")
    text = await house.text(ANN)
    assert "Copy quality · Lev · 7 days" in text
    assert "it is smaller than the exchange takes (9); nobody sold or bought within your slippage (3)." in text
    assert "decided" in text
    await house.press(ANN, "‹ Back")
    assert "Copied 120" in await house.text(ANN)


async def test_another_period_turns_the_same_message(house: ChatHouse) -> None:
    await house.say(ANN, "/quality")
    await house.press(ANN, "7 days")
    assert "Copy quality · Lev · 7 days" in await house.text(ANN)
    assert len(await house.from_bot(ANN)) == 1


async def test_results_lead_to_quality(house: ChatHouse) -> None:
    await house.say(ANN, "/pnl")
    await house.press(ANN, "Copy quality")
    await house.press(ANN, "Lev")
    assert "Copied 120" in await house.text(ANN)
    await house.say(ANN, "/follows")
    await house.press(ANN, "Lev → Binance")
    await house.press(ANN, "Copy quality")
    assert "Copied 120" in await house.text(ANN)


async def test_several_leaders_are_a_choice(house: ChatHouse) -> None:
    house.core.followed[ANN].append(records.followed("Mia", LeaderId("mia".ljust(26, "0"))))
    await house.say(ANN, "/quality")
    assert (await house.labels(ANN))[:2] == ["Lev", "Mia"]
    await house.press(ANN, "Mia")
    await house.press(ANN, "‹ Back")
    assert "Of which leader?" in await house.text(ANN)


async def test_who_follows_nobody_is_led_to_the_leaders(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/quality")
    assert "порівнювати нічого" in await house.text(BOHDAN)
    assert (await house.labels(BOHDAN))[0] == "Лідери"


@pytest.mark.parametrize("period", ["today", "ever", ""])
async def test_a_forged_period_is_refused(house: ChatHouse, period: str) -> None:
    await house.say(ANN, "/quality")
    for kind in (QualityPress, QualityMorePress):
        answer = await house.forge(ANN, kind(leader_id=b.LEADER, period=period or "x").pack())
        assert answer["alert"] or answer["text"]
    assert "30 days" in await house.text(ANN)


async def test_a_strangers_leader_is_refused(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/quality")
    for kind in (QualityPress, QualityMorePress):
        await house.forge(BOHDAN, kind(leader_id=b.LEADER, period="month").pack())
        assert "Lev" not in await house.text(BOHDAN)


async def test_a_leaders_card_has_the_record(house: ChatHouse) -> None:
    await house.say(ANN, "/leaders")
    await house.press(ANN, "Lev")
    assert "Record: +320.10 USDT in 34 trades; probably wins at least 48%" in await house.text(ANN)
    await house.press(ANN, "The leader's record")
    text = await house.text(ANN)
    assert "Result: +320.10 USDT (+3.2%)" in text
    assert "Without the best trade: -12.50 USDT" in text
    assert "Deepest fall: -800.00 USDT (-7.84%)" in text
    assert "Won 22 of 34 (65%); in the long run probably at least 48%" in text
    assert "Open now: 2, -120.00 USDT so far" in text
    await house.press(ANN, "More")
    more = await house.text(ANN)
    assert "Independent: 21 · a week: 3.2 · usually held 4.2 h" in more
    assert "Worst day: 22.11.2026, -310.00 USDT" in more
    assert "Percentages are of 10,000.00 USDT" in more
    assert "Left out: 1 trade" in more
    await house.press(ANN, "‹ Back")
    await house.press(ANN, "‹ Back")
    assert "Record:" in await house.text(ANN)


async def test_an_unknown_leaders_record_is_refused(house: ChatHouse) -> None:
    await house.say(ANN, "/leaders")
    for verb in (LeaderVerb.STATISTICS, LeaderVerb.STATISTICS_MORE):
        await house.forge(ANN, LeaderPress(verb=verb, leader_id="nobody").pack())
        assert "independent" not in await house.text(ANN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_fit_a_phone(language: str) -> None:
    voice, view = TEXTS.voice(language), replace(records.quality(), filled=3)
    everybodys, record = replace(view, is_everybody=True), records.statistics_view(records.statistics(independent=3))
    qualities = [draw(voice, it).text for it in (view, everybodys) for draw in (quality_screen, quality_more_screen)]
    records_drawn = [draw(voice, record).text for draw in (statistics_screen, statistics_more_screen)]
    assert [(drawn_lines(it), it) for it in (*qualities, *records_drawn) if drawn_lines(it) > MOST_LINES] == []
    assert [len(table_of(it)) for it in qualities[:2]] == [3, 5]
    assert {len(line) for it in qualities for line in table_of(it)} == {WIDEST}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_of_nothing(language: str) -> None:
    voice, none = TEXTS.voice(language), Result(closed=0, pnl=Decimal(0), share=None)
    empty = replace(
        records.quality(),
        filled=0,
        price=None,
        delays={},
        fates=dict.fromkeys(Fate, 0),
        reasons=[],
        mine=none,
        theirs=none,
    )
    assert len(quality_screen(voice, empty).text.splitlines()) == 2
    assert len(quality_more_screen(voice, empty).text.splitlines()) == 3
    nothing = records.statistics(closed=0, independent=0, won=0, win_rate=None, win_rate_at_least=None)
    view = replace(records.statistics_view(nothing), unseen=0, open_episodes=0, open_pnl=None)
    assert len(statistics_screen(voice, view).text.splitlines()) == 2
    assert len(statistics_more_screen(voice, view).text.splitlines()) == 2
    assert "0" in record_in_short(voice, view)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_has_words(language: str) -> None:
    voice = TEXTS.voice(language)
    found = records.statistics(base=None, roi=None, fall=Fall(amount=Decimal(0), share=None), worst_day=None)
    view = replace(records.statistics_view(found), open_pnl=None)
    assert "None" not in statistics_screen(voice, view).text + statistics_more_screen(voice, view).text
    unknown = replace(
        records.quality(),
        period=PnlPeriod.ALL,
        lost=Decimal(-2),
        reasons=[(Verdict(status="failed", failure="-4164"), 1)],
        mine=Result(closed=0, pnl=Decimal(0), share=None),
        theirs=Result(closed=1, pnl=Decimal(5), share=None),
    )
    assert "4164" not in quality_more_screen(voice, unknown).text


def test_too_few_are_said_to_be_too_few() -> None:
    voice = TEXTS.voice("en")
    few = records.statistics_view(records.statistics(independent=4))
    assert "Too few to say: 4 of 20 trades" in unmarked(statistics_screen(voice, few).text)
    assert "too few to say" in record_in_short(voice, few)
    view: QualityView = replace(records.quality(), filled=1)
    assert "Too few yet: 1 of 20 copies" in unmarked(quality_screen(voice, view).text)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=0), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(minutes=90), "1.5 h"),
        (timedelta(days=2, hours=12), "2.5 d"),
    ],
)
def test_spans_have_one_unit(span: timedelta, said: str) -> None:
    assert duration(TEXTS.voice("en"), span) == said


def unmarked(text: str) -> str:
    return text.replace("<b>", "").replace("</b>", "")
