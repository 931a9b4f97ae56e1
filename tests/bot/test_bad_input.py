"""Whatever is typed or pressed wrongly is answered kindly, in the person's language, and changes nothing."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from itertools import cycle

import pytest
import pytest_asyncio

from bot.middlewares import Flood
from core.domain.follower import News, Noise
from core.domain.values import FollowerId
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse, open_house
from tests.sandbox.telegram_room import ANN, BOHDAN

SIZE: Sequence[str] = ("go:leaders:0", f"le:follow:{b.LEADER}")
LIMITS: Sequence[str] = (*SIZE, "df:limits:::")
TRIGGER: Sequence[str] = (f"po:protect:{b.POSITION}", f"po:sl:{b.POSITION}")
KEY: Sequence[str] = ("cn:key:binance",)
NAME: Sequence[str] = (f"ld:{b.ACCOUNT}",)


def field(name: str) -> Sequence[str]:
    return (*LIMITS, f"df:field:{name}::")


@dataclass(frozen=True)
class Wrong:
    """Presses that lead to a form, what is typed into it, and the text of the answer."""

    steps: Sequence[str]
    typed: str
    answer: str

    def __str__(self) -> str:
        return f"{self.answer}-{self.typed[:12]}"


TYPED = [
    Wrong(SIZE, "ten", "refusal-number-form"),
    Wrong(SIZE, "-5", "refusal-number-form"),
    Wrong(SIZE, "NaN", "refusal-number-form"),
    Wrong(SIZE, "1e999", "refusal-number-form"),
    Wrong(SIZE, "Infinity", "refusal-number-form"),
    Wrong(SIZE, "1_000", "refusal-number-form"),
    Wrong(SIZE, "٣٤", "refusal-number-form"),
    Wrong(SIZE, "１００", "refusal-number-form"),
    Wrong(SIZE, "5 %%", "refusal-number-form"),
    Wrong(SIZE, "$$5", "refusal-number-form"),
    Wrong(SIZE, "1,000", "refusal-number-ambiguous"),
    Wrong(SIZE, "0", "refusal-number-range-money"),
    Wrong(SIZE, "$0.1", "refusal-number-range-money"),
    Wrong(SIZE, "0%", "refusal-number-range-percent"),
    Wrong(SIZE, "5000%", "refusal-number-range-percent"),
    Wrong(SIZE, "1000x", "refusal-number-range-times"),
    Wrong(SIZE, "999999999999", "refusal-number-range-money"),
    Wrong(SIZE, "9" * 4000, "refusal-number-form"),
    Wrong(SIZE, "<b>100</b>", "refusal-number-form"),
    Wrong(SIZE, "100; DROP TABLE trades", "refusal-number-form"),
    Wrong(field("leverage"), "0", "refusal-number-range"),
    Wrong(field("leverage"), "500", "refusal-number-range"),
    Wrong(field("leverage"), "2.5", "refusal-number-whole"),
    Wrong(field("leverage"), "5%", "refusal-number-unit"),
    Wrong(field("max_per_trade"), "5%", "refusal-number-unit"),
    Wrong(field("max_slippage"), "90%", "refusal-number-range-percent"),
    Wrong(field("max_slippage"), "$5", "refusal-number-unit"),
    Wrong(field("stop_loss"), "150", "refusal-number-range-percent"),
    Wrong(field("max_open_positions"), "-1", "refusal-number-form"),
    Wrong(field("max_age_seconds"), "86400", "refusal-number-range"),
    Wrong(field("margin_mode"), "both please", "refusal-choice-only"),
    Wrong(field("allowed"), "BTC$", "refusal-coin-form"),
    Wrong(field("allowed"), "ВТС", "refusal-coin-form"),
    Wrong(field("denied"), " ".join(["BTC"] * 40), "refusal-coins-count"),
    Wrong(TRIGGER, "cheap", "refusal-number-form"),
    Wrong(TRIGGER, "66000", "refusal-protection-wrong-side"),
    Wrong(TRIGGER, "2x", "refusal-number-unit"),
    Wrong(TRIGGER, "100%", "refusal-number-range-percent"),
    Wrong(KEY, "only-one-part", "refusal-key-parts"),
    Wrong(KEY, "a b c d", "refusal-key-parts"),
    Wrong(KEY, "short pair", "refusal-key-form"),
    Wrong(KEY, f"{'ключ' * 8} {'секрет' * 8}", "refusal-key-form"),
    Wrong(KEY, f"{'k' * 30} {'s' * 3000}", "refusal-key-form"),
    Wrong(NAME, "x", "refusal-name-length"),
    Wrong(NAME, "y" * 100, "refusal-name-length"),
    Wrong(NAME, "evil\u202etxt", "refusal-name-form"),
    Wrong((), "/unknown", "unknown-command"),
    Wrong((), "/положення", "unknown-command"),
    Wrong((), "/" * 100, "unknown-command"),
    Wrong((), "buy bitcoin now", "unknown-text"),
    Wrong((), "/start l_nobody", "refusal-leader-unknown"),
    Wrong((), "/start l_" + "z" * 55, "refusal-leader-unknown"),
    Wrong((), "/start l_" + "z" * 3000, "refusal-leader-unknown"),
    *(Wrong((), f"/start t_{rest}", "refusal-trade-unknown") for rest in ("nobody", "z" * 62, "z" * 63, "z" * 3000)),
    *(Wrong((), f"/start t_{rest}", "refusal-trade-unknown") for rest in ("<b>", "a b", "'--", "ї", "%00", "t_", "🙈")),
]

PRESSED = [
    ("nonsense", "refusal-button-unknown"),
    ("", "refusal-button-unknown"),
    ("go:nowhere:0", "refusal-button-unknown"),
    ("go:home", "refusal-button-unknown"),
    ("po:closenow", "refusal-button-unknown"),
    ("po:closenow:nobody", "refusal-position-unknown"),
    ("po:explode:x", "refusal-button-unknown"),
    ("cf:copy:nobody", "refusal-confirmation-unknown"),
    ("cf:expired:nobody", "refusal-button-unknown"),
    ("cf:maybe:nobody", "refusal-button-unknown"),
    ("fo:stopclose:nobody", "refusal-follow-unknown"),
    ("ac:livenow:nobody", "refusal-account-unknown"),
    ("ac:unlinknow:nobody", "refusal-account-unknown"),
    ("le:follow:nobody", "refusal-leader-unknown"),
    ("ld:nobody", "refusal-account-unknown"),
    ("td:nobody", "refusal-trade-unknown"),
    ("df:start:::", "refusal-form-closed"),
    ("df:size::$100:", "refusal-form-closed"),
    ("df:set:leverage:5:", "refusal-form-closed"),
    ("tr:sl:nobody:5", "refusal-position-unknown"),
    ("tr:close:nobody:5", "refusal-button-unknown"),
    ("pn:century", "refusal-button-unknown"),
    ("la:tlh", "refusal-button-unknown"),
    ("no:fill:deafening", "refusal-button-unknown"),
    ("no:liquidation:off", "refusal-urgent-news-stay"),
    ("ad:pause", "refusal-button-unknown"),
    ("+po:view:nobody", "refusal-position-unknown"),
    ("cn:key:mtgox", "refusal-button-unknown"),
]
pytestmark = pytest.mark.asyncio(loop_scope="module")
LANGUAGES = [(ANN, "en"), (BOHDAN, "uk")]
"""In turn; that every text is in both languages is tested elsewhere."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[ChatHouse]:
    """One for all: nothing here may change anything."""
    async with open_house(Flood(TEXTS, burst=1e6)) as opened:
        yield opened


