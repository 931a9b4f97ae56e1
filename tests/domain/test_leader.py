"""What a leader's fill means, whatever the order and number of its deliveries."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput, NotPossibleNow
from core.domain.leader import REMEMBERED_FILLS, IntentKind, Leader, Leg
from core.domain.values import AccountId, PositionSide, Side
from tests.builders import BTC, BTC_SPOT, ETH, a_fill, a_leader, after, an_intent, d

BUY, SELL = Side.BUY, Side.SELL


def holding(quantity: str) -> Leader:
    leader = a_leader(equity=d(100000), leverages={BTC: 10})
    leader.start_from({(BTC, None): d(quantity)})
    return leader


@pytest.mark.parametrize(
    ("before", "side", "amount", "kind", "position_side", "moved", "fraction"),
    [
        ("0", BUY, "1", IntentKind.OPEN, PositionSide.LONG, "1", "0"),
        ("0", SELL, "1", IntentKind.OPEN, PositionSide.SHORT, "1", "0"),
        ("1", BUY, "0.5", IntentKind.INCREASE, PositionSide.LONG, "0.5", "0"),
        ("-1", SELL, "0.5", IntentKind.INCREASE, PositionSide.SHORT, "0.5", "0"),
        ("1", SELL, "0.4", IntentKind.REDUCE, PositionSide.LONG, "0.4", "0.4"),
        ("-1", BUY, "0.4", IntentKind.REDUCE, PositionSide.SHORT, "0.4", "0.4"),
        ("1", SELL, "1", IntentKind.CLOSE, PositionSide.LONG, "1", "1"),
        ("-1", BUY, "1", IntentKind.CLOSE, PositionSide.SHORT, "1", "1"),
        ("1", SELL, "3", IntentKind.FLIP, PositionSide.SHORT, "2", "0"),
        ("-1", BUY, "1.5", IntentKind.FLIP, PositionSide.LONG, "0.5", "0"),
    ],
)
def test_a_fill_means_what_it_does_to_the_position(
    before: str, side: Side, amount: str, kind: IntentKind, position_side: PositionSide, moved: str, fraction: str
) -> None:
    intent = holding(before).interpret([a_fill(side, amount)])
    assert intent is not None
    assert (intent.kind, intent.position_side) == (kind, position_side)
    assert (intent.amount, intent.fraction) == (d(moved), d(fraction))


def test_partial_fills_of_one_order_are_one_intent() -> None:
    leader = a_leader()
    fills = [a_fill(amount="0.2", price="60000"), a_fill(amount="0.3", price="60100", at=after(1))]
    intent = leader.interpret(fills)
    assert intent is not None
    assert (intent.amount, intent.price, intent.occurred_at) == (d("0.5"), d(60060), after(1))
    assert intent.event_key == f"lev|{Leader.fill_key(fills[0])}"


def test_a_fill_counts_once_however_often_it_comes() -> None:
    leader, fill = a_leader(), a_fill()
    assert leader.interpret([fill]) is not None
    assert leader.interpret([fill]) is None
    assert leader.interpret([fill, fill]) is None
    assert leader.holds(BTC) == 1


def test_only_the_new_fills_of_a_batch_count() -> None:
    leader = a_leader()
    first, second = a_fill(amount="0.2"), a_fill(amount="0.3")
    leader.interpret([first])
    intent = leader.interpret([first, second])
    assert intent is not None
    assert (intent.kind, intent.amount) == (IntentKind.INCREASE, d("0.3"))


def test_the_same_number_on_another_symbol_is_another_fill() -> None:
    leader = a_leader()
    leader.interpret([a_fill(fill_id="7", symbol=BTC)])
    assert leader.interpret([a_fill(fill_id="7", symbol=ETH)]) is not None


def test_hedge_sides_are_counted_apart() -> None:
    leader = a_leader()
    leader.interpret([a_fill(BUY, "1", position_side=PositionSide.LONG)])
    intent = leader.interpret([a_fill(SELL, "1", position_side=PositionSide.SHORT)])
    assert intent is not None
    assert (intent.kind, intent.position_side) == (IntentKind.OPEN, PositionSide.SHORT)


def test_a_flip_is_a_close_and_then_an_open() -> None:
    close, open_ = an_intent(IntentKind.FLIP, position_side=PositionSide.SHORT, amount=d(2)).legs()
    assert (close.kind, close.position_side, close.fraction, close.leg) == (
        IntentKind.CLOSE,
        PositionSide.LONG,
        d(1),
        Leg.CLOSE,
    )
    assert (open_.kind, open_.position_side, open_.amount) == (IntentKind.OPEN, PositionSide.SHORT, d(2))


def test_everything_else_is_one_leg() -> None:
    for kind in (IntentKind.OPEN, IntentKind.INCREASE, IntentKind.REDUCE, IntentKind.CLOSE):
        assert len(an_intent(kind).legs()) == 1


def test_what_was_open_before_is_not_new() -> None:
    leader = a_leader()
    leader.start_from({(BTC, None): d(2), (ETH, None): d(0)})
    intent = leader.interpret([a_fill(SELL, "1")])
    assert intent is not None
    assert (intent.kind, intent.fraction) == (IntentKind.REDUCE, d("0.5"))
    assert (ETH, None) not in leader.ledger


def test_a_fill_from_before_the_start_means_nothing() -> None:
    leader = a_leader()
    leader.start_from({(BTC, None): d(1)}, at=after(60))
    assert leader.interpret([a_fill(at=after(59))]) is None
    assert leader.interpret([a_fill(at=after(61))]) is not None


def test_a_spot_leader_is_never_short() -> None:
    leader = a_leader()
    assert leader.interpret([a_fill(SELL, "1", symbol=BTC_SPOT)]) is None
    assert leader.holds(BTC_SPOT) == 0


def test_the_watermark_only_moves_on() -> None:
    leader = a_leader()
    leader.interpret([a_fill(at=after(9))])
    leader.interpret([a_fill(at=after(3))])
    assert leader.watermark == after(9)


def test_old_fill_ids_are_forgotten_in_order() -> None:
    leader = a_leader()
    fills = [a_fill(amount="0.001") for _ in range(REMEMBERED_FILLS + 5)]
    leader.interpret(fills)
    assert len(leader.counted) == REMEMBERED_FILLS
    assert Leader.fill_key(fills[0]) not in leader.counted
    assert Leader.fill_key(fills[-1]) in leader.counted


def test_the_intent_carries_equity_and_leverage() -> None:
    leader = a_leader()
    leader.observe(d(50000), {BTC: 7})
    leader.observe(None, {})
    intent = leader.interpret([a_fill()])
    assert intent is not None
    assert (intent.equity, intent.leverage) == (d(50000), 7)


@pytest.mark.parametrize(("amount", "price"), [("0", "1"), ("1", "0"), ("NaN", "1"), ("1", "Infinity"), ("-1", "1")])
def test_a_corrupt_fill_is_refused_at_the_door(amount: str, price: str) -> None:
    with pytest.raises(BadInput):
        a_fill(amount=amount, price=price)


def test_a_leader_retires_once_and_may_come_back() -> None:
    leader = a_leader()
    leader.retire()
    with pytest.raises(NotPossibleNow):
        leader.retire()
    leader.resume(AccountId("acc-2"))
    assert (leader.is_active, leader.account_id) == (True, "acc-2")


fills_drawn = st.lists(st.tuples(st.sampled_from(Side), st.decimals("0.001", "5", places=3)), min_size=1, max_size=20)


@given(moves=fills_drawn, repeats=st.integers(1, 3))
def test_the_ledger_is_the_sum_of_distinct_fills(moves: list[tuple[Side, Decimal]], repeats: int) -> None:
    leader = a_leader()
    for side, amount in moves:
        fill = a_fill(side, str(amount))
        for _ in range(repeats):
            leader.interpret([fill])
    assert leader.holds(BTC) == sum((amount * side.sign for side, amount in moves), d(0))


@given(moves=fills_drawn)
def test_intents_replayed_on_a_follower_reach_the_leaders_side(moves: list[tuple[Side, Decimal]]) -> None:
    leader, mine = a_leader(), d(0)
    for side, amount in moves:
        intent = leader.interpret([a_fill(side, str(amount))])
        for leg in intent.legs() if intent else ():
            mine = mine - mine * leg.fraction if leg.leg is Leg.CLOSE else mine + leg.amount * leg.position_side.sign
    assert abs(mine - leader.holds(BTC)) < d("1e-15")


def test_a_spot_round_trip_with_fees_in_the_coin_ends_flat() -> None:
    leader = a_leader()
    leader.interpret([replace(a_fill(BUY, "0.1", symbol=BTC_SPOT), fee=d("0.0001"))])
    assert leader.holds(BTC_SPOT) == d("0.0999")
    sold = leader.interpret([a_fill(SELL, "0.099", symbol=BTC_SPOT, at=after(1))])
    assert sold is not None
    assert (sold.kind, sold.fraction, leader.holds(BTC_SPOT)) == (IntentKind.CLOSE, d(1), d(0))
    again = leader.interpret([a_fill(BUY, "0.1", symbol=BTC_SPOT, at=after(2))])
    assert again is not None
    assert again.kind is IntentKind.OPEN
