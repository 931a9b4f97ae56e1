"""Values over time as lines: equity, a preview, mine beside the leader's. Computes nothing."""

import itertools
import math
from collections.abc import Sequence

from adapters.pictures.axes import Axes, axes_in, say_empty
from adapters.pictures.canvas import Spot
from adapters.pictures.frame import Sheet, framed
from adapters.pictures.palette import Colour
from adapters.pictures.scales import number, padded, seconds, span_of
from core.application.pictures import CurvePicture, Line, Tone

DASH, PAUSE, PIECE = 13.0, 9.0, 4.0
MOST_POINTS = 1500
"""More than the sheet has columns shows nothing more."""


def draw_curve(picture: CurvePicture) -> Sheet:
    sheet, room = framed(picture)
    lines = [line for line in picture.lines if line.points]
    if not lines:
        say_empty(sheet, room, picture.empty)
        return sheet
    left, top, right, bottom = room
    named = [line for line in lines if line.name]
    axes = axes_in(
        sheet,
        (left, top + (40.0 if named else 0.0), right, bottom),
        times=span_of([at for line in lines for at, _ in line.points]),
        values=padded(_values(picture, lines)),
        numbers=picture.numbers,
        unit=picture.unit,
    )
    _floor(sheet, axes, picture)
    colours = (_first_colour(sheet, picture), *sheet.colours.lines()[1:])
    for index, line in reversed(list(enumerate(lines[: len(colours)]))):
        _line(sheet, axes, line, colour=colours[index], base=_base(axes, picture) if index == 0 else None)
    _legend(sheet, lines, colours, at=(left, top + 8)) if named else None
    return sheet


def _values(picture: CurvePicture, lines: Sequence[Line]) -> list[float]:
    values = [number(value) for line in lines for _, value in line.points]
    return values if picture.floor is None else [*values, number(picture.floor)]


def _first_colour(sheet: Sheet, picture: CurvePicture) -> Colour:
    return sheet.colours.accent if picture.tone is Tone.PLAIN else sheet.colours.of(picture.tone)


def _base(axes: Axes, picture: CurvePicture) -> float:
    return axes.box[3] if picture.floor is None else axes.up.at(number(picture.floor))


def _floor(sheet: Sheet, axes: Axes, picture: CurvePicture) -> None:
    if picture.floor is not None:
        y = axes.up.at(number(picture.floor))
        sheet.canvas.dashes((axes.box[0], y), (axes.box[2], y), sheet.colours.quiet, thick=1.5)


def _line(sheet: Sheet, axes: Axes, line: Line, *, colour: Colour, base: float | None) -> None:
    spots = _spots(axes, line)
    if base is not None:
        sheet.canvas.fading(spots, base, colour)
    if line.is_dashed:
        for begin, end in _strokes(spots):
            sheet.canvas.line([begin, end], colour, thick=3)
    else:
        sheet.canvas.line(spots, colour, thick=3.5)
    sheet.canvas.dot(spots[-1], 7, colour, outline=sheet.colours.ground)


def _spots(axes: Axes, line: Line) -> list[Spot]:
    every = -(-len(line.points) // MOST_POINTS)
    kept = [*line.points[:-1:every], line.points[-1]]
    spots = [(axes.across.at(seconds(at)), axes.up.at(number(value))) for at, value in kept]
    if not line.is_stepped:
        return spots
    corners = [(after[0], before[1]) for before, after in itertools.pairwise(spots)]
    return [spots[0], *(spot for pair in zip(corners, spots[1:], strict=True) for spot in pair)]


def _strokes(spots: Sequence[Spot]) -> list[tuple[Spot, Spot]]:
    """The small pieces of the way that its dashes consist of."""
    strokes: list[tuple[Spot, Spot]] = []
    walked = 0.0
    for begin, end in itertools.pairwise(spots):
        length = math.hypot(end[0] - begin[0], end[1] - begin[1])
        pieces = math.ceil(length / PIECE)
        for piece in range(pieces):
            if walked % (DASH + PAUSE) < DASH:
                strokes.append((_along(begin, end, piece / pieces), _along(begin, end, (piece + 1) / pieces)))
            walked += length / pieces
    return strokes


def _along(begin: Spot, end: Spot, share: float) -> Spot:
    return begin[0] + (end[0] - begin[0]) * share, begin[1] + (end[1] - begin[1]) * share


def _legend(sheet: Sheet, lines: Sequence[Line], colours: Sequence[Colour], *, at: Spot) -> None:
    """A piece of each line beside its name: dashed ones are dashed here too."""
    x, y = at
    for line, colour in zip(lines, colours, strict=False):
        if line.name:
            end = (x + 40, y)
            draw = sheet.canvas.dashes if line.is_dashed else None
            draw((x, y), end, colour, thick=4) if draw else sheet.canvas.line([(x, y), end], colour, thick=4)
            x += 52 + sheet.canvas.text((x + 52, y), line.name, size=28, colour=sheet.colours.text, anchor="lm") + 36
