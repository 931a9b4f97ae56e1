"""Which picture is drawn how: a picture in, a PNG out. Waits for nothing, remembers nothing but its fonts."""

from adapters.pictures.card import draw_card
from adapters.pictures.curve import draw_curve
from adapters.pictures.frame import Sheet
from adapters.pictures.month import draw_calendar
from adapters.pictures.prices import draw_prices
from core.application.pictures import CalendarPicture, CardPicture, CurvePicture, Picture, PricePicture


def drawn(picture: Picture) -> bytes:
    """A PNG. Raises TypeError for a kind nobody draws."""
    sheet = _sheet(picture)
    sheet.stamp(picture.watermark)
    return sheet.canvas.png()


def _sheet(picture: Picture) -> Sheet:
    match picture:
        case CurvePicture():
            return draw_curve(picture)
        case PricePicture():
            return draw_prices(picture)
        case CalendarPicture():
            return draw_calendar(picture)
        case CardPicture():
            return draw_card(picture)
        case _:
            raise TypeError(f"nobody draws a {type(picture).__name__}")
