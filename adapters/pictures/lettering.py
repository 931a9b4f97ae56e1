"""Letters: the fonts that come with the project, how wide a text is, and how it is made to fit. Draws nothing.

What the fonts can't write (emoji, other scripts) is left out: an empty box says less than nothing.
"""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
WRITABLE = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x384, 0x3FC), (0x400, 0x45F), (0x490, 0x491))
WRITABLE_SIGNS = frozenset("‐‑‒–—―‘’‚“”„†‡•…‰′″‹›₴€₽₿№™←↑→↓↔↕↖↗↘↙∆−∞≈≠≤≥■□▲△▼▽◆◇●○✓")
MORE = "…"
MINUS = re.compile(r"(?<![\w.,])-(?=\d)")
SMALLEST = 18
"""Logical pixels; below that nothing can be read on a phone."""


class Weight(StrEnum):
    REGULAR = "Regular"
    STRONG = "SemiBold"
    BOLD = "Bold"


@cache
def font(weight: Weight, pixels: int) -> ImageFont.FreeTypeFont:
    """The plain layout engine: the same picture wherever it is drawn."""
    return ImageFont.truetype(FONTS / f"Inter-{weight}.ttf", pixels, layout_engine=ImageFont.Layout.BASIC)


def writable(text: str) -> str:
    """Without what the fonts have no letters for, on one line, with a true minus before figures."""
    kept = (sign if _is_writable(sign) else " " if sign.isspace() else "" for sign in text)
    return MINUS.sub("−", " ".join("".join(kept).split()))


def _is_writable(sign: str) -> bool:
    return sign in WRITABLE_SIGNS or any(first <= ord(sign) <= last for first, last in WRITABLE)


def width(text: str, weight: Weight, pixels: int) -> float:
    return font(weight, pixels).getlength(text)


def fitted(text: str, weight: Weight, *, pixels: int, room: float) -> str:
    """Cut at the end, with a mark, until it is no wider than `room`."""
    if width(text, weight, pixels) <= room:
        return text
    kept = len(text)
    while kept > 1 and width(f"{text[:kept].rstrip()}{MORE}", weight, pixels) > room:
        kept -= 1
    return f"{text[:kept].rstrip()}{MORE}"


def fitting_size(text: str, weight: Weight, *, pixels: int, room: float) -> int:
    """The largest size up to `pixels` in which the text is no wider than `room`."""
    wide = width(text, weight, pixels)
    return pixels if wide <= room else max(SMALLEST, int(pixels * room / wide))
