"""What is said of an order when the network or the exchange fails: every live adapter.

Paper is not here: nothing of it travels.
"""

import asyncio

import pytest

from adapters.exchanges.circuit_breaker import BreakerState, Lane
from adapters.sandbox.engine.accounts import KeyState
from adapters.sandbox.faults import FOREVER, Fault, FaultKind, Stage
from adapters.sandbox.venues.bybit.venue import BybitVenue
from core.domain.errors import BreakerOpen, CredentialsRejected, ExchangeUnavailable
from core.domain.values import Exchange, OrderStatus, Outcome
from tests.contracts.room import AMOUNT, BINANCE, BTC, BYBIT, LIVE, Room, Way, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")
WAYS_OUT = tuple(Way)
the_live_ones = pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)

LOST = (
    Fault(kind=FaultKind.DROP_AFTER),
    Fault(kind=FaultKind.HTML_200),
    Fault(kind=FaultKind.EMPTY_BODY),
    Fault(kind=FaultKind.NULL_BODY),
    Fault(kind=FaultKind.TRUNCATED_BODY),
    Fault(kind=FaultKind.STATUS_HTML, status=502),
)
DOUBTFUL = {
    Exchange.BINANCE: ("-1000", "-1006", "-1007", "-4999"),
    Exchange.BYBIT: ("10000", "10016", "170146", "99999"),
    Exchange.BITGET: ("40010", "40725", "45001", "99999"),
}
DUPLICATES = {Exchange.BINANCE: "-4116", Exchange.BYBIT: "110072", Exchange.BITGET: "40786"}
BAD_CLOCKS = {Exchange.BINANCE: "-1021", Exchange.BYBIT: "10002", Exchange.BITGET: "40008"}
BAD_KEYS = {Exchange.BINANCE: "-2015", Exchange.BYBIT: "10003", Exchange.BITGET: "40006"}


def plan(room: Room, fault: Fault, operation: str = "order.create", times: int = 1) -> None:
    room.house.world.faults.add(
        Fault(
            kind=fault.kind,
            venue=room.subject.exchange,
            operation=operation,
            account=room.account.name,
            times=times,
            status=fault.status,
            code=fault.code,
            stage=fault.stage,
            delay_s=fault.delay_s,
            retry_after_s=fault.retry_after_s,
        )
    )


@the_live_ones
@pytest.mark.parametrize("fault", LOST, ids=lambda fault: fault.kind.value)
async def test_lost_answer_is_doubt_and_found_later(room: Room, fault: Fault) -> None:
    plan(room, fault)
    order = room.order()
    result = await room.exchange.place_order(order)
    await room.acknowledged()
    found = await room.exchange.find_order(BTC, order.client_order_id)
    assert result.outcome in {Outcome.AMBIGUOUS, Outcome.ACCEPTED}
    assert found is not None
    assert (found.status, found.filled) == (OrderStatus.FILLED, AMOUNT)
    assert result.outcome is Outcome.AMBIGUOUS or result.filled == AMOUNT


@the_live_ones
async def test_cut_before_acceptance_is_doubt_too(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.DROP_BEFORE))
    order = room.order()
    assert (await room.exchange.place_order(order)).outcome is Outcome.AMBIGUOUS
    assert await room.exchange.find_order(BTC, order.client_order_id) is None


@the_live_ones
async def test_refused_connection_is_not_sent(room: Room) -> None:
    await room.exchange.fetch_position_mode()
    refusal = Fault(kind=FaultKind.REFUSE_CONNECTIONS, venue=room.subject.exchange, times=FOREVER)
    room.house.world.faults.add(refusal)
    await asyncio.sleep(0.05)  # the lost connections are noticed
    order = room.order()
    result = await room.exchange.place_order(order)
    room.house.world.faults.clear()
    assert result.outcome is Outcome.NOT_SENT
    assert await room.exchange.find_order(BTC, order.client_order_id) is None


@the_live_ones
@pytest.mark.parametrize("number", range(4))
async def test_code_of_doubt_is_doubt(room: Room, number: int) -> None:
    code = DOUBTFUL[room.subject.exchange][number]
    plan(room, Fault(kind=FaultKind.NATIVE_CODE_AFTER, code=code))
    order = room.order()
    result = await room.exchange.place_order(order)
    assert (result.outcome, result.code) == (Outcome.AMBIGUOUS, code)
    assert await room.exchange.find_order(BTC, order.client_order_id) is not None


@the_live_ones
async def test_duplicate_is_neither_failure_nor_success(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.NATIVE_CODE_BEFORE, code=DUPLICATES[room.subject.exchange]))
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.DUPLICATE


@the_live_ones
async def test_bad_key_is_told_as_such(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.NATIVE_CODE_BEFORE, code=BAD_KEYS[room.subject.exchange]))
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.AUTH


