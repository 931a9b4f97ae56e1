"""How many lines a text takes on a narrow phone, about: letters of one width, words kept whole, empty lines aside.

Opens no browser.
"""

import html
import re
import textwrap

LETTERS, CYRILLIC_LETTERS = 41, 37
"""On a line of a message, as `make tour` sees them in the widest of the usual fonts."""

MOST_LINES = 12
_CYRILLIC = re.compile("[а-яіїєґ]")
_TAG = re.compile(r"<[^>]+>")


def drawn_lines(text: str) -> int:
    letters = CYRILLIC_LETTERS if _CYRILLIC.search(text) else LETTERS
    return sum(len(textwrap.wrap(line, letters)) for line in _plain(text).splitlines())


def _plain(text: str) -> str:
    """A table scrolls sideways and never wraps: its lines are cut to fit. Times are shown without their zone."""
    cut = re.sub(r"<pre>(.*?)</pre>", lambda found: _narrow(found[1]), text, flags=re.DOTALL)
    return html.unescape(_TAG.sub("", cut.replace(" UTC</tg-time>", "</tg-time>")))


def _narrow(table: str) -> str:
    return "\n".join(row[:CYRILLIC_LETTERS].replace(" ", "_") for row in table.splitlines())
