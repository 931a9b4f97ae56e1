"""The tour's eyes see what they are there for, and nothing else."""

import pytest

from tests.tour.looks import Shown, flaws_of, known_keys
from tests.tour.steps import KEY_DOOR, LOOKS, OPERATOR, SECOND_FOLLOW, STRANGER, newcomer

KEYS = known_keys()


@pytest.mark.parametrize(
    "shown",
    [
        Shown(text="form-review-change", lines=1),
        Shown(text="fine", lines=1, labels=["button-back"]),
        Shown(text="Hello { $name }", lines=1),
        Shown(text="Price: None", lines=1),
        Shown(text="not_enough_balance", lines=1),
        Shown(text="0.123456789012", lines=1),
        Shown(text="fine", lines=13),
        Shown(text="fine", lines=2, tables=["x" * 31]),
        Shown(text="fine", lines=1, labels=["x" * 41]),
    ],
    ids=str,
)
def test_what_is_ugly_is_seen(shown: Shown) -> None:
    assert flaws_of(shown, KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "Stop-loss: none · take-profit: none",
        "https://t.me/tandem_bot?start=i_ABC_DEF",
        "BTC/USDT perp · long 5x",
        "read-only",
    ],
)
def test_what_is_fine_passes(text: str) -> None:
    assert flaws_of(Shown(text=text, lines=12, tables=["x" * 30], labels=["Follow on paper"]), KEYS) == []


def test_every_step_acts_once_and_awaits_something() -> None:
    everything = (*LOOKS, *SECOND_FOLLOW, *KEY_DOOR, *OPERATOR, *STRANGER)
    for step in (*newcomer("/start"), *everything):
        assert bool(step.says) != bool(step.presses)
        assert step.sees
    names = [step.name for step in everything if step.name]
    assert len(names) == len(set(names))
