"""Pictures: valid PNGs of their size whatever is drawn, and the properties that a reader relies on, pixel by pixel."""

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from adapters.pictures.drawing import drawn
from adapters.pictures.lettering import Weight, fitted, font, width, writable
from adapters.pictures.month import short_money
from adapters.pictures.palette import DARK, LIGHT, Colour
from adapters.pictures.prices import near_levels
from adapters.pictures.scales import Scale, moment, padded, round_steps, time_steps, written
from core.application.pictures import CardPicture, Line, NumberStyle, Picture, Theme, Tone
from tests.pictures import samples as s

SAMPLES = s.samples()
Pixels = NDArray[np.uint8]


def pixels(picture: Picture) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(drawn(picture))))


def has(image: Pixels, colour: Colour) -> bool:
    return bool((image == np.array(colour)).all(axis=-1).any())


@pytest.mark.parametrize("name", SAMPLES)
def test_every_picture_is_a_png_of_its_size(name: str) -> None:
    picture = SAMPLES[name]
    image = Image.open(io.BytesIO(drawn(picture)))
    assert (image.format, image.size) == ("PNG", (1200, 675 if isinstance(picture, CardPicture) else 800))


def test_the_theme_decides_the_ground() -> None:
    for theme, palette in ((Theme.DARK, DARK), (Theme.LIGHT, LIGHT)):
        assert tuple(pixels(s.curve(theme=theme))[3, -3]) == palette.ground


def test_a_rising_curve_ends_above_its_beginning() -> None:
    points = [(s.START + timedelta(hours=hour), Decimal(hour)) for hour in range(50)]
    image = pixels(s.curve(Line(points=points), facts=(), headline=""))
    rows, columns = np.nonzero((image == np.array(DARK.gain)).all(axis=-1))
    assert rows[columns == columns.max()].mean() < rows[columns == columns.min()].mean() - 300


def test_gain_and_loss_have_their_colours_and_no_other() -> None:
    gained, lost = pixels(s.card()), pixels(s.card(tone=Tone.LOSS, headline="-4.07%"))
    assert has(gained, DARK.gain)
    assert not has(gained, DARK.loss)
    assert has(lost, DARK.loss)
    assert not has(lost, DARK.gain)


def test_a_watermark_lies_over_everything() -> None:
    """Over the boxes of a calendar too: it can't be cropped away."""
    plain, marked = s.month(s.GOOD_DAYS), s.month(s.GOOD_DAYS, watermark="PAPER")
    changed = (pixels(plain) != pixels(marked)).any(axis=-1)
    assert changed.mean() > 0.05
    assert changed[200:650, 300:900].any(axis=0).mean() > 0.9


def test_the_same_picture_is_drawn_the_same() -> None:
    assert drawn(s.card()) == drawn(s.card())


def test_hidden_amounts_leave_no_trace() -> None:
    """What isn't in the picture's facts is nowhere: the card knows no amount of its own."""
    assert not {"amount", "quantity", "result"} & set(CardPicture.__dataclass_fields__)


def test_far_levels_do_not_flatten_the_chart() -> None:
    shown = s.candles(96)
    kept = [level.name for level in near_levels(s.prices(shown, [], levels=s.levels(shown)))]
    assert "liquidation" not in kept
    assert len(kept) == 3


def test_a_kind_nobody_draws_is_said_so() -> None:
    with pytest.raises(TypeError):
        drawn(Picture(title="?"))


@pytest.mark.parametrize("sign", [*"0123456789+−−%.,·▲▼→…'’₴", *"АБВГҐДЕЄЖЗИІЇЙабвгґдеєжзиіїйьюя", *"ABCxyzÄéłř"])
def test_the_fonts_have_every_letter_we_use(sign: str) -> None:
    for weight in Weight:
        assert bytes(font(weight, 40).getmask(sign)) != bytes(font(weight, 40).getmask("\uffff")), sign


def test_what_can_not_be_written_is_left_out() -> None:
    assert writable("Ann 🚀🚀 the\n漢字 Leader -5") == "Ann the Leader −5"
    assert writable("up-to-date 10-20") == "up-to-date 10-20"


def test_a_long_text_is_cut_to_its_room() -> None:
    shown = fitted(s.LONG, Weight.BOLD, pixels=40, room=300)
    assert shown.endswith("…")
    assert width(shown, Weight.BOLD, 40) <= 300


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.2, 17.9), (1e-9, 3e-9), (-1e30, 1e30), (64_000, 64_001)])
def test_steps_are_round_few_and_inside(low: float, high: float) -> None:
    steps = round_steps(low, high)
    assert 2 <= len(steps) <= 7
    assert low - (high - low) / 1e6 <= min(steps) < max(steps) <= high + (high - low) / 1e6


@pytest.mark.parametrize("days", [0.01, 0.3, 1, 3, 12, 40, 200, 900, 4000])
def test_times_on_the_axis_are_few_and_inside(days: float) -> None:
    first = s.START.timestamp()
    moments, step = time_steps(first, first + days * 86_400)
    assert len(moments) <= 9
    assert all(first <= at <= first + days * 86_400 for at in moments)
    assert all(moment(at, step, days * 86_400) for at in moments)


def test_a_range_without_width_gets_some() -> None:
    low, high = padded([5.0, 5.0])
    assert low < 5 < high
    assert Scale(3, 3, 0, 10).at(3) == 5


@pytest.mark.parametrize(
    ("value", "step", "shown"),
    [(0, 1, "0"), (1500, 500, "1 500"), (-0.5, 0.5, "-0,5"),
     (0.25, 0.25, "0,25"), (64_050, 50, "64 050"), (2e6, 1e6, "2M")],
)  # fmt: skip
def test_values_are_written_in_the_readers_way(value: float, step: float, shown: str) -> None:
    assert written(value, step, s.UKRAINIAN) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("12.4", "+12.40"), ("-123.4", "−123.4"), ("0", "0.00"), ("15230", "+15.2k"), ("-2500000", "−2.5M")],
)
def test_a_small_box_has_a_short_signed_figure(value: str, shown: str) -> None:
    assert short_money(Decimal(value), NumberStyle()) == shown


def test_infinite_values_do_not_stop_the_drawing() -> None:
    line = Line(points=[(s.START, Decimal("NaN")), (s.START + timedelta(days=1), Decimal("1e400"))])
    assert drawn(replace(s.curve(), lines=[line]))
