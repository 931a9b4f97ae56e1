"""/why: every verdict step by step in plain words, and a button to what would have changed it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.callbacks import FixPress, WhyPress
from bot.fixes import FAILURE_FIXES, FAILURE_OUTCOMES, LIMIT_FIXES, SIZE, SIZING, SKIP_FIXES, Fix, Way, skip_fixes
from bot.rule_fields import FIELDS
from bot.screen import Screen
from bot.views.why import outcome_of, why_screen
from core.application.views import EndView, FollowView, HistoryEntry
from core.domain.confirmation import Answer
from core.domain.follow import FollowStatus
from core.domain.leader import IntentKind
from core.domain.sizing import Sizing
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import FollowerId, Outcome, Side
from core.domain.verdict import SkipReason
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.bot.facts import skipped
from tests.bot.newsroom import newsroom
from tests.builders import d
from tests.sandbox.telegram_room import ANN

CORE = Path(__file__).parents[2] / "core"
LANGUAGES = TEXTS.languages()
NUMBERS = {"needed": "64.21", "wanted": "12.5", "room": "50", "price": "64300", "leader": "64210", "limit": "64250"}
ALL_FIXES = (*SKIP_FIXES.values(), *LIMIT_FIXES.values(), *FAILURE_FIXES.values())
FIXES = list(dict.fromkeys(fix for fixes in ALL_FIXES for fix in fixes))


def labels(screen: Screen) -> list[str]:
    assert screen.keyboard is not None
    return [button.text for row in screen.keyboard.inline_keyboard for button in row]


def explained(reason: str, *, language: str = "en", followed: FollowView | None = None, cut_by: str = "") -> Screen:
    numbers = NUMBERS | {"cut_by": cut_by}
    return why_screen(TEXTS.voice(language), b.why(reason, numbers=numbers, followed=followed))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", SkipReason)
def test_every_skip_is_explained_in_few_lines(language: str, reason: SkipReason) -> None:
    screen, voice = explained(reason, language=language), TEXTS.voice(language)
    assert voice.has(f"skip-{reason}")
    assert voice.say(f"why-skip-{reason}") in screen.text
    assert drawn_lines(screen.text) <= MOST_LINES, screen.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_is_explained(language: str, outcome: Outcome) -> None:
    voice = TEXTS.voice(language)
    unclear = replace(b.trade(TradeStatus.NEEDS_RECONCILIATION), failure_code=outcome.value)
    text = why_screen(voice, b.why(trade=unclear)).text
    assert voice.say(f"outcome-{outcome}", exchange="Binance") in text
    assert voice.say(f"why-outcome-{outcome}") in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", FAILURE_FIXES)
def test_every_failure_is_explained(language: str, code: str) -> None:
    voice = TEXTS.voice(language)
    failed = replace(b.trade(TradeStatus.FAILED), failure_code=code, failure_message="")
    screen = why_screen(voice, b.why(trade=failed, numbers={"wanted": "771"}))
    assert voice.say(f"failure-{code}") in screen.text
    assert voice.say(f"why-failure-{code}") in screen.text
    assert drawn_lines(screen.text) <= MOST_LINES, screen.text


def test_the_tables_miss_nothing() -> None:
    assert set(SKIP_FIXES) == set(SkipReason)
    assert set(FAILURE_FIXES) == set(FAILURE_OUTCOMES)
    english = TEXTS.voice("en")
    told = {key.removeprefix("failure-") for key in keys_of("failure-")} - {"other"}
    assert told == set(FAILURE_FIXES)
    assert {code for code in named_failures() if not english.has(f"failure-{code}")} == set()


def keys_of(prefix: str) -> Iterable[str]:
    written = (CORE.parent / "locales" / "en.ftl").read_text(encoding="utf-8")
    return re.findall(rf"^({prefix}[a-z_-]+) =", written, re.MULTILINE)


def named_failures() -> set[str]:
    """However a code reaches a trade: written there, or by its constant."""
    written = "\n".join(path.read_text(encoding="utf-8") for path in CORE.rglob("*.py"))
    found = re.findall(r"(?:\.fail|give_up|end_questions)\([^\"\n]*\"([a-z-]+)\"", written)
    settlement = (CORE / "application" / "settlement.py").read_text(encoding="utf-8")
    return {*found, *re.findall(r"\"((?:key|rejected|not)-[a-z-]+)\"", settlement)}


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix.text)
def test_every_fix_has_a_button_and_a_field_to_open(fix: Fix) -> None:
    assert [language for language in LANGUAGES if not TEXTS.voice(language).has(fix.text)] == []
    assert fix.way is not Way.FIELD or fix.field in {*FIELDS, SIZE, SIZING}


@pytest.mark.parametrize("limit", LIMIT_FIXES)
def test_a_reached_limit_opens_itself(limit: str) -> None:
    assert skip_fixes(SkipReason.LIMIT_REACHED, limit) == LIMIT_FIXES[limit]
    assert skip_fixes("of a later version", limit) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", IntentKind)
@pytest.mark.parametrize("side", Side)
def test_every_move_of_a_leader_is_told(language: str, kind: IntentKind, side: Side) -> None:
    why = replace(b.why("slippage"), move=b.move(kind, side))
    assert why_screen(TEXTS.voice(language), why).text.splitlines()[1].startswith("1. Lev ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", TradePurpose)
def test_what_no_leader_did_has_its_cause(language: str, purpose: TradePurpose) -> None:
    why = replace(b.why(trade=replace(b.trade(), purpose=purpose)), move=None)
    assert "1. " in why_screen(TEXTS.voice(language), why).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sized_by", [*Sizing, "leader_fraction"])
def test_every_rule_has_its_sentence(language: str, sized_by: str) -> None:
    numbers = {"wanted": "12.5"} if sized_by in set(Sizing) else {"position": "0.03", "amount": "0.012"}
    assert "2. " in why_screen(TEXTS.voice(language), b.why("slippage", numbers=numbers, sized_by=sized_by)).text


def test_a_copy_is_told_step_by_step() -> None:
    ended = EndView(at=b.NOW, price=d("65025.5"), realized_pnl=d("9.01"), is_liquidated=False)
    numbers = {"wanted": "1000", "room": "771.01", "cut_by": "balance"}
    why = b.why(trade=replace(b.trade(), ended=ended, failure_code="ambiguous"), numbers=numbers)
    assert why_screen(TEXTS.voice("en"), why).text.splitlines() == [
        "🔎 <b>BTC/USDT perp</b> · long · Binance · <b>PAPER</b>",
        '1. Lev opened: bought 0.5 BTC at 64,210.00, <tg-time unix="1795348800" format="T">12:00:00 UTC</tg-time>',
        "2. Your size, fixed: 1,000.00 USDT; your free balance had room for 771.01",
        "3. The first answer was unclear; I asked again",
        "4. Binance filled 0.012 BTC at 64,250.50, fee 0.31 USDT",
        "5. Lev: 64,210.00. You: 0.063% worse (6.3 bps), 0.84 s later",
        "6. Closed at 65,025.50, net <b>+9.01 USDT</b>",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sized_by", Sizing)
def test_an_asked_copy_fits_a_phone_to_its_end(language: str, sized_by: str) -> None:
    ended = EndView(at=b.NOW, price=d("65025.5"), realized_pnl=d("9.01"), is_liquidated=False)
    asked = b.question().confirmation
    assert asked is not None
    given = replace(asked, answer=Answer.COPY, answered_at=b.NOW)
    trade = replace(b.trade(), ended=ended, confirmation=given)
    plain = b.why(trade=trade, numbers={"wanted": "1000"}, sized_by=sized_by)
    cut = b.why(trade=replace(trade, ended=None), numbers={"wanted": "1000", "room": "771", "cut_by": "balance"})
    for why in (plain, cut):
        text = why_screen(TEXTS.voice(language), why).text
        assert drawn_lines(text) <= MOST_LINES, text


def test_the_exchange_has_its_own_words() -> None:
    """Escaped, and cut where they go on for ever."""
    failed = replace(
        b.trade(TradeStatus.FAILED), failure_code="rejected-by-exchange", failure_message="<Post only> & " + "y" * 9000
    )
    text = why_screen(TEXTS.voice("en"), b.why(trade=failed)).text
    assert "The exchange's own words: &lt;Post only&gt; &amp; yyy" in text
    assert len(text) < 1000


@pytest.mark.parametrize("answer", Answer)
def test_an_answered_question_is_a_step(answer: Answer) -> None:
    asked = b.question()
    assert asked.confirmation is not None
    given = replace(asked.confirmation, answer=answer, answered_at=b.NOW)
    text = why_screen(TEXTS.voice("en"), b.why(trade=replace(asked, confirmation=given))).text
    assert str(TEXTS.voice("en").say(f"card-answered-{answer}", at="")).split(" at ")[0] in text
    assert "still open" in why_screen(TEXTS.voice("en"), b.why(trade=asked)).text


@pytest.mark.parametrize("status", TradeStatus)
def test_an_outcome_is_known_for_every_status(status: TradeStatus) -> None:
    assert (outcome_of(b.trade(status)) is None) == (status is TradeStatus.RESERVED)


def test_only_what_still_helps_is_offered() -> None:
    paused = replace(b.follow(), status=FollowStatus.PAUSED)
    stopped = replace(b.follow(), status=FollowStatus.STOPPED)
    back = "‹ Back"
    assert labels(explained("follow_paused", followed=paused)) == ["Resume", back]
    assert labels(explained("follow_paused")) == [back]
    assert labels(explained("below_minimum")) == ["Change the size", "Raise small copies", back]
    assert labels(explained("below_minimum", followed=stopped)) == [back]
    assert labels(explained("follow_stopped", followed=stopped)) == ["Follow again", back]
    assert labels(explained("limit_reached", cut_by="max_symbol_exposure")) == ["Change: per coin", back]


async def test_a_skip_leads_to_its_why_and_its_fix(house: ChatHouse) -> None:
    house.core.verdicts = {"7": b.why("below_minimum", numbers=NUMBERS)}
    await newsroom(house).tell(skipped())
    assert await house.labels(ANN) == ["Change the size", "Raise small copies", "Why so?", "Open the follow"]
    await house.press(ANN, "Why so?")
    assert "It needs 64.21 USDT; your rules came to 12.50 USDT." in await house.text(ANN)
    await house.press(ANN, "Change the size")
    assert "How many USDT per trade?" in await house.text(ANN)
    await house.say(ANN, "$250")
    assert "Change the follow of Lev" in await house.text(ANN)
    assert "250.00 USDT" in await house.text(ANN)


async def test_a_fix_opens_the_rule_it_names(house: ChatHouse) -> None:
    await newsroom(house).tell(replace(skipped("slippage"), numbers={}))
    await house.press(ANN, "Allow more slippage")
    assert "Slippage: 0.5%" in await house.text(ANN)
    await house.say(ANN, "1%")
    await house.press(ANN, "Done")
    assert "Change the follow of Lev" in await house.text(ANN)


async def test_why_lists_what_was_decided_lately(house: ChatHouse) -> None:
    trade = HistoryEntry(
        at=b.NOW,
        leader_name="Lev",
        account_label="Binance",
        account_mode=b.account().mode,
        symbol=b.BTC,
        trade_id=b.TRADE,
        kind="open",
        side=Side.BUY,
        amount=d("0.012"),
        price=d(64_000),
        status="executed",
        reason="",
        numbers={},
    )
    skip = replace(trade, trade_id=None, side=None, status="skipped", reason="slippage", verdict_id="7")
    house.core.history, house.core.verdicts = [trade, skip], {"7": b.why("slippage")}
    await house.say(ANN, "/why")
    assert await house.labels(ANN) == ["✅ Filled buy BTC · Lev", "⏭ BTC · Lev", "‹ Back"]
    await house.press(ANN, "⏭ BTC · Lev")
    assert "Not copied: the price had moved further than you allow." in await house.text(ANN)
    await house.press(ANN, "‹ Back")
    await house.press(ANN, "✅ Filled buy BTC · Lev")
    assert "Binance filled 0.012 BTC" in await house.text(ANN)
    await house.say(ANN, "/history")
    await house.press(ANN, "Why so?")
    assert "Choose what I shall explain" in await house.text(ANN)


async def test_why_of_nothing_is_kind(house: ChatHouse) -> None:
    await house.say(ANN, "/why")
    assert "Nothing was decided yet." in await house.text(ANN)


@pytest.mark.parametrize("payload", [WhyPress(verdict_id="8").pack(), WhyPress(verdict_id="x").pack()])
async def test_a_verdict_that_is_not_mine_is_not_found(house: ChatHouse, payload: str) -> None:
    await house.say(ANN, "/why")
    assert (await house.forge(ANN, payload))["text"] == "I can't find that. It may be gone already."


async def test_a_forged_field_opens_nothing(house: ChatHouse) -> None:
    await house.say(ANN, "/why")
    for field, follow_id in (("secrets", b.FOLLOW), (SIZE, "somebody else's")):
        answer = await house.forge(ANN, FixPress(field=field, follow_id=follow_id).pack())
        assert answer["text"] != ""
    assert house.core.done == []
    assert house.core.follows[FollowerId(ANN)] == [b.follow()]
