"""The grid behind a chart: round values on the right, times below. Draws no values itself."""

from dataclasses import dataclass

from adapters.pictures.canvas import Box, Canvas
from adapters.pictures.frame import Sheet
from adapters.pictures.lettering import Weight, width
from adapters.pictures.scales import Scale, moment, round_steps, time_steps, written
from core.application.pictures import NumberStyle

LABEL = 27
GAP = 12.0
BELOW = 46.0
"""Room for the times under the chart."""


@dataclass(frozen=True, slots=True)
class Axes:
    """Where a moment (epoch seconds) and a value are on the sheet; `box` is the chart without its labels."""

    across: Scale
    up: Scale
    box: Box


def axes_in(
    sheet: Sheet,
    room: Box,
    *,
    times: tuple[float, float],
    values: tuple[float, float],
    numbers: NumberStyle,
    unit: str = "",
) -> Axes:
    """Draw the grid into the room and answer where things are."""
    left, top, right, bottom = room
    steps = round_steps(*values)
    step = steps[1] - steps[0] if len(steps) > 1 else 1.0
    labels = [written(value, step, numbers) + unit for value in steps]
    wide = max((width(label, Weight.REGULAR, LABEL) for label in labels), default=0.0)
    box = (left, top, right - wide - GAP, bottom - BELOW)
    up = Scale(*values, box[3], box[1])
    across = Scale(*times, box[0], box[2])
    for value, label in zip(steps, labels, strict=True):
        _row(sheet, up.at(value), label, box=box, right=right)
    _times(sheet.canvas, across, box=box, sheet=sheet)
    return Axes(across, up, box)


def _row(sheet: Sheet, y: float, label: str, *, box: Box, right: float) -> None:
    sheet.canvas.line([(box[0], y), (box[2], y)], sheet.colours.rule)
    sheet.canvas.text((right, y), label, size=LABEL, colour=sheet.colours.quiet, anchor="rm")


def _times(canvas: Canvas, across: Scale, *, box: Box, sheet: Sheet) -> None:
    """Labels that would touch each other or the edge are left out."""
    moments, step = time_steps(across.first, across.last)
    free = box[0]
    for at in moments:
        x, label = across.at(at), moment(at, step, across.last - across.first)
        half = width(label, Weight.REGULAR, LABEL) / 2
        canvas.line([(x, box[3]), (x, box[3] + 6)], sheet.colours.rule, thick=1.5)
        if x - half >= free and x + half <= box[2] + 24:
            canvas.text((x, box[3] + 14), label, size=LABEL, colour=sheet.colours.quiet, anchor="mt")
            free = x + half + 24


def say_empty(sheet: Sheet, room: Box, words: str) -> None:
    """In the middle of where the chart would be."""
    left, top, right, bottom = room
    sheet.canvas.rectangle(room, sheet.colours.panel, radius=18)
    middle = ((left + right) / 2, (top + bottom) / 2)
    sheet.canvas.text(middle, words, size=34, colour=sheet.colours.quiet, anchor="mm", room=right - left - 60)
