"""A month of daily results: a box per day, stronger the larger the result. Computes nothing."""

from calendar import Calendar
from decimal import Decimal

from adapters.pictures.canvas import Box
from adapters.pictures.frame import Sheet, framed
from adapters.pictures.lettering import Weight, fitting_size
from adapters.pictures.palette import mixed
from adapters.pictures.scales import BEYOND, LETTERS, dressed, number
from core.application.pictures import CalendarPicture, NumberStyle, Tone, tone_of

GAP = 10.0
HEAD = 38.0
SHORTENED = 10_000
FAINTEST, STRONGEST = 0.14, 0.5


def draw_calendar(picture: CalendarPicture) -> Sheet:
    sheet, room = framed(picture)
    left, top, right, bottom = room
    weeks = Calendar().monthdayscalendar(picture.month.year, picture.month.month)
    wide, tall = (right - left + GAP) / 7, (bottom - top - HEAD + GAP) / len(weeks)
    for column, name in enumerate(picture.weekdays[:7]):
        middle = (left + wide * column + (wide - GAP) / 2, top + 14)
        sheet.canvas.text(middle, name, size=26, colour=sheet.colours.quiet, anchor="mm", room=wide)
    for row, week in enumerate(weeks):
        for column, day in enumerate(week):
            x, y = left + wide * column, top + HEAD + tall * row
            _day(sheet, picture, day, box=(x, y, x + wide - GAP, y + tall - GAP)) if day else None
    return sheet


def _day(sheet: Sheet, picture: CalendarPicture, day: int, *, box: Box) -> None:
    result = picture.results.get(day)
    is_today = picture.today == picture.month.replace(day=day)
    outline = sheet.colours.accent if is_today else None
    sheet.canvas.rectangle(box, _ground(sheet, picture, result), radius=10, outline=outline)
    left, top, right, bottom = box
    sheet.canvas.text((left + 10, top + 26), str(day), size=23, colour=sheet.colours.quiet)
    if result is None:
        return
    shown = short_money(result, picture.numbers)
    size = fitting_size(shown, Weight.STRONG, pixels=31, room=right - left - 16)
    colour = sheet.colours.text if tone_of(result) is Tone.PLAIN else sheet.colours.of(tone_of(result))
    place = ((left + right) / 2, bottom - 23)
    sheet.canvas.text(place, shown, size=size, colour=colour, weight=Weight.STRONG, anchor="mm")


def _ground(sheet: Sheet, picture: CalendarPicture, result: Decimal | None) -> tuple[int, int, int]:
    """Days without a result are plain; the month's largest is the strongest."""
    colours = sheet.colours
    if not result:
        return colours.panel
    largest = max(abs(number(value)) for value in picture.results.values())
    share = abs(number(result)) / largest
    return mixed(colours.of(tone_of(result)), colours.ground, FAINTEST + (STRONGEST - FAINTEST) * share * 0.5)


def short_money(value: Decimal, numbers: NumberStyle) -> str:
    """Signed, with as many decimals as a small box takes; large ones with a letter."""
    sign = {True: "+", False: "−"}[value > 0] if value else ""
    size = abs(number(value))
    if size >= BEYOND:
        return f"{sign}{size:.0e}".replace("e+", "e")
    steps = (*LETTERS, (1000, "k") if size >= SHORTENED else (1, ""))
    large, letter = next((step, name) for step, name in steps if size >= step or step == 1)
    shown = size / large
    decimals = 0 if shown >= 1000 else 1 if shown >= 100 or letter else 2
    return sign + dressed(f"{shown:,.{decimals}f}", numbers) + letter
