"""The breaker opens after failures, refuses fast, lets one call find out, and tells everybody once."""

import asyncio

import pytest

from adapters.exchanges.circuit_breaker import (
    CALLS_TO_JUDGE,
    FAILURES_TO_OPEN,
    JUDGED_SECONDS,
    AsyncBreaker,
    Breakers,
    BreakerState,
    Lane,
    Verdict,
    circuit_breaker_protected,
)
from core.domain.errors import BreakerOpen, CredentialsRejected, ExchangeUnavailable
from core.domain.values import Exchange

REST_SECONDS = 10.0


class Watch:
    """A clock that stands until told, and a list of what was announced."""

    def __init__(self) -> None:
        self.now = 0.0
        self.states: list[BreakerState] = []
        self.breaker = AsyncBreaker(self.states.append, monotonic=lambda: self.now, rest_seconds=REST_SECONDS)

    async def trip(self) -> None:
        for _ in range(FAILURES_TO_OPEN):
            with pytest.raises(ExchangeUnavailable):
                await self.breaker.guard(fail)

    def rest(self) -> None:
        self.now += REST_SECONDS


async def succeed() -> str:
    return "fine"


async def fail() -> str:
    raise ExchangeUnavailable("away")


async def refuse() -> str:
    raise CredentialsRejected("key")


async def test_failures_in_a_row_open_it() -> None:
    watch = Watch()
    await watch.trip()
    assert watch.states == [BreakerState.OPEN]


async def test_open_breaker_refuses_without_calling() -> None:
    watch, called = Watch(), False
    await watch.trip()

    async def call() -> None:
        nonlocal called
        called = True

    with pytest.raises(BreakerOpen):
        await watch.breaker.guard(call)
    assert not called


async def test_success_between_failures_keeps_it_closed() -> None:
    watch = Watch()
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(ExchangeUnavailable):
            await watch.breaker.guard(fail)
        for _ in range(2):
            await watch.breaker.guard(succeed)
    assert watch.breaker.state is BreakerState.CLOSED


