"""When news may sound and when digests are due, by the clocks where a follower lives. Asks no clock: moments come in.

A wall time that a change of clocks skips is the moment of the change; one that comes twice is its first coming.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.domain.errors import BadInput
from core.shared import ValueObject

MINUTES_OF_DAY = 1440
WEEKDAYS = range(7)
DAY = timedelta(days=1)
MORNING = 480
"""Eight o'clock, in minutes after midnight."""


class DigestKind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(ValueObject):
    """The last digest of a kind: `day` (ISO, where the follower lives) it stood for, and until when it told."""

    day: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(ValueObject):
    """One that is due: what happened from `since` to `until`."""

    kind: DigestKind
    day: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable(ValueObject):
    """Wall times are minutes after midnight in `zone`, an IANA name; `weekly_on` is 0 for Monday. None: not wanted."""

    zone: str = "UTC"
    quiet_from: int | None = None
    quiet_to: int | None = None
    digest_at: int = MORNING
    is_daily: bool = False
    weekly_on: int | None = None

    def __post_init__(self) -> None:
        for minutes in (self.quiet_from, self.quiet_to, self.digest_at):
            if minutes is not None and not 0 <= minutes < MINUTES_OF_DAY:
                raise BadInput("time-form")
        if (self.quiet_from is None) is not (self.quiet_to is None) or (
            self.quiet_from is not None and self.quiet_from == self.quiet_to
        ):
            raise BadInput("quiet-form")
        if self.weekly_on is not None and self.weekly_on not in WEEKDAYS:
            raise BadInput("time-form")

    def quiet_until(self, moment: datetime) -> datetime | None:
        """When the quiet hours end that this moment lies in; None when it lies in none."""
        if self.quiet_from is None or self.quiet_to is None:
            return None
        today, zone = moment.astimezone(zone_of(self.zone)).date(), self.zone
        over_midnight = DAY if self.quiet_to < self.quiet_from else timedelta(0)
        for day in (today - DAY, today):
            end = moment_of(day + over_midnight, self.quiet_to, zone)
            if moment_of(day, self.quiet_from, zone) <= moment < end:
                return end
        return None

    def wants(self, kind: DigestKind) -> bool:
        return self.is_daily if kind is DigestKind.DAILY else self.weekly_on is not None

    def newest(self, kind: DigestKind, moment: datetime) -> Digest:
        """The digest whose hour came last, if the kind is wanted; it tells of a day or of a week."""
        day = moment.astimezone(zone_of(self.zone)).date()
        while not self._is_day_of(kind, day) or moment_of(day, self.digest_at, self.zone) > moment:
            day -= DAY
        length = DAY if kind is DigestKind.DAILY else timedelta(weeks=1)
        until, since = (moment_of(each, self.digest_at, self.zone) for each in (day, day - length))
        return Digest(kind=kind, day=day.isoformat(), since=since, until=until)

    def _is_day_of(self, kind: DigestKind, day: date) -> bool:
        return kind is DigestKind.DAILY or day.weekday() == self.weekly_on


UNPLANNED = Timetable()
"""Never quiet, no digests."""


def moment_of(day: date, minutes: int, zone: str) -> datetime:
    """The moment (UTC) at which clocks there show this wall time, for the first time that day."""
    hour, minute = divmod(minutes, 60)
    place = zone_of(zone)
    wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=place)
    moment = wall.astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return moment
    return _change_between(wall.replace(fold=1).astimezone(UTC), moment, place)


def require_zone(name: str) -> str:
    """Raises BadInput zone-unknown."""
    if _found(name) is None:
        raise BadInput("zone-unknown")
    return name


def zone_of(name: str) -> ZoneInfo:
    """A zone that the machine's tables have lost meanwhile counts as UTC: nobody is left without a bot for it."""
    return _found(name) or ZoneInfo("UTC")


@lru_cache(maxsize=1024)
def _found(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _change_between(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    """To the second, when clocks there were put forward."""
    old, span = before.astimezone(place).utcoffset(), int((after - before).total_seconds())
    seconds = bisect_left(
        range(span), x=True, key=lambda later: (before + timedelta(seconds=later)).astimezone(place).utcoffset() != old
    )
    return before + timedelta(seconds=seconds)
