"""How long something lasts, in the reader's language and one unit. Asks no clock."""

from datetime import timedelta
from decimal import Decimal

from bot.texts import Voice

UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", timedelta(minutes=1)))
SECOND = timedelta(seconds=1)


def duration(voice: Voice, span: timedelta) -> str:
    """In the largest unit that fits, one decimal."""
    name, unit = next((it for it in UNITS if span >= it[1]), ("seconds", SECOND))
    tenths = Decimal(span * 10 // unit)
    return voice.plain(f"span-{name}", number=voice.figures.plain(tenths.scaleb(-1)))
