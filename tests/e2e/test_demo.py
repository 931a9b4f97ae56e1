"""The demo is the great end-to-end test: real bot, real protocols, a whole story, and books that must agree."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from adapters.sandbox.demo.cast import FOLLOWERS
from adapters.sandbox.demo.play import CHAPTERS, play


@pytest.fixture(scope="module")
def told() -> tuple[int, Sequence[str]]:
    """One performance for all tests of this file: the exit code and every printed line."""
    lines: list[str] = []
    code = asyncio.run(play(lines.append))
    return code, [part for line in lines for part in line.splitlines()]


def test_the_story_ends_with_equal_books(told: tuple[int, Sequence[str]]) -> None:
    code, lines = told
    assert code == 0, "\n".join(lines[-120:])
    assert "Every book agrees." in lines
    assert sum(line.endswith("equal") or "  equal (" in line for line in lines) == 4 * len(FOLLOWERS)


def test_every_chapter_is_played_once(told: tuple[int, Sequence[str]]) -> None:
    _, lines = told
    headings = [line for line in lines if line.startswith("──")]
    assert len(headings) == len(CHAPTERS) + 1


def test_fills_show_price_deviation_and_delay(told: tuple[int, Sequence[str]]) -> None:
    _, lines = told
    english = re.compile(r": [\d,.]+\. You: (?:[\d.]+% (?:worse|better) \([\d.]+ bps\)|the same price), [\d.]+ s later")
    assert sum(english.search(line) is not None for line in lines) >= 10


def test_a_mighty_key_is_refused_and_one_is_liquidated(told: tuple[int, Sequence[str]]) -> None:
    _, lines = told
    assert any("This key can withdraw money. I refuse it" in line for line in lines)
    assert any(line.startswith("Cleo") and "Liquidated by Bitget" in line for line in lines)
    assert not any(line.startswith(("Ann", "Bohdan")) and "🔥" in line for line in lines)


def test_keys_never_stand_whole_on_the_screen(told: tuple[int, Sequence[str]]) -> None:
    _, lines = told
    assert not any(re.search(r"[0-9a-f]{32}", line) for line in lines)
