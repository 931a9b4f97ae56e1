"""Times that Telegram shows in the reader's own zone and keeps counting by itself. Ask no clock.

https://core.telegram.org/bots/api#formatting-options: `tg-time`; older clients show the absolute text inside.
"""

from datetime import datetime, timedelta

from bot.texts import Html


def countdown(at: datetime) -> Html:
    """ "in 42 seconds", "2 hours ago"."""
    return _tag(at, "r", f"{at:%H:%M:%S} UTC")


def clock(at: datetime) -> Html:
    return _tag(at, "T", f"{at:%H:%M:%S} UTC")


def day_and_time(at: datetime) -> Html:
    return _tag(at, "dt", f"{at:%d.%m %H:%M} UTC")


def day(at: datetime) -> Html:
    return _tag(at, "d", f"{at:%d.%m.%Y}")


def plain_clock(at: datetime) -> str:
    """For toasts, which take no tags."""
    return f"{at:%H:%M:%S} UTC"


def largest_unit(held: timedelta) -> tuple[str, int]:
    """A length as people say it: minutes up to an hour, hours up to two days, then days; never nothing."""
    minutes = max(1, int(held.total_seconds()) // 60)
    if minutes < 60:
        return "minutes", minutes
    return ("hours", minutes // 60) if minutes < 48 * 60 else ("days", minutes // (24 * 60))


def _tag(at: datetime, shape: str, written: str) -> Html:
    return Html(f'<tg-time unix="{int(at.timestamp())}" format="{shape}">{written}</tg-time>')
