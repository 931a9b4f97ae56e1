"""Times of day and time zones as people type them, and as they are shown. Raises BadInput; asks no clock.

A zone is stored by its IANA name, so that it follows its clocks; a bare distance becomes a zone that never changes.
"""

import re
from collections.abc import Mapping, Sequence

from bot.texts import Texts, Voice
from core.domain.errors import BadInput
from core.domain.timetable import MINUTES_OF_DAY, require_zone

CITIES: Sequence[str] = (
    "Europe/Kyiv",
    "Europe/Warsaw",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Istanbul",
    "Asia/Tbilisi",
    "Asia/Dubai",
    "Asia/Almaty",
    "Asia/Singapore",
    "Asia/Tokyo",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
)
AREAS = ("Europe", "Asia", "America", "Africa", "Australia", "Atlantic", "Pacific", "Indian", "America/Argentina")
ODD_DISTANCES: Mapping[str, str] = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
}
"""Zones that stand there all year."""

OFF = "off"
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_DASHES = re.compile(r"\s*[-–—]\s*")
_DISTANCE = re.compile(r"(?:utc|gmt)?\s*([+-])\s*0?(\d{1,2})(?::?([0-5]\d))?", re.ASCII | re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z][A-Za-z' ./_+-]{1,40}[0-9]{0,2}", re.ASCII)


def read_time(text: str) -> int:
    """`22:30`, `7`, `07.15`: minutes after midnight."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise BadInput("time-form")
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour == 24 and minute == 0:
        return 0
    if hour > 23 or minute > 59:
        raise BadInput("time-form")
    return hour * 60 + minute


def read_quiet(text: str) -> tuple[int, int] | None:
    """`23-7`, `22:30 – 7:00`; `off` is None."""
    if text.strip().lower() == OFF:
        return None
    ends = _DASHES.split(text.strip())
    if len(ends) != 2:
        raise BadInput("quiet-form")
    start, end = map(read_time, ends)
    if start == end:
        raise BadInput("quiet-form")
    return start, end


def read_zone(text: str, texts: Texts) -> str:
    """A city of the list in any language, a zone's own name, a city some zone is named after, or `UTC+2`."""
    tidy = " ".join(text.split())
    if tidy.lower() in {"utc", "gmt"}:
        return "UTC"
    if distance := _DISTANCE.fullmatch(tidy):
        return _zone_at(distance[1], int(distance[2]), int(distance[3] or 0))
    listed = _listed(tidy, texts)
    return listed if listed is not None else _named(tidy)


def show_time(minutes: int) -> str:
    hour, minute = divmod(minutes % MINUTES_OF_DAY, 60)
    return f"{hour:02d}:{minute:02d}"


def show_zone(voice: Voice, zone: str) -> str:
    """The city's name where we have one; a distance as people write it."""
    key = city_key(zone)
    if voice.has(key):
        return voice.plain(key)
    if zone.startswith("Etc/GMT") and zone != "Etc/GMT":
        distance = -int(zone.removeprefix("Etc/GMT"))
        return f"UTC{distance:+d}"
    return zone.rpartition("/")[2].replace("_", " ")


def city_key(zone: str) -> str:
    return f"city-{zone.replace('/', '-').replace('_', '-').replace('+', '-').lower()}"


def _zone_at(sign: str, hours: int, minutes: int) -> str:
    if minutes:
        odd = ODD_DISTANCES.get(f"{sign}{hours}:{minutes:02d}")
        if odd is None:
            raise BadInput("zone-unknown")
        return odd
    if hours == 0:
        return "UTC"
    turned = "-" if sign == "+" else "+"  # these names count the other way round
    return require_zone(f"Etc/GMT{turned}{hours}")


def _listed(tidy: str, texts: Texts) -> str | None:
    voices = [texts.voice(language) for language in texts.languages()]
    for zone in CITIES:
        names = {voice.plain(city_key(zone)).casefold() for voice in voices}
        if tidy.casefold() in names:
            return zone
    return None


def _named(tidy: str) -> str:
    """Files of the zone tables are named like this; nothing else is looked for."""
    if not _NAME.fullmatch(tidy) or ".." in tidy:
        raise BadInput("zone-unknown")
    *area, city = [_capitalised(part) for part in tidy.split("/")]
    candidates = ["/".join([*area, city])] if area else [f"{place}/{city}" for place in AREAS]
    found = next((name for name in candidates if _exists(name)), None)
    if found is None:
        raise BadInput("zone-unknown")
    return found


def _capitalised(name: str) -> str:
    return "_".join(word if word.isupper() else word.capitalize() for word in re.split(r"[ _]", name.strip()))


def _exists(name: str) -> bool:
    try:
        require_zone(name)
    except BadInput:
        return False
    return True
