"""Quiet hours and digests by the clocks where people live: also on the two days a year when clocks are changed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import BadInput
from core.domain.timetable import DigestKind, Timetable, moment_of, require_zone, zone_of

KYIV = "Europe/Kyiv"
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""In Kyiv 03:00 becomes 04:00, and 04:00 becomes 03:00."""


def wall(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def nights(quiet_from: str, quiet_to: str, zone: str = KYIV) -> Timetable:
    return Timetable(zone=zone, quiet_from=wall(quiet_from), quiet_to=wall(quiet_to))


@pytest.mark.parametrize(
    ("zone", "day", "shown", "moment"),
    [
        (KYIV, "2026-01-15", "08:00", "2026-01-15 06:00"),
        (KYIV, "2026-07-15", "08:00", "2026-07-15 05:00"),
        (KYIV, "2026-03-29", "03:30", "2026-03-29 01:00"),  # never shown: the clocks jump over it
        ("Europe/Warsaw", "2026-03-29", "02:30", "2026-03-29 01:00"),
        (KYIV, "2026-10-25", "03:30", "2026-10-25 00:30"),  # shown twice: the first one counts
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30"),  # half an hour is skipped
        ("Asia/Kathmandu", "2026-05-01", "00:00", "2026-04-30 18:15"),
    ],
)
def test_a_wall_time_is_one_moment(zone: str, day: str, shown: str, moment: str) -> None:
    assert moment_of(date.fromisoformat(day), wall(shown), zone) == utc(moment)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-01-15 21:59", None),
        ("2026-01-15 20:59", None),
        ("2026-01-15 21:00", "2026-01-16 05:30"),
        ("2026-01-16 05:29", "2026-01-16 05:30"),
        ("2026-01-16 05:30", None),
    ],
)
def test_a_night_reaches_over_midnight(moment: str, until: str | None) -> None:
    night = nights("23:00", "07:30")
    if moment == "2026-01-15 21:59":
        night = nights("01:00", "07:30")
    assert night.quiet_until(utc(moment)) == (None if until is None else utc(until))


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("hours", [("23:00", "07:00"), ("02:30", "03:30"), ("03:15", "08:00"), ("22:00", "03:30")])
def test_quiet_begins_and_ends_once_when_clocks_change(day: date, hours: tuple[str, str]) -> None:
    night, moment = nights(*hours), datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=12)
    states = list[bool]()
    for minute in range(24 * 60):
        is_quiet = night.quiet_until(moment + timedelta(minutes=minute)) is not None
        if not states or states[-1] is not is_quiet:
            states.append(is_quiet)
    assert states == [False, True, False]


def test_a_night_that_is_skipped_whole_is_no_night() -> None:
    night = nights("03:10", "03:50")
    moments = (utc("2026-03-29 00:00") + timedelta(minutes=minute) for minute in range(180))
    assert all(night.quiet_until(moment) is None for moment in moments)
    assert night.quiet_until(utc("2026-03-30 00:20")) == utc("2026-03-30 00:50")


@pytest.mark.parametrize("zone", [KYIV, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("shown", ["00:00", "01:30", "02:30", "03:30", "08:00", "23:59"])
def test_every_day_of_a_year_has_one_digest(zone: str, shown: str) -> None:
    table = Timetable(zone=zone, digest_at=wall(shown), is_daily=True)
    moment, days = utc("2026-01-01 00:10"), Counter[str]()
    last = table.newest(DigestKind.DAILY, moment)
    for _ in range(365 * 4):
        moment += timedelta(hours=6)
        newest = table.newest(DigestKind.DAILY, moment)
        if newest != last:
            assert newest.since == last.until
            days[newest.day], last = days[newest.day] + 1, newest
    assert len(days) == 365
    assert set(days.values()) == {1}


def test_a_week_ends_on_the_chosen_day() -> None:
    table = Timetable(zone=KYIV, weekly_on=6, digest_at=wall("20:00"))
    digest = table.newest(DigestKind.WEEKLY, utc("2026-10-28 12:00"))
    assert (digest.day, digest.until) == ("2026-10-25", utc("2026-10-25 18:00"))
    assert digest.since == utc("2026-10-18 17:00")
    assert table.wants(DigestKind.WEEKLY)
    assert not table.wants(DigestKind.DAILY)


@pytest.mark.parametrize("name", ["", "Kyiv", "../etc/passwd", "Europe", "/etc/localtime", "Europe/Kyiv\0"])
def test_unknown_zones_are_refused_and_survived(name: str) -> None:
    with pytest.raises(BadInput, match="zone-unknown"):
        require_zone(name)
    assert zone_of(name) == ZoneInfo("UTC")


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": 60},
        {"quiet_to": 60},
        {"quiet_from": 60, "quiet_to": 60},
        {"quiet_from": 1440, "quiet_to": 60},
        {"digest_at": -1},
        {"weekly_on": 7},
    ],
)
def test_impossible_timetables_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        Timetable(**wrong)  # type: ignore[arg-type]
