"""How a message must look on a phone: no raw keys, no markers, no wall of text, tables that fit. Opens no page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adapters.sandbox.demo.phrasebook import LOCALES

MOST_LINES = 12
"""Of a message as it is drawn on a phone, empty ones aside."""

MOST_COLUMNS = 30
LONGEST_LABEL = 40

_KEY = re.compile(r"^([a-z][a-z0-9_-]*) =", re.MULTILINE)
_LIKE_A_KEY = re.compile(r"(?<![\w/-])[a-z]+(?:[-_][a-z0-9]+)+(?![\w-])")
_MARKERS = ("{", "}", "None", "Decimal(", "???", "undefined", "NaN", "<b>", "<code>", "&lt;", "&amp;")
_CODE = re.compile(r"(?<![\w/.?=])(?:(?:[a-z]+_)+[a-z]+|[A-Z]+(?:_[A-Z]+)+)(?![\w?])")
_LONG_FRACTION = re.compile(r"\d[.,]\d{9,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One message as the page draws it: `lines` counts drawn lines that are not empty."""

    text: str
    lines: int
    tables: Sequence[str] = ()
    labels: Sequence[str] = ()


def known_keys() -> frozenset[str]:
    """Names of the texts themselves: none of them is ever to be read in a chat."""
    return frozenset(_KEY.findall((LOCALES / "en.ftl").read_text(encoding="utf-8")))


def flaws_of(shown: Shown, keys: frozenset[str]) -> Sequence[str]:
    return [
        *(f"raw key {word}" for word in _words((shown.text, *shown.labels), keys)),
        *(f"marker {mark}" for mark in _MARKERS if any(mark in part for part in (shown.text, *shown.labels))),
        *(f"raw code {code}" for code in _CODE.findall(shown.text)),
        *(f"too many digits: {figure}" for figure in _LONG_FRACTION.findall(shown.text)),
        *([f"{shown.lines} lines of text: {shown.text[:30]}"] if shown.lines > MOST_LINES else []),
        *(f"{len(line)} columns in a table: {line}" for line in _wide(shown.tables)),
        *(f"a label of {len(label)} letters: {label}" for label in shown.labels if len(label) > LONGEST_LABEL),
    ]


def _words(parts: Iterable[str], keys: frozenset[str]) -> Sequence[str]:
    return [word for part in parts for word in _LIKE_A_KEY.findall(part) if word in keys]


def _wide(tables: Iterable[str]) -> Sequence[str]:
    return [line for table in tables for line in table.splitlines() if len(line) > MOST_COLUMNS]
