"""A price over time with what was bought and sold: candles, marks, named levels. Computes nothing."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

from adapters.pictures.axes import Axes, axes_in, say_empty
from adapters.pictures.frame import Sheet, framed
from adapters.pictures.lettering import Weight, fitted, width, writable
from adapters.pictures.palette import Colour, mixed
from adapters.pictures.scales import number, padded, seconds, span_of
from core.application.pictures import Candle, Level, Mark, PricePicture, Tone, Turn

MARK = 15.0
LEVEL_ROOM, NAME = 340.0, 25
FAR = 2.5
"""A level farther away than so many times the price's own range is left off: it would flatten the chart."""


def draw_prices(picture: PricePicture) -> Sheet:
    sheet, room = framed(picture)
    if not picture.candles and not picture.marks:
        say_empty(sheet, room, picture.empty)
        return sheet
    left, top, right, bottom = room
    levels = near_levels(picture)
    values = [number(price) for price in (*_own_prices(picture), *(level.price for level in levels))]
    times = [candle.at for candle in picture.candles] + [mark.at for mark in picture.marks]
    axes = axes_in(
        sheet,
        (left, top + 40, right, bottom),
        times=with_air(span_of(times)),
        values=padded(values),
        numbers=picture.numbers,
    )
    _levels(sheet, axes, levels)
    _candles(sheet, axes, picture.candles) if picture.candles else _way(sheet, axes, picture.marks)
    for mark in picture.marks:
        _mark(sheet, axes, mark)
    _names(sheet, axes, levels)
    _legend(sheet, picture, left=left, y=top + 8)
    return sheet


def with_air(times: tuple[float, float]) -> tuple[float, float]:
    """So that a mark at the end stays off the figures."""
    first, last = times
    return first - (last - first) * 0.015, last + (last - first) * 0.025


def _own_prices(picture: PricePicture) -> list[Decimal]:
    return [
        *(price for candle in picture.candles for price in (candle.low, candle.high)),
        *(mark.price for mark in picture.marks),
    ]


def near_levels(picture: PricePicture) -> list[Level]:
    own = [number(price) for price in _own_prices(picture)]
    low, high = padded(own)
    air = (high - low) * FAR
    return [level for level in picture.levels if low - air <= number(level.price) <= high + air]


def _candles(sheet: Sheet, axes: Axes, candles: Sequence[Candle]) -> None:
    """Rising ones are hollow, falling ones full: no colour is needed to tell."""
    places = [axes.across.at(seconds(candle.at)) for candle in candles]
    gaps = [after - before for before, after in itertools.pairwise(places)]
    half = max(1.0, min(9.0, (min(gaps) if gaps else 18.0) * 0.34))
    for x, candle in zip(places, candles, strict=True):
        _candle(sheet, axes, candle, x=x, half=half)


def _candle(sheet: Sheet, axes: Axes, candle: Candle, *, x: float, half: float) -> None:
    rises = candle.close >= candle.open
    colour = sheet.colours.gain if rises else sheet.colours.loss
    high, low = axes.up.at(number(candle.high)), axes.up.at(number(candle.low))
    ends = sorted((axes.up.at(number(candle.open)), axes.up.at(number(candle.close))))
    sheet.canvas.line([(x, high), (x, low)], colour, thick=1.5)
    fill = mixed(colour, sheet.colours.ground, 0.12) if rises and half > 2 else colour
    sheet.canvas.rectangle((x - half, ends[0], x + half, max(ends[1], ends[0] + 1)), fill, outline=colour)


def _way(sheet: Sheet, axes: Axes, marks: Sequence[Mark]) -> None:
    spots = [(axes.across.at(seconds(mark.at)), axes.up.at(number(mark.price))) for mark in marks]
    sheet.canvas.line(spots, sheet.colours.accent, thick=2.5)


def _levels(sheet: Sheet, axes: Axes, levels: Sequence[Level]) -> None:
    for level in levels:
        y = axes.up.at(number(level.price))
        sheet.canvas.dashes((axes.box[0], y), (axes.box[2], y), _colour(sheet, level), thick=1.5)


def _colour(sheet: Sheet, level: Level) -> Colour:
    return sheet.colours.accent if level.tone is Tone.PLAIN else sheet.colours.of(level.tone)


def _names(sheet: Sheet, axes: Axes, levels: Sequence[Level]) -> None:
    """At the left end, none upon another."""
    taken: list[float] = []
    for level in levels:
        y = axes.up.at(number(level.price))
        place = next((spot for spot in (y - 7, y + 31) if all(abs(spot - other) >= 32 for other in taken)), None)
        if place is not None:
            _name(sheet, level, left=axes.box[0] + 6, y=place)
            taken.append(place)


def _name(sheet: Sheet, level: Level, *, left: float, y: float) -> None:
    """On a patch of the ground, so that candles behind don't make it unreadable."""
    shown = fitted(writable(level.name), Weight.STRONG, pixels=NAME, room=LEVEL_ROOM)
    wide = width(shown, Weight.STRONG, NAME)
    sheet.canvas.rectangle((left - 4, y - 23, left + wide + 4, y + 7), sheet.colours.ground, radius=4)
    sheet.canvas.text((left, y), shown, size=NAME, colour=_colour(sheet, level), weight=Weight.STRONG)


def _mark(sheet: Sheet, axes: Axes, mark: Mark) -> None:
    """Bought points up from below, sold points down from above; entries are full, exits hollow."""
    x, y = axes.across.at(seconds(mark.at)), axes.up.at(number(mark.price))
    _arrow(sheet, x, y, turn=mark.turn, is_up=mark.is_bought)


def _arrow(sheet: Sheet, x: float, y: float, *, turn: Turn, is_up: bool) -> None:
    down = 1 if is_up else -1
    points = [(x, y + down * 3), (x - MARK, y + down * (MARK * 1.7 + 3)), (x + MARK, y + down * (MARK * 1.7 + 3))]
    colours = sheet.colours
    fill = colours.text if turn is Turn.ENTRY else colours.ground
    sheet.canvas.polygon(points, fill, outline=colours.ground if turn is Turn.ENTRY else colours.text)
    sheet.canvas.dot((x, y), 4, colours.text, outline=colours.ground)


def _legend(sheet: Sheet, picture: PricePicture, *, left: float, y: float) -> None:
    turns = [turn for turn in Turn if any(mark.turn is turn for mark in picture.marks)]
    for turn in turns:
        is_up = next(mark.is_bought for mark in picture.marks if mark.turn is turn)
        _arrow(sheet, left + MARK, y - 14 if is_up else y + 14, turn=turn, is_up=is_up)
        name = picture.turn_names[turn]
        wide = sheet.canvas.text(
            (left + 2 * MARK + 10, y), name, size=28, colour=sheet.colours.text, anchor="lm", room=300
        )
        left += 2 * MARK + 10 + wide + 40
