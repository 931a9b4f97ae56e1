"""A handful of the generated inputs in every run; thousands are played by `make faults`."""

import pytest

from tests.faults import parsers


@pytest.mark.parametrize("subject", ["amounts", "callbacks", "payloads"])
def test_odd_inputs_are_read_or_refused(subject: str) -> None:
    tally = parsers.chunk(subject, 7, first=0, last=600)
    assert tally.failed == []
    assert min(tally.seen["read"], tally.seen["refused"]) > 10


def test_a_hang_is_noticed() -> None:
    def forever(_: object) -> str:
        while True:
            pass

    assert parsers.tried(forever, None, patience=0.05).startswith("TimeoutError")