async def furnish(house: ChatHouse, user: int) -> None:
    """Everybody has one of everything, and a fresh screen."""
    core, owner = house.core, FollowerId(user)
    core.done.clear()
    core.trouble = None
    core.accounts[owner], core.positions[owner], core.follows[owner] = [b.account()], [b.position()], [b.follow()]
    await house.say(user, "/help")


def beginning(key: str, language: str) -> str:
    """The text up to its first variable."""
    return TEXTS.voice(language).plain(key, **dict.fromkeys(VARIABLES, "\0")).partition("\0")[0]


VARIABLES = ("typed", "example", "low", "high", "most", "coin", "trigger", "price", "wanted", "found")


@pytest.mark.parametrize(("wrong", "spoken"), list(zip(TYPED, cycle(LANGUAGES), strict=False)), ids=str)
async def test_wrong_text_is_answered_kindly(house: ChatHouse, wrong: Wrong, spoken: tuple[int, str]) -> None:
    user, language = spoken
    await furnish(house, user)
    for step in wrong.steps:
        await house.forge(user, step)
    await house.say(user, wrong.typed)
    assert (await house.text(user)).startswith(beginning(wrong.answer, language))
    assert house.core.done == []


@pytest.mark.parametrize(("wrong", "spoken"), list(zip(PRESSED, cycle(LANGUAGES), strict=False)), ids=str)
async def test_wrong_press_is_answered_kindly(
    house: ChatHouse, wrong: tuple[str, str], spoken: tuple[int, str]
) -> None:
    (payload, key), (user, language) = wrong, spoken
    await furnish(house, user)
    answer = await house.forge(user, payload)
    assert (answer.get("text"), answer.get("alert")) == (TEXTS.voice(language).plain(key), True)
    assert house.core.done == []


@pytest.mark.parametrize(("user", "language"), LANGUAGES)
@pytest.mark.parametrize("content", [{"photo": True}, {"extra": {"location": {"latitude": 50.4, "longitude": 30.5}}}])
async def test_unreadable_content_is_answered_kindly(
    house: ChatHouse, content: dict[str, object], user: int, language: str
) -> None:
    await furnish(house, user)
    await house.say(user, "", **content)
    assert await house.text(user) == TEXTS.voice(language).plain("unreadable")


async def test_photo_of_a_key_is_not_taken(house: ChatHouse) -> None:
    await furnish(house, ANN)
    await house.forge(ANN, "cn:key:binance")
    await house.say(ANN, "", photo=True)
    assert await house.text(ANN) == "Please send the key as plain text in one message, or /cancel."


async def test_wrong_value_keeps_the_form_open(house: ChatHouse) -> None:
    await furnish(house, ANN)
    for step in SIZE:
        await house.forge(ANN, step)
    await house.say(ANN, "ten")
    await house.say(ANN, "10")
    assert "Size: 10.00 USDT per trade" in await house.text(ANN)


async def test_oversized_text_is_one_answer_per_piece(house: ChatHouse) -> None:
    await furnish(house, ANN)
    await house.say(ANN, "x " * 3000)
    texts = [str(it["text"]) for it in await house.from_bot(ANN)]
    assert texts.count(TEXTS.voice("en").plain("unknown-text")) == 2


async def test_double_press_has_one_effect_on_settings(house: ChatHouse) -> None:
    await furnish(house, ANN)
    for _ in range(3):
        await house.forge(ANN, "no:fill:off")
    assert house.core.people[ANN].noise[News.FILL] is Noise.OFF


async def test_unforeseen_error_gets_a_number(house: ChatHouse) -> None:
    await furnish(house, BOHDAN)
    house.core.trouble = RuntimeError("secret detail")
    await house.say(BOHDAN, "/positions")
    text = await house.text(BOHDAN)
    assert text.startswith("У мене щось пішло не так")
    assert "secret detail" not in text