@the_live_ones
async def test_wrong_clock_is_set_and_told(room: Room) -> None:
    """The order is for the caller to send again; a read is repeated by itself."""
    code = BAD_CLOCKS[room.subject.exchange]
    plan(room, Fault(kind=FaultKind.NATIVE_CODE_BEFORE, code=code))
    plan(room, Fault(kind=FaultKind.NATIVE_CODE_BEFORE, code=code), operation="balance")
    log = room.house.world.gateway.logs[room.subject.exchange]
    asked = log.operations["time"]
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.CLOCK
    assert (await room.exchange.fetch_balance(BTC.kind))["USDT"].total > 0
    assert log.operations["time"] == asked + 2


@the_live_ones
async def test_throttled_order_says_so(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.RATE_LIMITED))
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.THROTTLED


@pytest.mark.parametrize("subject", [BINANCE, BYBIT], ids=lambda subject: subject.name)
async def test_banned_address_falls_silent(room: Room) -> None:
    """Bitget has no word for a ban: what it asks is patience (test_limits.py)."""
    plan(room, Fault(kind=FaultKind.IP_BANNED, retry_after_s=120))
    await room.exchange.place_order(room.order())
    log = room.house.world.gateway.logs[room.subject.exchange]
    seen = log.operations.total()
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.NOT_SENT
    assert (await room.exchange.place_order(room.close())).outcome is Outcome.NOT_SENT
    with pytest.raises(BreakerOpen):
        await room.exchange.fetch_positions()
    assert log.operations.total() == seen


@the_live_ones
async def test_order_is_posted_exactly_once(room: Room) -> None:
    log = room.house.world.gateway.logs[room.subject.exchange]
    for fault in (Fault(kind=FaultKind.DROP_BEFORE), Fault(kind=FaultKind.STATUS_HTML, status=503)):
        plan(room, fault)
        order = room.order()
        await room.exchange.place_order(order)
        assert log.posts[order.client_order_id] == 1


@the_live_ones
async def test_failing_read_is_repeated(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.STATUS_HTML, status=502, stage=Stage.BEFORE), operation="balance", times=2)
    assert (await room.exchange.fetch_balance(BTC.kind))["USDT"].total > 0


@the_live_ones
async def test_revoked_key_is_told_by_reads(room: Room) -> None:
    await room.exchange.fetch_balance(BTC.kind)
    room.engine.customers.set_key_state(room.account, KeyState.REVOKED)
    with pytest.raises(CredentialsRejected):
        await room.exchange.fetch_balance(BTC.kind)


@pytest.mark.parametrize("subject", [BYBIT], ids=lambda subject: subject.name)
async def test_failed_look_up_never_says_absent(room: Room) -> None:
    """Bybit, for it looks in two places; the retries are the same code for all and take their time."""
    plan(room, Fault(kind=FaultKind.DROP_BEFORE), operation="order.find", times=FOREVER)
    plan(room, Fault(kind=FaultKind.DROP_BEFORE), operation="order.history", times=FOREVER)
    with pytest.raises((ExchangeUnavailable, BreakerOpen)):
        await room.exchange.find_order(BTC, room.order().client_order_id)


@the_live_ones
async def test_cancelled_caller_does_not_lose_the_order(room: Room) -> None:
    order = room.order()
    await room.exchange.fetch_position_mode()
    room.engine.settings.latency_s = 0.1
    sending = asyncio.ensure_future(room.exchange.place_order(order))
    await asyncio.sleep(0.02)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    room.engine.settings.latency_s = 0.0
    await eventually(lambda: any(known.client_id == order.client_order_id for known in room.account.orders.values()))


@the_live_ones
async def test_opens_fail_fast_while_closes_go_on(room: Room) -> None:
    await room.opened()
    for _ in range(5):
        plan(room, Fault(kind=FaultKind.DROP_BEFORE))
        await room.exchange.place_order(room.order())
    states = room.house.factory.breakers.states()
    refused = await room.exchange.place_order(room.order())
    assert states[room.subject.exchange, Lane.OPEN] is BreakerState.OPEN
    assert (refused.outcome, refused.code) == (Outcome.NOT_SENT, "breaker-open")
    assert (await room.exchange.place_order(room.close())).status is OrderStatus.FILLED


@pytest.mark.parametrize("subject", [BYBIT], ids=lambda subject: subject.name)
async def test_late_rejection_is_a_rejection(room: Room) -> None:
    """Bybit alone takes orders that its matching engine refuses afterwards."""
    plan(room, Fault(kind=FaultKind.LATE_REJECTION, code="EC_InsufficientBalance"))
    result = await room.exchange.place_order(room.order())
    assert (result.outcome, result.status, result.code) == (
        Outcome.REJECTED,
        OrderStatus.REJECTED,
        "EC_InsufficientBalance",
    )


@pytest.mark.parametrize("subject", [BYBIT], ids=lambda subject: subject.name)
async def test_order_that_only_history_knows_is_found(room: Room) -> None:
    """Bybit's recent orders are forgotten when it restarts; absence in one place proves nothing."""
    order = await room.opened()
    for venue in room.house.world.venues:
        if isinstance(venue, BybitVenue):
            venue.restart()
    found = await room.exchange.find_order(BTC, order.client_order_id)
    assert found is not None
    assert (found.status, found.filled) == (OrderStatus.FILLED, AMOUNT)
