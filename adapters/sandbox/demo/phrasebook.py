"""What people recognise on their screens: the texts of locales/ as patterns, so that a story words nothing itself.

Reads the Fluent files, never the bot's code; a changed text changes what people look for, too.
"""

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from fluent.syntax import FluentParser, ast

from adapters.sandbox.demo.trouble import StoryBroken

LOCALES = Path(__file__).parents[3] / "locales"
SOURCE_LANGUAGE = "en"
_SLOT = re.compile("\0(\\w*)\0")
_TAG = re.compile(r"<[^>]*>")


class Phrasebook:
    """One language's messages by key, and the source language's for who is not addressed in the own one yet."""

    def __init__(self, own: dict[str, str], source: dict[str, str]) -> None:
        self._own, self._source = own, source

    def pattern(self, words: str, **values: str) -> re.Pattern[str]:
        """A key of the texts, with known values filled in and the others open; anything else is taken literally."""
        if words not in self._source:
            return re.compile(re.escape(words))
        texts = {book[words] for book in (self._own, self._source) if words in book}
        return re.compile("|".join(_open(text, values) for text in sorted(texts)), re.DOTALL)

    def says(self, key: str) -> str:
        """A message without open places, as it stands on the screen."""
        text = self._own.get(key) or self._source[key]
        if "\0" in text:
            raise StoryBroken(f"{key} is no plain text")
        return text


@lru_cache
def phrasebook(language: str) -> Phrasebook:
    own = _read(language) if (LOCALES / f"{language}.ftl").is_file() else {}
    return Phrasebook(own, _read(SOURCE_LANGUAGE))


def _open(text: str, values: Mapping[str, str]) -> str:
    """The text as a pattern: what is not among the values may be anything."""
    pieces = _SLOT.split(text)
    literal = [re.escape(piece) for piece in pieces[::2]]
    slots = [re.escape(values[name]) if name in values else ".*?" for name in pieces[1::2]]
    return "".join(part for pair in zip_longest(literal, slots, fillvalue="") for part in pair)


def _read(language: str) -> dict[str, str]:
    resource = FluentParser().parse((LOCALES / f"{language}.ftl").read_text(encoding="utf-8"))
    messages = (entry for entry in resource.body if isinstance(entry, ast.Message))
    return {message.id.name: _flat(message.value) for message in messages if message.value is not None}


def _flat(pattern: ast.Pattern) -> str:
    """The text as people see it, with every variable place as \\0name\\0."""
    marked = "".join(_element(element) for element in pattern.elements)
    return html.unescape(_TAG.sub("", marked))


def _element(element: ast.TextElement | ast.Placeable) -> str:
    if isinstance(element, ast.TextElement):
        return str(element.value)
    inner = element.expression
    if isinstance(inner, ast.StringLiteral):
        return str(inner.value)
    return f"\0{inner.id.name}\0" if isinstance(inner, ast.VariableReference) else "\0\0"
