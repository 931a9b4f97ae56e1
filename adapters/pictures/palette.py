"""Colours of the pictures, dark and light. Gain and loss are teal and orange: told apart with every kind of sight.

No meaning hangs on a colour alone; signs, words and shapes say the same.
"""

from dataclasses import dataclass

from core.application.pictures import Theme, Tone

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    ground: Colour
    panel: Colour
    rule: Colour
    text: Colour
    quiet: Colour
    gain: Colour
    loss: Colour
    accent: Colour
    second: Colour
    third: Colour

    def of(self, tone: Tone) -> Colour:
        return {Tone.GAIN: self.gain, Tone.LOSS: self.loss, Tone.PLAIN: self.text}[tone]

    def lines(self) -> tuple[Colour, Colour, Colour]:
        return self.accent, self.second, self.third


DARK = Palette(
    ground=(14, 19, 28),
    panel=(23, 30, 43),
    rule=(44, 54, 71),
    text=(240, 244, 250),
    quiet=(146, 159, 180),
    gain=(45, 212, 176),
    loss=(255, 155, 84),
    accent=(94, 176, 255),
    second=(240, 200, 90),
    third=(205, 150, 240),
)
LIGHT = Palette(
    ground=(255, 255, 255),
    panel=(243, 246, 250),
    rule=(218, 225, 234),
    text=(18, 26, 38),
    quiet=(91, 104, 124),
    gain=(0, 128, 106),
    loss=(190, 78, 8),
    accent=(20, 108, 200),
    second=(140, 100, 0),
    third=(125, 60, 165),
)


def palette_of(theme: Theme) -> Palette:
    return DARK if theme is Theme.DARK else LIGHT


def mixed(front: Colour, back: Colour, share: float) -> Colour:
    """`share` (0 to 1) of the front over the back."""
    red, green, blue = (round(f * share + b * (1 - share)) for f, b in zip(front, back, strict=True))
    return red, green, blue
