"""What is too long for a phone: as many lines as fit, the rest on further pages. Knows no words and no screen."""

import html
import re
import textwrap
from collections.abc import Sequence

from bot.texts import Html

MOST_LINES = 12
"""Of one message, empty ones aside."""

MORE = 1
"""The line that says how many are left."""

LETTERS = 36
"""On a line, where they are widest: a screen rather has a line too few than one too many."""

_TIME = re.compile(r"<tg-time [^>]*>.*?</tg-time>")
_LONG_AGO = "59_minutes_ago"
_TAG = re.compile(r"<[^>]+>")


def height(text: Html) -> int:
    """In lines as they are drawn, about."""
    plain = html.unescape(_TAG.sub("", _TIME.sub(_LONG_AGO, text)))
    return sum(len(textwrap.wrap(line, LETTERS)) for line in plain.splitlines())


def folded(items: Sequence[Html], *, first: int, later: int) -> Sequence[Sequence[Html]]:
    """Pages of so many lines, in the order of the items. Where there is a next page, one line is left to say so; each
    page has something, however large it is.
    """
    if sum(map(height, items)) <= first:
        return [items]
    pages: list[list[Html]] = [[]]
    left = first - MORE
    for item in items:
        if height(item) > left and pages[-1]:
            pages.append([])
            left = later - MORE
        pages[-1].append(item)
        left -= height(item)
    return pages
