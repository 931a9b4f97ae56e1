"""Ids can't be guessed and time is aware."""

from datetime import timedelta

from adapters.identity import RandomIds, SystemClock


def test_ids_are_26_letters_and_digits() -> None:
    made = {RandomIds().new() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(one) == 26 and one.isascii() and one.isalnum() and one == one.upper() for one in made)


def test_time_is_in_utc_and_goes_on() -> None:
    clock = SystemClock()
    before = clock.now()
    assert before.utcoffset() == timedelta(0)
    assert clock.now() >= before
