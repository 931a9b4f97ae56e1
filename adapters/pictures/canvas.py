"""A sheet to draw on in logical pixels, twice as fine inside, so that lines come out smooth. Knows no finance."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from adapters.pictures.lettering import Weight, fitted, font, width, writable
from adapters.pictures.palette import Colour

FINE = 2
"""Inner pixels per logical pixel; the sheet is halved when it is done."""

QUICK = 4
"""zlib's level: a tenth larger than the smallest file, in a third of the time."""

Spot = tuple[float, float]
Box = tuple[float, float, float, float]


class Canvas:
    """Boxes are (left, top, right, bottom)."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.width, self.height, self.ground = width, height, ground
        self._image = Image.new("RGB", (width * FINE, height * FINE), ground)
        self._draw = ImageDraw.Draw(self._image)

    def png(self) -> bytes:
        written = io.BytesIO()
        self._image.reduce(FINE).save(written, "PNG", compress_level=QUICK)
        return written.getvalue()

    def text(
        self,
        at: Spot,
        text: str,
        *,
        size: int,
        colour: Colour,
        weight: Weight = Weight.REGULAR,
        anchor: str = "ls",
        room: float | None = None,
    ) -> float:
        """Write on one line, cut to `room`; answers how wide it came out. Anchors are Pillow's."""
        shown = writable(text)
        if room is not None:
            shown = fitted(shown, weight, pixels=size * FINE, room=room * FINE)
        self._draw.text(_fine(at), shown, fill=colour, font=font(weight, size * FINE), anchor=anchor)
        return width(shown, weight, size * FINE) / FINE

    def line(self, points: Sequence[Spot], colour: Colour, *, thick: float = 1.0) -> None:
        if len(points) > 1:
            self._draw.line([_fine(spot) for spot in points], colour, max(1, round(thick * FINE)), "curve")

    def dashes(self, start: Spot, end: Spot, colour: Colour, *, thick: float = 1.0, dash: float = 6.0) -> None:
        """A straight dashed line."""
        (left, top), (right, bottom) = start, end
        length = max(abs(right - left), abs(bottom - top))
        steps = int(length / (2 * dash)) + 1
        for step in range(steps):
            begin, until = 2 * dash * step / length, min(1.0, (2 * step + 1) * dash / length) if length else 0.0
            if begin < 1.0:
                self.line([_between(start, end, begin), _between(start, end, until)], colour, thick=thick)

    def rectangle(self, box: Box, colour: Colour, *, radius: float = 0.0, outline: Colour | None = None) -> None:
        left, top, right, bottom = box
        inner = (*_fine((left, top)), *_fine((max(left, right), max(top, bottom))))
        self._draw.rounded_rectangle(inner, radius * FINE, colour, outline, FINE if outline else 0)

    def polygon(self, points: Sequence[Spot], colour: Colour, *, outline: Colour | None = None) -> None:
        self._draw.polygon([_fine(spot) for spot in points], colour, outline, FINE)

    def dot(self, at: Spot, radius: float, colour: Colour, *, outline: Colour | None = None) -> None:
        (x, y), r = _fine(at), radius * FINE
        self._draw.ellipse((x - r, y - r, x + r, y + r), colour, outline, FINE if outline else 0)

    def fading(self, points: Sequence[Spot], base: float, colour: Colour) -> None:
        """Fill between a line and a height, strongest at the line's far end from it, fading towards the base."""
        if len(points) < 2:
            return
        mask = self._shape_mask([*points, (points[-1][0], base), (points[0][0], base)])
        box = mask.getbbox()
        if box is None:
            return
        strength = _towards(box, base * FINE).resize((box[2] - box[0], box[3] - box[1]))
        shape = mask.crop(box)
        self._image.paste(colour, box[:2] + box[2:], Image.composite(strength, Image.new("L", shape.size), shape))

    def slanted(self, text: str, *, colour: Colour, size: int, strength: float) -> None:
        """A word across the whole sheet, over what is there; `strength` 0 is invisible, 1 opaque."""
        letters = font(Weight.BOLD, size * FINE)
        wide = round(letters.getlength(text))
        stamp = Image.new("L", (wide, size * FINE * 2))
        ImageDraw.Draw(stamp).text((wide / 2, size * FINE), text, fill=round(255 * strength), font=letters, anchor="mm")
        turned = stamp.rotate(24, Image.Resampling.BILINEAR, expand=True)
        place = (self._image.width - turned.width) // 2, (self._image.height - turned.height) // 2
        self._image.paste(colour, place, turned)

    def _shape_mask(self, points: Sequence[Spot]) -> Image.Image:
        mask = Image.new("L", self._image.size)
        ImageDraw.Draw(mask).polygon([_fine(spot) for spot in points], 255)
        return mask


def _fine(at: Spot) -> Spot:
    return at[0] * FINE, at[1] * FINE


def _between(start: Spot, end: Spot, share: float) -> Spot:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _towards(box: tuple[int, int, int, int], base: float) -> Image.Image:
    """One column of strengths over the box: none at the base, most at the edge farthest from it."""
    _, top, _, bottom = box
    far = max(abs(base - top), abs(bottom - base), 1.0)
    column = Image.new("L", (1, bottom - top))
    column.putdata([int(90 * min(1.0, abs(top + row - base) / far)) + 10 for row in range(bottom - top)])
    return column
