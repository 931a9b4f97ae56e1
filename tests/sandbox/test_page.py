"""The chat page as a browser would fetch it: complete, from here only, and never building markup from text."""

import re
from collections.abc import AsyncIterator

import pytest

from adapters.sandbox.page.routes import STATIC
from tests.sandbox.telegram_room import Room, open_room

SCRIPTS = sorted(STATIC.glob("*.js"))
EVERYTHING = sorted(STATIC.iterdir())
NAMES_NOT_ADDRESSES = {"http://www.w3.org/2000/svg"}


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        yield opened


async def test_page_may_load_from_here_only(room: Room) -> None:
    async with room.people.get("/") as response:
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "SANDBOX" in await response.text()


async def test_everything_the_page_names_is_served(room: Room) -> None:
    named = re.findall(r'(?:src|href)="(/[^"]+)"', (STATIC / "index.html").read_text())
    statuses = {path: (await room.people.get(path)).status for path in named}
    assert statuses
    assert set(statuses.values()) == {200}


def test_scripts_import_what_exists() -> None:
    for script in SCRIPTS:
        imported = re.findall(r'from "\./([\w.]+)"', script.read_text())
        assert all((STATIC / name).is_file() for name in imported), script.name


def test_scripts_import_names_that_are_exported() -> None:
    exports = {script.name: _exported(script.read_text()) for script in SCRIPTS}
    for script in SCRIPTS:
        for names, source in re.findall(r'import \{([^}]+)\} from "\./([\w.]+)"', script.read_text()):
            wanted = {name.strip() for name in names.split(",")}
            assert wanted <= exports[source], (script.name, source)


def _exported(source: str) -> set[str]:
    return set(re.findall(r"export (?:async )?(?:function|const) (\w+)", source))


def test_nothing_comes_from_elsewhere() -> None:
    for file in EVERYTHING:
        addresses = set(re.findall(r"https?://[\w./-]+\.[\w./-]+", file.read_text()))
        assert addresses <= NAMES_NOT_ADDRESSES, file.name


@pytest.mark.parametrize("dangerous", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("])
def test_text_never_becomes_markup(dangerous: str) -> None:
    assert all(f".{dangerous}" not in script.read_text() for script in SCRIPTS)


def test_elements_named_in_scripts_are_on_the_page() -> None:
    page = (STATIC / "index.html").read_text()
    wanted = {name for script in SCRIPTS for name in re.findall(r'byId\("([\w-]+)"\)', script.read_text())}
    assert [name for name in sorted(wanted) if f'id="{name}"' not in page] == []


def test_both_looks_define_the_same_colours() -> None:
    light, dark = re.findall(r":root[^{]*\{([^}]+)\}", (STATIC / "base.css").read_text())[:2]
    names = [set(re.findall(r"(--[\w-]+):", look)) for look in (light, dark)]
    assert names[0] - names[1] == {"--radius"}
