"""Plural forms, and a third language that is nothing but one more file."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.texts import LOCALES, Texts
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, open_house
from tests.sandbox.telegram_room import ANN

FORMS = {1: "one", 2: "few", 5: "many", 11: "many", 21: "one", 22: "few", 25: "many"}
"""Of Ukrainian, by CLDR."""

TWINS = {"one": 1, "few": 2, "many": 5}

POLISH = """
language-name = Polski
number-decimal = ,
number-group = {"\\u00A0"}
home-title = <b>Tandem</b> · witaj, { $name }
button-positions = Pozycje
positions-title =
    { $count ->
        [one] { $count } otwarta pozycja
        [few] { $count } otwarte pozycje
       *[many] { $count } otwartych pozycji
    }
"""


class Counted(Visitor):
    """All variables of a message, and those that choose a plural form, with the forms there are."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.forms: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the visitor's own naming
        forms = {it.key.name for it in node.variants if isinstance(it.key, ast.Identifier)}
        if isinstance(node.selector, ast.VariableReference) and "one" in forms:
            self.forms[node.selector.id.name] = forms
        self.generic_visit(node)


def counted(language: str) -> Mapping[str, Counted]:
    """Every text with a plural form in it."""
    found: dict[str, Counted] = {}
    for entry in FluentParser().parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8")).body:
        if isinstance(entry, ast.Message):
            found[entry.id.name] = Counted()
            found[entry.id.name].visit(entry)
    return {key: it for key, it in found.items() if it.forms}


UKRAINIAN = counted("uk")


def test_english_tells_one_from_many() -> None:
    assert {
        key for key, it in counted("en").items() if any(forms != {"one", "other"} for forms in it.forms.values())
    } == set()


@pytest.mark.parametrize("key", sorted(UKRAINIAN))
def test_ukrainian_counts_rightly(key: str) -> None:
    """For 21 it says what it says for 1, with another number; so for 22 and 2, and for 11, 25 and 5."""
    for forms in UKRAINIAN[key].forms.values():
        assert forms - {"few"} in ({"one", "many"}, {"one", "other"})
    for count, form in FORMS.items():
        assert said(key, count) == said(key, TWINS[form]), count


def said(key: str, count: int) -> str:
    """With `#` for the number, so that two of one form can be compared."""
    it = UKRAINIAN[key]
    values = {name: count if name in it.forms else "*" for name in it.variables}
    return TEXTS.voice("uk").plain(key, **values).replace(str(count), "#")


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    """English, Ukrainian and a beginning of Polish; gaps are no flaw here."""
    for path in LOCALES.glob("*.ftl"):
        shutil.copy(path, tmp_path)
    (tmp_path / "pl.ftl").write_text(POLISH, encoding="utf-8")
    return Texts(tmp_path, on_flaw=lambda _: None)


async def test_a_third_language_is_one_more_file(texts: Texts) -> None:
    """Offered, spoken, and in English where it says nothing yet."""
    async with open_house(texts=texts) as house:
        house.core.positions[ANN] = [replace(b.position(), unrealized_pnl=Decimal("1234.5")) for _ in range(3)]
        await house.say(ANN, "/settings")
        await house.press(ANN, "Polski")
        await house.say(ANN, "/start")
        assert "Tandem · witaj, Ann" in await house.text(ANN)
        assert "Realised today" in await house.text(ANN)
        await house.press(ANN, "Pozycje")
        assert "3 otwarte pozycje" in await house.text(ANN)
        assert "+3\u00a0703,50 USDT" in await house.text(ANN)


def test_a_regional_language_goes_before_its_language(texts: Texts, tmp_path: Path) -> None:
    (tmp_path / "pl-SI.ftl").write_text("language-name = Ślōnski", encoding="utf-8")
    regional = Texts(tmp_path, on_flaw=lambda _: None)
    assert [texts.voice(tag).plain("language-name") for tag in ("pl", "pl-PL", "pl-SI")] == ["Polski"] * 3
    assert regional.voice("pl-si").plain("language-name") == "Ślōnski"
    assert regional.voice("pl-PL").plain("language-name") == "Polski"
