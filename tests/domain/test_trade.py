"""A trade's two phases: what may follow what, and what is told."""

import pytest

from core.domain.errors import BadInput, ForbiddenTransition, NotPossibleNow
from core.domain.events import (
    TradeExecutedEvent,
    TradeFailedEvent,
    TradeNeedsReconciliationEvent,
    TradeReservedEvent,
)
from core.domain.trade import TRANSITIONS, Trade, TradeStatus
from tests.builders import a_trade, after, an_execution, d


def events_of(trade: Trade) -> list[type]:
    return [type(event) for event in trade.get_domain_events()]


def move(trade: Trade, status: TradeStatus) -> None:
    match status:
        case TradeStatus.EXECUTED:
            trade.execute(an_execution())
        case TradeStatus.FAILED:
            trade.fail("rejected-by-exchange", after(1))
        case TradeStatus.NEEDS_RECONCILIATION:
            trade.mark_needs_reconciliation("ambiguous", after(1))
        case TradeStatus.RESERVED:
            raise ForbiddenTransition("trade", current="any", wanted=status)


def test_a_copy_trade_starts_reserved_and_holds_its_reserve() -> None:
    trade = a_trade(reserve=d(610))
    assert trade.status is TradeStatus.RESERVED
    assert trade.held_reserve == d(610)
    assert events_of(trade) == [TradeReservedEvent]


def test_execution_confirms_and_frees_the_reserve() -> None:
    trade = a_trade()
    trade.execute(an_execution("0.1", "60010"))
    assert trade.status is TradeStatus.EXECUTED
    assert trade.held_reserve == 0
    assert events_of(trade)[-1] is TradeExecutedEvent


def test_a_partial_fill_says_so() -> None:
    trade = a_trade(amount=d("0.1"))
    trade.execute(an_execution("0.04"))
    event = trade.get_domain_events()[-1]
    assert isinstance(event, TradeExecutedEvent)
    assert event.is_partial
    assert (event.filled, event.amount) == (d("0.04"), d("0.1"))


def test_a_rejection_rolls_back_with_its_reason() -> None:
    trade = a_trade()
    trade.fail("rejected-by-exchange", after(1), message="insufficient margin")
    assert trade.held_reserve == 0
    assert (trade.failure_code, trade.failure_message) == ("rejected-by-exchange", "insufficient margin")
    assert events_of(trade)[-1] is TradeFailedEvent


def test_doubt_keeps_the_reserve_held() -> None:
    trade = a_trade(reserve=d(610))
    trade.mark_needs_reconciliation("ambiguous", after(1))
    assert trade.held_reserve == d(610)
    assert trade.sent_at == after(1)
    assert events_of(trade)[-1] is TradeNeedsReconciliationEvent


def test_doubt_ends_in_execution_or_failure() -> None:
    for end in (TradeStatus.EXECUTED, TradeStatus.FAILED):
        trade = a_trade()
        move(trade, TradeStatus.NEEDS_RECONCILIATION)
        move(trade, end)
        assert trade.status is end


@pytest.mark.parametrize("first", [TradeStatus.EXECUTED, TradeStatus.FAILED, TradeStatus.NEEDS_RECONCILIATION])
@pytest.mark.parametrize("then", list(TradeStatus))
def test_only_listed_transitions_are_possible(first: TradeStatus, then: TradeStatus) -> None:
    trade = a_trade()
    move(trade, first)
    if then in TRANSITIONS[first]:
        move(trade, then)
        assert trade.status is then
        return
    with pytest.raises(ForbiddenTransition):
        move(trade, then)
    assert trade.status is first


def test_an_execution_without_a_fill_is_refused() -> None:
    trade = a_trade()
    with pytest.raises(BadInput):
        trade.execute(an_execution("0"))
    assert trade.status is TradeStatus.RESERVED


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity"])
def test_an_impossible_amount_never_becomes_a_trade(amount: str) -> None:
    with pytest.raises(BadInput):
        a_trade(amount=d(amount))


def test_half_makes_the_trade_smaller_before_it_is_sent() -> None:
    trade = a_trade(amount=d("0.1"))
    trade.resize(d("0.05"), d(300), reference_price=d(60100), limit=d(60300))
    assert (trade.plan.amount, trade.plan.reserve, trade.plan.reference_price) == (d("0.05"), d(300), d(60100))


def test_a_trade_never_grows() -> None:
    with pytest.raises(BadInput):
        a_trade(amount=d("0.1")).resize(d("0.2"), d(300), reference_price=d(1), limit=None)


def test_a_sent_trade_keeps_its_amount() -> None:
    trade = a_trade()
    trade.mark_sent(after(1))
    with pytest.raises(NotPossibleNow):
        trade.resize(d("0.05"), d(300), reference_price=d(1), limit=None)


def test_the_first_sending_time_stays() -> None:
    trade = a_trade()
    trade.mark_sent(after(1))
    trade.mark_sent(after(9))
    assert trade.sent_at == after(1)


def test_the_order_asked_for_is_the_plan() -> None:
    trade = a_trade(amount=d("0.1"), limit_price=d(60300))
    order = trade.order_request()
    assert (order.client_order_id, order.amount, order.limit_price) == (trade.client_order_id, d("0.1"), d(60300))


def test_deviation_is_how_much_worse_than_the_leader() -> None:
    trade = a_trade(leader_price=d(60000))
    assert trade.deviation is None
    trade.execute(an_execution("0.1", "60030"))
    assert trade.deviation == d("0.0005")


def test_cost_is_what_was_really_filled() -> None:
    assert a_trade(amount=d("0.1"), reference_price=d(60_000)).plan.cost == d(6_000)
    assert an_execution("0.04", "60010").cost == d("2400.4")


def test_events_have_ids_that_a_replay_repeats() -> None:
    one, other = a_trade(), a_trade()
    assert one.get_domain_events()[0].event_id != other.get_domain_events()[0].event_id
    assert one.get_domain_events()[0].event_id == f"Trade:{one.id}:1:1"
    one.clear_domain_events()
    assert one.get_domain_events() == ()
