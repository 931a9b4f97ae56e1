"""Ids can't be guessed and time is aware."""

from datetime import UTC, datetime, timedelta

from adapters.identity import RandomIds, SystemClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_ids_are_26_letters_and_digits() -> None:
    made = {RandomIds().new() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(one) == 26 and one.isascii() and one.isalnum() and one == one.upper() for one in made)


def test_time_is_in_utc_and_goes_on() -> None:
    clock = SystemClock()
    before = clock.now()
    assert before.utcoffset() == timedelta(0)
    assert clock.now() >= before


class Machine:
    """A clock on the wall that can be set, and one that can't."""

    def __init__(self) -> None:
        self.seconds, self.hours_off = 0.0, 0

    def wall(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds, hours=self.hours_off)

    def steady(self) -> float:
        return self.seconds


def test_time_goes_on_when_a_clock_is_set() -> None:
    machine = Machine()
    clock = SystemClock(wall=machine.wall, steady=machine.steady)
    for hours in (1, -1):
        before, machine.hours_off = clock.now(), hours
        machine.seconds += 20
        assert timedelta(seconds=19) <= clock.now() - before <= timedelta(seconds=21)


def test_a_set_clock_is_reached_in_the_end() -> None:
    machine = Machine()
    clock = SystemClock(wall=machine.wall, steady=machine.steady)
    machine.hours_off = 1
    machine.seconds += 21 * 3600
    assert clock.now() == machine.wall()
