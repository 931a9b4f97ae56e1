"""What every picture has around its middle: title, headline, facts, foot, watermark. Draws no curve."""

from adapters.pictures.canvas import Box, Canvas
from adapters.pictures.lettering import Weight, fitted, fitting_size, width, writable
from adapters.pictures.palette import Palette, palette_of
from core.application.pictures import Fact, Picture

WIDTH, HEIGHT = 1200, 800
EDGE = 48
FACTS_TOP = 676
FOOT = 778
HEADLINE = 540.0
"""How wide the headline may be, in small letters at the worst."""


class Sheet:
    """A canvas with its colours; `middle` is the room that the frame leaves."""

    def __init__(self, picture: Picture, *, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.colours: Palette = palette_of(picture.theme)
        self.canvas = Canvas(width, height, self.colours.ground)

    def stamp(self, word: str) -> None:
        """A watermark over everything, faint enough to read through and plain enough not to be missed."""
        if word:
            size = fitting_size(word, Weight.BOLD, pixels=230, room=self.canvas.width * 0.8)
            self.canvas.slanted(writable(word), colour=self.colours.quiet, size=size, strength=0.2)


def framed(picture: Picture) -> tuple[Sheet, Box]:
    """A sheet with all but the middle, and the middle's box."""
    sheet = Sheet(picture)
    _head(sheet, picture)
    _facts(sheet, picture)
    _foot(sheet, picture)
    return sheet, (EDGE, 156.0, WIDTH - EDGE, FACTS_TOP - 36.0 if picture.facts else FOOT - 44.0)


def _head(sheet: Sheet, picture: Picture) -> None:
    canvas, colours = sheet.canvas, sheet.colours
    right = WIDTH - EDGE
    headline = fitted(writable(picture.headline), Weight.BOLD, pixels=30, room=HEADLINE)
    size = fitting_size(headline, Weight.BOLD, pixels=56, room=HEADLINE)
    wide = canvas.text(
        (right, 104), headline, size=size, colour=colours.of(picture.tone), weight=Weight.BOLD, anchor="rs"
    )
    room = right - EDGE - wide - 32
    canvas.text((EDGE, 82), picture.title, size=44, colour=colours.text, weight=Weight.STRONG, room=room)
    canvas.text((EDGE, 124), picture.subtitle, size=30, colour=colours.quiet, room=room)


def _facts(sheet: Sheet, picture: Picture) -> None:
    """Side by side in equal shares of the width."""
    if not picture.facts:
        return
    sheet.canvas.line([(EDGE, FACTS_TOP - 22), (WIDTH - EDGE, FACTS_TOP - 22)], sheet.colours.rule, thick=1.5)
    share = (WIDTH - 2 * EDGE) / len(picture.facts)
    for index, fact in enumerate(picture.facts):
        _fact(sheet, fact, left=EDGE + share * index, room=share - 16)


def _fact(sheet: Sheet, fact: Fact, *, left: float, room: float) -> None:
    canvas, colours, name = sheet.canvas, sheet.colours, writable(fact.name)
    small = fitting_size(name, Weight.REGULAR, pixels=26, room=room)
    canvas.text((left, FACTS_TOP + 10), name, size=small, colour=colours.quiet, room=room)
    size = fitting_size(writable(fact.figure), Weight.STRONG, pixels=38, room=room)
    canvas.text(
        (left, FACTS_TOP + 54), fact.figure, size=size, colour=colours.of(fact.tone), weight=Weight.STRONG, room=room
    )


def _foot(sheet: Sheet, picture: Picture) -> None:
    sheet.canvas.text((EDGE, FOOT), picture.footer, size=24, colour=sheet.colours.quiet, room=WIDTH - 2 * EDGE)


def tag(sheet: Sheet, text: str, *, left: float, top: float, size: int = 24) -> float:
    """A word in a rounded box; answers where the next one may begin."""
    canvas, colours = sheet.canvas, sheet.colours
    shown = writable(text)
    wide, tall = width(shown, Weight.STRONG, size), size * 1.8
    canvas.rectangle((left, top, left + wide + size * 1.4, top + tall), colours.panel, radius=tall / 2)
    canvas.text(
        (left + size * 0.7, top + tall / 2), shown, size=size, colour=colours.text, weight=Weight.STRONG, anchor="lm"
    )
    return left + wide + size * 1.4 + 14
