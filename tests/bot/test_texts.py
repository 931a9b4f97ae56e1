"""Both languages are complete: the same keys, the same variables, a text for every state and refusal."""

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.callbacks import Place
from bot.menu import COMMANDS
from bot.rule_fields import FIELDS
from bot.texts import LOCALES, Html, Texts
from core.domain.account import AccountMode, AccountStatus
from core.domain.confirmation import Answer
from core.domain.copy_quality import Stage
from core.domain.copy_rules import BelowMinimum, LeveragePolicy, SideFilter
from core.domain.exposure import ExitCause
from core.domain.follow import FollowMode, FollowStatus
from core.domain.follower import News, Noise
from core.domain.leader import IntentKind
from core.domain.sizing import Sizing
from core.domain.trade import TradePurpose, TradeStatus
from core.domain.values import MarginMode, PositionSide, Side
from core.domain.verdict import SkipReason
from tests.bot.chat_house import TEXTS, FlawedText

CORE = Path(__file__).parents[2] / "core"
_REFUSAL = re.compile(r"(?:BadInput|NotAllowed|NotFound|NotPossibleNow)\(\s*\"([a-z-]+)\"")
LANGUAGES = [path.stem for path in LOCALES.glob("*.ftl")]


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.names.add(node.id.name)


def messages(language: str) -> dict[str, set[str]]:
    """Key -> variables."""
    resource = FluentParser().parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, entry.id.name
            variables = Variables()
            variables.visit(entry)
            found[entry.id.name] = variables.names
    return found


def keys_of_states() -> Iterable[str]:
    """Every key that is put together from a state."""
    families: dict[str, Iterable[str]] = {
        "button-": Place,
        "skip-": SkipReason,
        "trade-sign-": TradeStatus,
        "trade-source-": TradePurpose,
        "kind-": IntentKind,
        "answered-": Answer,
        "card-answered-": Answer,
        "closed-by-": ExitCause,
        "sizing-": Sizing,
        "sized-": Sizing,
        "form-size-": Sizing,
        "button-sizing-": Sizing,
        "form-mode-": FollowMode,
        "button-mode-": FollowMode,
        "follow-status-": FollowStatus,
        "account-status-": AccountStatus,
        "mode-": AccountMode,
        "side-": PositionSide,
        "order-": Side,
        "news-": News,
        "noise-": Noise,
        "rule-": FIELDS,
        "stage-": Stage,
        "command-": [line.name for line in COMMANDS],
        "choice-": [*LeveragePolicy, *MarginMode, *SideFilter, *BelowMinimum],
    }
    for prefix, names in families.items():
        yield from (f"{prefix}{name}" for name in names if f"{prefix}{name}" != f"button-{Place.CLOSE_ALL_NOW}")
    yield from (f"rule-{name}-hint" for name in FIELDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_equal_keys_and_variables(language: str) -> None:
    assert messages(language) == messages("en")


@pytest.mark.parametrize("key", list(keys_of_states()))
def test_every_state_has_a_text(key: str) -> None:
    assert [language for language in LANGUAGES if not TEXTS.voice(language).has(key)] == []


def test_every_refusal_of_the_core_has_a_text() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in CORE.rglob("*.py"))
    codes = set(_REFUSAL.findall(written))
    assert len(codes) > 20
    assert {code for code in codes if not TEXTS.voice("en").has(f"refusal-{code}")} == set()


def test_every_refusal_of_the_bot_has_a_text() -> None:
    bot = CORE.parent / "bot"
    written = "\n".join(path.read_text(encoding="utf-8") for path in bot.rglob("*.py"))
    codes = set(_REFUSAL.findall(written))
    assert {code for code in codes if not TEXTS.voice("en").has(f"refusal-{code}")} == set()


def test_every_failure_the_core_names_has_a_text() -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in CORE.rglob("*.py"))
    codes = set(re.findall(r"(?:\.fail|give_up)\([^\"\n]*\"([a-z-]+)\"", written))
    assert {"not-sent", "skipped-by-follower"} <= codes
    assert {code for code in codes if not TEXTS.voice("en").has(f"failure-{code}")} == set()


def test_what_people_wrote_is_escaped_in_one_place() -> None:
    said = TEXTS.voice("en").say("welcome", name='<b>&"')
    assert '<b>&lt;b&gt;&amp;"</b>' in said


def test_html_is_not_escaped_twice() -> None:
    assert TEXTS.voice("en").say("form-example-skip", reason=Html("<i>x</i>")).endswith("<i>x</i>")


def test_missing_variable_is_a_flaw() -> None:
    with pytest.raises(FlawedText):
        TEXTS.voice("en").say("home-title")


def test_missing_message_is_a_flaw() -> None:
    with pytest.raises(FlawedText):
        TEXTS.voice("uk").say("no-such-text")


def test_flaws_are_survived_in_production() -> None:
    flaws: list[str] = []
    voice = Texts(on_flaw=flaws.append).voice("uk")
    assert voice.say("no-such-text") == "no-such-text"
    assert len(flaws) == 2


@pytest.mark.parametrize(
    ("tag", "language"), [("uk", "uk"), ("uk-UA", "uk"), ("en-GB", "en"), ("de", "en"), (None, "en")]
)
def test_unknown_languages_hear_english(tag: str | None, language: str) -> None:
    assert TEXTS.voice(tag).language == language


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 відкрита позиція"), (3, "3 відкриті позиції"), (5, "5 відкритих позицій"), (21, "21 відкрита позиція")],
)
def test_ukrainian_plurals_are_right(count: int, text: str) -> None:
    assert text in TEXTS.voice("uk").say("positions-title", count=count)


def test_numbers_follow_the_language() -> None:
    english, ukrainian = TEXTS.voice("en").figures, TEXTS.voice("uk").figures
    value = Decimal("1234567.891")
    assert english.money(value) == "1,234,567.89"
    assert ukrainian.money(value) == "1\u202f234\u202f567,89"


@pytest.mark.parametrize(
    ("value", "text"),
    [("12.3", "+12.30"), ("-0.5", "-0.50"), ("0", "0.00"), ("0.000123", "+0.00012"), ("-1234.5", "-1,234.50")],
)
def test_signs_are_always_written(value: str, text: str) -> None:
    assert TEXTS.voice("en").figures.signed(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("64250.5", "64,250.50"),
        ("0.00001234567", "0.0000123457"),
        ("1.5", "1.50"),
        ("100", "100.00"),
        ("2.3456", "2.3456"),
    ],
)
def test_prices_keep_what_matters(value: str, text: str) -> None:
    assert TEXTS.voice("en").figures.price(Decimal(value)) == text


@pytest.mark.parametrize(("value", "text"), [("0.348", "0.35"), ("2.579", "2.6"), ("127.4", "127"), ("0", "0")])
def test_delays_are_short(value: str, text: str) -> None:
    assert TEXTS.voice("en").figures.seconds(Decimal(value)) == text


def test_fractions_become_percents_and_points() -> None:
    figures = TEXTS.voice("en").figures
    assert figures.percent(Decimal("0.005")) == "0.5%"
    assert [figures.signed_percent(Decimal(it)) for it in ("-0.00001", "-0.0021", "0.1")] == ["0%", "-0.21%", "+10%"]
    assert figures.basis_points(Decimal("-0.00063")) == "-6.3"