async def test_failing_every_second_call_opens_it() -> None:
    watch = Watch()
    for _ in range(CALLS_TO_JUDGE // 2 - 1):
        await watch.breaker.guard(succeed)
        with pytest.raises(ExchangeUnavailable):
            await watch.breaker.guard(fail)
    await watch.breaker.guard(succeed)
    assert watch.breaker.state is BreakerState.CLOSED
    with pytest.raises(ExchangeUnavailable):
        await watch.breaker.guard(fail)
    assert watch.states == [BreakerState.OPEN]


async def test_old_failures_are_not_judged() -> None:
    watch = Watch()
    for _ in range(FAILURES_TO_OPEN - 1):
        with pytest.raises(ExchangeUnavailable):
            await watch.breaker.guard(fail)
    await watch.breaker.guard(succeed)
    watch.now += JUDGED_SECONDS + 1
    for _ in range(CALLS_TO_JUDGE // 2 + 1):
        await watch.breaker.guard(succeed)
    with pytest.raises(ExchangeUnavailable):
        await watch.breaker.guard(fail)
    assert watch.breaker.state is BreakerState.CLOSED


async def test_refusals_neither_count_nor_reset() -> None:
    watch = Watch()
    for _ in range(FAILURES_TO_OPEN * 2):
        with pytest.raises(CredentialsRejected):
            await watch.breaker.guard(refuse)
    assert watch.states == []
    for _ in range(FAILURES_TO_OPEN - 1):
        with pytest.raises(ExchangeUnavailable):
            await watch.breaker.guard(fail)
        with pytest.raises(CredentialsRejected):
            await watch.breaker.guard(refuse)
    with pytest.raises(ExchangeUnavailable):
        await watch.breaker.guard(fail)
    assert watch.states == [BreakerState.OPEN]


async def test_after_the_rest_one_success_closes_it() -> None:
    watch = Watch()
    await watch.trip()
    watch.rest()
    assert await watch.breaker.guard(succeed) == "fine"
    assert watch.states == [BreakerState.OPEN, BreakerState.HALF_OPEN, BreakerState.CLOSED]


async def test_after_the_rest_one_failure_opens_it_again() -> None:
    watch = Watch()
    await watch.trip()
    watch.rest()
    with pytest.raises(ExchangeUnavailable):
        await watch.breaker.guard(fail)
    with pytest.raises(BreakerOpen):
        await watch.breaker.guard(succeed)


async def test_only_one_of_many_waiters_probes() -> None:
    watch, calls, gate = Watch(), 0, asyncio.Event()
    await watch.trip()
    watch.rest()

    async def call() -> None:
        nonlocal calls
        calls += 1
        await gate.wait()

    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(attempt(watch.breaker, call)) for _ in range(100)]
        await asyncio.sleep(0)
        gate.set()
    assert calls == 1
    assert [task.result() for task in waiting].count(False) == 99


async def attempt(breaker: AsyncBreaker, call: object) -> bool:
    try:
        await breaker.guard(call)  # type: ignore[arg-type]
    except BreakerOpen:
        return False
    return True


async def test_cancelled_probe_frees_its_place() -> None:
    watch = Watch()
    await watch.trip()
    watch.rest()
    probing = asyncio.ensure_future(watch.breaker.guard(asyncio.Event().wait))
    await asyncio.sleep(0)
    probing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probing
    assert await watch.breaker.guard(succeed) == "fine"


async def test_cancellations_never_open_it() -> None:
    watch = Watch()
    for _ in range(FAILURES_TO_OPEN * 2):
        calling = asyncio.ensure_future(watch.breaker.guard(asyncio.Event().wait))
        await asyncio.sleep(0)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
    assert watch.breaker.state is BreakerState.CLOSED


async def test_tripping_error_is_not_replaced() -> None:
    watch = Watch()
    await watch.trip()
    watch.rest()
    with pytest.raises(ExchangeUnavailable, match="away"):
        await watch.breaker.guard(fail)


async def test_late_success_says_nothing_about_now() -> None:
    watch, gate = Watch(), asyncio.Event()

    async def slow() -> None:
        await gate.wait()

    early = asyncio.ensure_future(watch.breaker.guard(slow))
    await asyncio.sleep(0)
    await watch.trip()
    gate.set()
    await early
    assert watch.breaker.state is BreakerState.OPEN


async def test_harmless_probe_goes_before_an_order() -> None:
    watch, ordered = Watch(), []
    await watch.trip()
    watch.rest()

    async def order() -> None:
        ordered.append(1)

    with pytest.raises(BreakerOpen):
        await watch.breaker.guard(order, probe=fail)
    assert ordered == []
    watch.rest()
    await watch.breaker.guard(order, probe=succeed)
    assert (ordered, watch.breaker.state) == ([1], BreakerState.CLOSED)


async def test_judge_counts_answers_too() -> None:
    watch = Watch()
    for _ in range(FAILURES_TO_OPEN):
        await watch.breaker.guard(succeed, judge=lambda _: Verdict.FAILURE)
    assert watch.breaker.state is BreakerState.OPEN


async def test_ban_outlasts_the_usual_rest() -> None:
    watch = Watch()
    watch.breaker.trip(REST_SECONDS * 5)
    watch.rest()
    with pytest.raises(BreakerOpen):
        await watch.breaker.guard(succeed)
    watch.now = REST_SECONDS * 5
    assert await watch.breaker.guard(succeed) == "fine"


class Desk:
    """Something with a guarded method."""

    exchange = Exchange.BYBIT

    def __init__(self, breakers: Breakers) -> None:
        self.breakers = breakers

    @circuit_breaker_protected(Lane.LOOKUP)
    async def look(self) -> None:
        raise ExchangeUnavailable("away")


async def test_lanes_and_exchanges_are_apart() -> None:
    breakers = Breakers()
    heard: list[tuple[Exchange, Lane, BreakerState]] = []
    breakers.listen(lambda exchange, lane, state: heard.append((exchange, lane, state)))
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(ExchangeUnavailable):
            await Desk(breakers).look()
    with pytest.raises(BreakerOpen):
        await Desk(breakers).look()
    assert await breakers.lane(Exchange.BYBIT, Lane.CLOSE).guard(succeed) == "fine"
    assert await breakers.lane(Exchange.BITGET, Lane.LOOKUP).guard(succeed) == "fine"
    assert heard == [(Exchange.BYBIT, Lane.LOOKUP, BreakerState.OPEN)]


def test_ban_closes_every_lane_of_one_exchange() -> None:
    breakers = Breakers()
    breakers.ban(Exchange.BINANCE, 60)
    assert breakers.states() == {(Exchange.BINANCE, lane): BreakerState.OPEN for lane in Lane}
