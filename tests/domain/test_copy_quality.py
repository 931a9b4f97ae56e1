"""How well a leader was copied: prices, steps of the way, what was missed and whose wish it was."""

from datetime import timedelta

import pytest

from core.domain.copy_quality import (
    Copied,
    Fate,
    Spread,
    Stage,
    Verdict,
    counted,
    delays,
    lost_by_price,
    price_spread,
    share_of,
    spread,
    top_reasons,
)
from core.domain.verdict import SkipReason
from tests.builders import NOON, d


def copy(price: str = "101", sign: int = 1, **changes: object) -> Copied:
    wanted: dict[str, object] = {
        "leader_price": d(100),
        "price": d(price),
        "amount": d(2),
        "sign": sign,
        "leader_at": NOON,
        "seen_at": NOON + timedelta(milliseconds=50),
        "decided_at": NOON + timedelta(milliseconds=300),
        "sent_at": NOON + timedelta(milliseconds=310),
        "filled_at": NOON + timedelta(milliseconds=400),
    }
    return Copied(**(wanted | changes))  # type: ignore[arg-type]


def test_worse_is_above_zero_on_both_sides() -> None:
    assert (copy("101").deviation, copy("101", -1).deviation) == (d("0.01"), d("-0.01"))
    assert price_spread([copy("100"), copy("101"), copy("102")]) == Spread(median=d("0.01"), nine_tenths=d("0.018"))
    assert lost_by_price([copy("101"), copy("101", -1), copy("103")]) == d(6)
    assert (spread([]), price_spread([])) == (None, None)


def test_the_way_is_split_into_its_steps() -> None:
    found = {stage: it.median for stage, it in delays([copy()]).items()}
    steps = {Stage.SEEN: "0.05", Stage.DECIDED: "0.25", Stage.SENT: "0.01", Stage.FILLED: "0.09", Stage.WHOLE: "0.4"}
    assert found == {stage: d(text) for stage, text in steps.items()}


def test_what_is_not_known_is_not_told() -> None:
    """An older copy has no moment of hearing; a press of its follower is not our delay; clocks differ."""
    assert set(delays([copy(seen_at=None)])) == {Stage.SENT, Stage.FILLED, Stage.WHOLE}
    assert delays([copy(was_asked=True)]) == {}
    assert delays([copy(seen_at=NOON - timedelta(seconds=1))])[Stage.SEEN].median == 0


@pytest.mark.parametrize(
    ("verdict", "fate"),
    [
        (Verdict(status="executed"), Fate.COPIED),
        (Verdict(status="reserved"), Fate.OPEN),
        (Verdict(), Fate.OPEN),
        (Verdict(status="failed", failure="not-filled"), Fate.MISSED),
        (Verdict(status="failed", failure="confirmation-expired"), Fate.MISSED),
        (Verdict(status="failed", failure="skipped-by-follower"), Fate.SKIPPED),
        (Verdict(skip=SkipReason.SYMBOL_NOT_ALLOWED), Fate.SKIPPED),
        (Verdict(skip=SkipReason.TOO_OLD), Fate.MISSED),
        (Verdict(skip=SkipReason.NOTHING_TO_CLOSE), Fate.NOTHING),
    ],
)
def test_what_became_of_it(verdict: Verdict, fate: Fate) -> None:
    assert verdict.fate is fate


def test_reasons_are_counted_most_frequent_first() -> None:
    verdicts = {
        Verdict(status="executed"): 90,
        Verdict(skip=SkipReason.NOTHING_TO_CLOSE): 50,
        Verdict(skip=SkipReason.SLIPPAGE): 2,
        Verdict(status="failed", failure="not-filled"): 3,
    }
    assert [(it.reason, count) for it, count in top_reasons(verdicts, 3)] == [("not-filled", 3), ("slippage", 2)]
    assert (counted(verdicts)[Fate.COPIED], counted(verdicts)[Fate.MISSED], counted(verdicts)[Fate.OPEN]) == (90, 3, 0)


def test_a_share_of_nothing_is_unknown() -> None:
    assert (share_of(d(5), d(0)), share_of(d(5), d(100))) == (None, d("0.05"))
