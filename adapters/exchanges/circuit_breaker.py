"""Stops calling an exchange that does not answer, per exchange and lane, and lets one call at a time find out.

pybreaker keeps the state; alone it can't guard asyncio: it lets every waiter probe and counts cancellations
(reliability.md, fact 6). Closes and look-ups never share a breaker with opens.
"""

import functools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from enum import Enum, StrEnum, auto
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import pybreaker
from loguru import logger

from core.domain.errors import BreakerOpen, ExchangeUnavailable
from core.domain.values import Exchange

FAILURES_TO_OPEN = 5
SHARE_TO_OPEN_PERCENT, CALLS_TO_JUDGE, JUDGED_SECONDS = 50, 8, 20.0
REST_SECONDS = 10.0

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Monotonic = Callable[[], float]


class Lane(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    LOOKUP = "lookup"
    STREAM = "stream"
    MARKET = "market"


class BreakerState(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Verdict(Enum):
    """What a call says about the exchange's health; NEUTRAL neither counts nor resets."""

    SUCCESS = auto()
    FAILURE = auto()
    NEUTRAL = auto()


BreakerListener = Callable[[Exchange, Lane, BreakerState], None]
Probe = Callable[[], Awaitable[object]]


def always_success(_answer: object) -> Verdict:
    return Verdict.SUCCESS


class AsyncBreaker:
    """One breaker on one event loop. Only ExchangeUnavailable, or a judge's verdict, counts as a failure."""

    def __init__(
        self,
        on_change: Callable[[BreakerState], None],
        *,
        monotonic: Monotonic = time.monotonic,
        rest_seconds: float = REST_SECONDS,
    ) -> None:
        self._on_change, self._monotonic, self._rest_seconds = on_change, monotonic, rest_seconds
        self._closed_until = 0.0
        self._generation = 0
        self._is_probing = False
        self._state, self._failed_last = BreakerState.CLOSED, False
        self._recent: deque[tuple[float, bool]] = deque()
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=FAILURES_TO_OPEN,
            throw_new_error_on_trip=False,
            listeners=[_Announcer(self._changed)],
        )

    @property
    def state(self) -> BreakerState:
        return self._state

    @property
    def is_resting(self) -> bool:
        """Open, and not yet to be tried again."""
        return self.state is BreakerState.OPEN and self._monotonic() < self._closed_until

    async def guard(
        self,
        call: Callable[[], Awaitable[Answer]],
        *,
        judge: Callable[[Answer], Verdict] = always_success,
        probe: Probe | None = None,
    ) -> Answer:
        """Make the call, or raise BreakerOpen before anything is sent.

        With a `probe` (a harmless read) half-open is settled by it, so that an order is never the guinea pig.
        """
        self._admit()
        if self.state is BreakerState.HALF_OPEN and probe is not None:
            await self._settled_by(probe)
        generation, verdict = self._generation, Verdict.NEUTRAL
        try:
            answer = await call()
            verdict = judge(answer)
        except ExchangeUnavailable:
            verdict = Verdict.FAILURE
            raise
        finally:
            self._settle(generation, verdict)
        return answer

    def trip(self, seconds: float) -> None:
        """Open at once for at least so long: the exchange said to stay away."""
        if self.state is not BreakerState.OPEN:
            self._breaker.open()
        self._closed_until = max(self._closed_until, self._monotonic() + seconds)

    def _admit(self) -> None:
        if self.state is BreakerState.OPEN and self._monotonic() >= self._closed_until:
            self._breaker.half_open()
        if self.state is BreakerState.OPEN or (self.state is BreakerState.HALF_OPEN and self._is_probing):
            raise BreakerOpen("the exchange is not answering", code="breaker-open")
        self._is_probing = self.state is BreakerState.HALF_OPEN

    async def _settled_by(self, probe: Probe) -> None:
        generation, verdict = self._generation, Verdict.NEUTRAL
        try:
            await probe()
            verdict = Verdict.SUCCESS
        except ExchangeUnavailable as error:
            verdict = Verdict.FAILURE
            raise BreakerOpen("the exchange is still not answering", code="breaker-open") from error
        finally:
            self._settle(generation, verdict)

    def _settle(self, generation: int, verdict: Verdict) -> None:
        """Results of calls that started before the last change of state say nothing about this state."""
        if generation != self._generation:
            return
        self._is_probing = False
        match verdict:
            case Verdict.SUCCESS:
                self._recent.append((self._monotonic(), False))
                self._count_success()
            case Verdict.FAILURE:
                self._recent.append((self._monotonic(), True))
                self._failed_last = True
                with suppress(_Counted):
                    self._breaker.call(_failed)
                self._judge_the_share()
            case Verdict.NEUTRAL:
                return
        self._forget_old()

    def _count_success(self) -> None:
        """To a closed breaker only the first one after a failure is news."""
        if self._failed_last or self._state is not BreakerState.CLOSED:
            self._failed_last = False
            self._breaker.call(_fine)

    def _judge_the_share(self) -> None:
        """Five in a row open it; so does failing every second call, which never fails five in a row (E6)."""
        self._forget_old()
        failed = sum(is_failure for _, is_failure in self._recent)
        is_judged = len(self._recent) >= CALLS_TO_JUDGE and self.state is BreakerState.CLOSED
        if is_judged and failed * 100 >= len(self._recent) * SHARE_TO_OPEN_PERCENT:
            self._breaker.open()

    def _forget_old(self) -> None:
        while self._recent and self._monotonic() - self._recent[0][0] > JUDGED_SECONDS:
            self._recent.popleft()

    def _changed(self, state: BreakerState) -> None:
        self._generation += 1
        self._state, self._is_probing = state, False
        self._recent.clear()
        if state is BreakerState.OPEN:
            self._closed_until = self._monotonic() + self._rest_seconds
        self._on_change(state)


class Breakers:
    """Every breaker of the process, shared by all accounts: exchanges ban an address, not a key."""

    def __init__(self, *, monotonic: Monotonic = time.monotonic, rest_seconds: float = REST_SECONDS) -> None:
        self._monotonic, self._rest_seconds = monotonic, rest_seconds
        self._listeners: list[BreakerListener] = []
        self._breakers: dict[tuple[Exchange, Lane], AsyncBreaker] = {}

    def lane(self, exchange: Exchange, lane: Lane) -> AsyncBreaker:
        key = (exchange, lane)
        if key not in self._breakers:
            announce = functools.partial(self._announce, exchange, lane)
            self._breakers[key] = AsyncBreaker(announce, monotonic=self._monotonic, rest_seconds=self._rest_seconds)
        return self._breakers[key]

    def ban(self, exchange: Exchange, seconds: float) -> None:
        """The exchange refuses this address: every lane rests, closes too, for any request prolongs the ban."""
        for lane in Lane:
            self.lane(exchange, lane).trip(seconds)

    def listen(self, on_change: BreakerListener) -> None:
        """Tell of every change of state, once: on_change(exchange, lane, state)."""
        self._listeners.append(on_change)

    def states(self) -> Mapping[tuple[Exchange, Lane], BreakerState]:
        return {key: breaker.state for key, breaker in self._breakers.items()}

    def _announce(self, exchange: Exchange, lane: Lane, state: BreakerState) -> None:
        logger.bind(exchange=exchange.value, lane=lane.value, state=state.value).warning("breaker changed")
        for listener in self._listeners:
            listener(exchange, lane, state)


class Guarded(Protocol):
    """What a method's object offers so that its calls can be guarded."""

    @property
    def exchange(self) -> Exchange: ...

    @property
    def breakers(self) -> Breakers: ...


Owner = TypeVar("Owner", bound=Guarded)
Method = Callable[Concatenate[Owner, Arguments], Coroutine[Any, Any, Answer]]


def circuit_breaker_protected(
    lane: Lane,
) -> Callable[[Method[Owner, Arguments, Answer]], Method[Owner, Arguments, Answer]]:
    """Guard an asynchronous method by its exchange's breaker of this lane."""

    def decorate(method: Method[Owner, Arguments, Answer]) -> Method[Owner, Arguments, Answer]:
        @functools.wraps(method)
        async def guarded(owner: Owner, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            breaker = owner.breakers.lane(owner.exchange, lane)
            return await breaker.guard(lambda: method(owner, *args, **kwargs))

        return guarded

    return decorate


class _Announcer(pybreaker.CircuitBreakerListener):
    def __init__(self, changed: Callable[[BreakerState], None]) -> None:
        self._changed = changed

    def state_change(
        self,
        cb: pybreaker.CircuitBreaker,
        old_state: pybreaker.CircuitBreakerState | None,
        new_state: pybreaker.CircuitBreakerState,
    ) -> None:
        self._changed(BreakerState(new_state.name))


class _Counted(Exception):
    """Only to let pybreaker count; never leaves this module."""


def _fine() -> None:
    return None


def _failed() -> None:
    raise _Counted
