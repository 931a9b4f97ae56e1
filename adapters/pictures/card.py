"""The card to be shown to others: one large figure, the way of the price behind it, tags, the bot's link."""

from collections.abc import Sequence
from decimal import Decimal

from adapters.pictures.frame import EDGE, Sheet, tag
from adapters.pictures.lettering import Weight, fitting_size, width, writable
from adapters.pictures.palette import mixed
from adapters.pictures.scales import Scale, number, padded
from core.application.pictures import CardPicture, Fact

WIDTH, HEIGHT = 1200, 675
PATH = (600.0, 175.0, WIDTH - EDGE, 420.0)
FACTS, LINK = 496, 620.0


def draw_card(picture: CardPicture) -> Sheet:
    sheet = Sheet(picture, width=WIDTH, height=HEIGHT)
    colour = sheet.colours.of(picture.tone)
    sheet.canvas.rectangle((0, 0, 14, HEIGHT), colour)
    _path(sheet, picture.path, colour)
    _head(sheet, picture)
    _headline(sheet, picture)
    _facts(sheet, picture.facts)
    _foot(sheet, picture)
    return sheet


def _head(sheet: Sheet, picture: CardPicture) -> None:
    left, room = float(EDGE), WIDTH - 2 * EDGE
    size = fitting_size(writable(picture.title), Weight.BOLD, pixels=50, room=room * 0.62)
    wide = sheet.canvas.text(
        (left, 92), picture.title, size=max(size, 34), colour=sheet.colours.text, weight=Weight.BOLD, room=room * 0.62
    )
    left += wide + 28
    for word in picture.tags:
        if left + width(writable(word), Weight.STRONG, 29) + 60 <= WIDTH - EDGE:
            left = tag(sheet, word, left=left, top=47, size=29)
    sheet.canvas.text((EDGE, 144), picture.subtitle, size=32, colour=sheet.colours.quiet, room=room)


def _headline(sheet: Sheet, picture: CardPicture) -> None:
    size = fitting_size(writable(picture.headline), Weight.BOLD, pixels=132, room=WIDTH - 2 * EDGE)
    colour = sheet.colours.of(picture.tone)
    sheet.canvas.text((EDGE - 4, 348), picture.headline, size=size, colour=colour, weight=Weight.BOLD)


def _path(sheet: Sheet, path: Sequence[Decimal], colour: tuple[int, int, int]) -> None:
    """Faint, behind the figures: it tells a shape, not values."""
    if len(path) < 2:
        return
    left, top, right, bottom = PATH
    values = [number(value) for value in path]
    across, up = Scale(0, len(values) - 1, left, right), Scale(*padded(values), bottom, top)
    spots = [(across.at(index), up.at(value)) for index, value in enumerate(values)]
    faint = mixed(colour, sheet.colours.ground, 0.42)
    sheet.canvas.fading(spots, bottom, mixed(colour, sheet.colours.ground, 0.5))
    sheet.canvas.line(spots, faint, thick=4)
    sheet.canvas.dot(spots[-1], 9, faint, outline=sheet.colours.ground)


def _facts(sheet: Sheet, facts: Sequence[Fact]) -> None:
    if not facts:
        return
    sheet.canvas.line([(EDGE, FACTS - 46), (WIDTH - EDGE, FACTS - 46)], sheet.colours.rule, thick=1.5)
    share = (WIDTH - 2 * EDGE) / max(3, len(facts))
    for index, fact in enumerate(facts):
        left, room = EDGE + share * index, share - 20
        sheet.canvas.text((left, FACTS), fact.name, size=28, colour=sheet.colours.quiet, room=room)
        size = fitting_size(writable(fact.figure), Weight.STRONG, pixels=44, room=room)
        colour = sheet.colours.of(fact.tone)
        sheet.canvas.text((left, FACTS + 52), fact.figure, size=size, colour=colour, weight=Weight.STRONG, room=room)


def _foot(sheet: Sheet, picture: CardPicture) -> None:
    """Who made it, and where to find it."""
    canvas, colours = sheet.canvas, sheet.colours
    canvas.rectangle((14, HEIGHT - 76, WIDTH, HEIGHT), colours.panel)
    wide = canvas.text(
        (WIDTH - EDGE, HEIGHT - 38),
        picture.link,
        size=31,
        colour=colours.accent,
        weight=Weight.STRONG,
        anchor="rm",
        room=LINK,
    )
    room = WIDTH - 2 * EDGE - wide - 30
    canvas.text((EDGE, HEIGHT - 38), picture.footer, size=25, colour=colours.quiet, anchor="lm", room=room)
