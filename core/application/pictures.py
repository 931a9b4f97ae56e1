"""What a picture shows, worded and ready to be drawn, and the easel it is drawn on. Draws nothing, asks nothing.

Values are Decimals, in USDT unless a picture says otherwise; times are aware UTC. Texts are in the reader's language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from core.domain.errors import NotPossibleNow
from core.shared import ValueObject


class Theme(StrEnum):
    DARK = "dark"
    LIGHT = "light"


class Tone(StrEnum):
    """What a figure means. A sign or a word beside the colour says the same."""

    GAIN = "gain"
    LOSS = "loss"
    PLAIN = "plain"


def tone_of(value: Decimal | None) -> Tone:
    if not value:
        return Tone.PLAIN
    return Tone.GAIN if value > 0 else Tone.LOSS


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberStyle(ValueObject):
    """How the reader writes numbers: what parts the decimals, and what groups the thousands."""

    point: str = "."
    group: str = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(ValueObject):
    """A name and a figure under the picture."""

    name: str
    figure: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(ValueObject):
    """What all pictures have: a title, a headline figure, facts below, a small line at the foot, a mark across it."""

    title: str
    subtitle: str = ""
    headline: str = ""
    tone: Tone = Tone.PLAIN
    facts: Sequence[Fact] = ()
    footer: str = ""
    watermark: str = ""
    theme: Theme = Theme.DARK
    numbers: NumberStyle = field(default_factory=NumberStyle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(ValueObject):
    """Values over time, oldest first. A stepped line keeps its value until the next point."""

    points: Sequence[tuple[datetime, Decimal]]
    name: str = ""
    is_stepped: bool = False
    is_dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePicture(Picture):
    """One to three lines over time; the first is filled down to `floor`, which is drawn as the line of no gain.

    `unit` stands behind each value of the axis, where it is not money: "%".
    """

    lines: Sequence[Line]
    empty: str
    unit: str = ""
    floor: Decimal | None = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle(ValueObject):
    """Prices of one interval that began at `at`, in quote coin."""

    at: datetime
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal


class Turn(StrEnum):
    """Which way a fill went: into the position or out of it."""

    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(ValueObject):
    """A fill on the chart; bought points up, sold points down."""

    at: datetime
    price: Decimal
    turn: Turn
    is_bought: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(ValueObject):
    """A price with a name: entry, stop-loss, now."""

    price: Decimal
    name: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePicture(Picture):
    """Candles with what was bought and sold; without candles the marks are joined by a line."""

    candles: Sequence[Candle]
    marks: Sequence[Mark]
    levels: Sequence[Level] = ()
    turn_names: Mapping[Turn, str]
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPicture(Picture):
    """A month of daily results; `results` only has days with one. `weekdays` are seven short names from Monday."""

    month: date
    results: Mapping[int, Decimal]
    weekdays: Sequence[str]
    today: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPicture(Picture):
    """A result to be shown to others: the headline large, the way of the price small, a link to the bot."""

    path: Sequence[Decimal] = ()
    tags: Sequence[str] = ()
    link: str = ""


class Easel(Protocol):
    """Draws where it holds nobody up."""

    async def draw(self, picture: Picture) -> bytes:
        """A PNG. Raises NotPossibleNow picture-failed or pictures-busy."""
        ...


class NoEasel:
    """Where nothing can be drawn."""

    async def draw(self, picture: Picture) -> bytes:
        raise NotPossibleNow("picture-failed")
