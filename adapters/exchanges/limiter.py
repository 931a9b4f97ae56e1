"""Keeps every request below 80 % of what an exchange allows, the urgent ones first, and silent when told to be silent.

Where there is room it costs two dictionary looks. Sends nothing; whoever is refused here has sent nothing either.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from adapters.exchanges.attempts import header
from adapters.exchanges.budgets import DIALS, PARTS_PERCENT, SHARE_OF, Budget, Charge, Purpose, Scope, Share
from core.domain.errors import HeldBack
from core.domain.values import Exchange

FULL_PERCENT = 80
SLOWED_PERCENT = 40
SLOWED_SECONDS = 60.0
SLOTS = 20
WORTH_TELLING_SECONDS = 10.0
FIRST_BLOCK_SECONDS, LONGEST_BLOCK_SECONDS = 600.0, 3600.0
PATIENCE_SECONDS: Mapping[Purpose, float] = {
    Purpose.CLOSE: 15.0,
    Purpose.PROTECTION: 15.0,
    Purpose.LOOKUP: 10.0,
    Purpose.CANCEL: 10.0,
    Purpose.OPEN: 1.5,  # whoever sends it decides whether it is worth waiting on
    Purpose.READ: 5.0,
}
EVERYBODY = ""


class Silence(StrEnum):
    """Why nothing may be asked."""

    BAN = "ban"
    BLOCK = "block"


Told = Callable[[Exchange, Silence, float], None]


class Call(NamedTuple):
    """A kind of request before it leaves: who asks, and what it takes."""

    exchange: Exchange
    account: str
    charges: Sequence[Charge]


class Window:
    """What was used of one budget within its time, in slots, by share. Never counts less than the exchange does."""

    def __init__(self, budget: Budget) -> None:
        self.units, self._seconds, self._shares = budget.units, budget.seconds, budget.shares
        self._slot_seconds = budget.seconds / SLOTS
        self._slots: deque[tuple[float, list[int]]] = deque()
        self._used = [0] * len(Share)
        self.used = 0
        self.waiting = [0] * len(Purpose)
        self.slow_until = 0.0
        self._free_for_all = self._least_room()

    def pause(self, purpose: Purpose, weight: int, *, now: float) -> float:
        """Seconds until there may be room; 0 when there is."""
        self._forget(now)
        if any(self.waiting[:purpose]):
            return self._slot_seconds
        if self.used + weight <= self._free_for_all and now >= self.slow_until:
            return 0.0
        room = self._room(SHARE_OF[purpose], now)
        if self.used + min(weight, room) <= room:
            return 0.0
        return max(self._slots[0][0] + self._slot_seconds + self._seconds - now, self._slot_seconds / 10)

    def take(self, purpose: Purpose, weight: int, *, now: float) -> None:
        self._add(SHARE_OF[purpose], weight, now)

    def believe(self, used: int | None, units: int | None, *, now: float) -> None:
        """The exchange counted more: somebody else is behind this address, or an answer was lost."""
        self._forget(now)
        if units and units != self.units:
            self.units = units
            self._free_for_all = self._least_room()
        if used is not None and used > self.used:
            self._add(Share.REST, used - self.used, now)

    def _least_room(self) -> int:
        """What is free to anybody, whatever is kept for the more urgent."""
        allowed = self.units * FULL_PERCENT // 100
        return allowed - sum(allowed * PARTS_PERCENT[share] // 100 for share in self._shares)

    def _room(self, share: Share, now: float) -> int:
        allowed = self.units * (SLOWED_PERCENT if now < self.slow_until else FULL_PERCENT) // 100
        kept = (max(allowed * PARTS_PERCENT[other] // 100 - self._used[other], 0) for other in self._above(share))
        return max(allowed - sum(kept), 1)

    def _above(self, share: Share) -> Iterator[Share]:
        """Room for entries is kept while there are any; for exits and look-ups always."""
        is_busy = self._used[Share.OPENS] > 0
        return (other for other in self._shares if other < share and (is_busy or other is not Share.OPENS))

    def _add(self, share: Share, weight: int, now: float) -> None:
        if not self._slots or now - self._slots[-1][0] >= self._slot_seconds:
            self._slots.append((now, [0] * len(Share)))
        self._slots[-1][1][share] += weight
        self._used[share] += weight
        self.used += weight

    def _forget(self, now: float) -> None:
        while self._slots and now - self._slots[0][0] >= self._seconds + self._slot_seconds:
            _, weights = self._slots.popleft()
            self._used = [used - weight for used, weight in zip(self._used, weights, strict=True)]
            self.used -= sum(weights)


class Limiter:
    """One per process: exchanges count by address."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._windows: dict[tuple[Exchange, str, str], Window] = {}
        self._silent_until: dict[tuple[Exchange, str], float] = {}
        self._blocks: dict[Exchange, int] = {}
        self._listeners: list[Told] = []

    def listen(self, told: Told) -> None:
        """Tell when an exchange refuses this address for long: told(exchange, why, seconds)."""
        self._listeners.append(told)

    async def enter(self, call: Call, purpose: Purpose) -> None:
        """Return when the request may leave, at once where there is room; raises HeldBack when it may not soon."""
        pause = self._pause(call, purpose)
        if pause > 0:
            await self._wait(call, purpose, pause)
        now = self._monotonic()
        for window, weight in self._taken(call):
            window.take(purpose, weight, now=now)

    async def dial(self, exchange: Exchange) -> None:
        """The same for opening a stream."""
        await self.enter(Call(exchange, EVERYBODY, (Charge(DIALS, 1),)), Purpose.READ)

    def hear(self, call: Call, headers: Mapping[str, str]) -> None:
        """Learn from what every answer tells of the budgets."""
        now = self._monotonic()
        for charge in call.charges:
            used, units = told_by(call.exchange, charge.budget, headers)
            if used is not None or units is not None:
                self._window(call, charge.budget).believe(used, units, now=now)
        self._blocks.pop(call.exchange, None)

    def slow_down(self, call: Call, seconds: float, *, scope: Scope) -> None:
        """Too fast: silence for so long, then half the rate for a minute."""
        whose = EVERYBODY if scope is Scope.ADDRESS else call.account
        now = self._monotonic()
        self._be_silent(call.exchange, whose, now + seconds)
        for (exchange, account, _), window in self._windows.items():
            if exchange is call.exchange and account == whose:
                window.slow_until = now + seconds + SLOWED_SECONDS

    def ban(self, call: Call, seconds: float) -> None:
        """The exchange shut this address out: not one request, from nobody, until it is over."""
        self._tell(call.exchange, Silence.BAN, seconds)
        self.slow_down(call, seconds, scope=Scope.ADDRESS)

    def block(self, call: Call) -> None:
        """A firewall or a region rule: asking again is hammering, so the pauses grow."""
        times = self._blocks.get(call.exchange, 0)
        seconds = min(FIRST_BLOCK_SECONDS * 2**times, LONGEST_BLOCK_SECONDS)
        self._tell(call.exchange, Silence.BLOCK, seconds)
        self._blocks[call.exchange] = times + 1
        self._be_silent(call.exchange, EVERYBODY, self._monotonic() + seconds)

    def silent_for(self, exchange: Exchange, account: str = EVERYBODY) -> float:
        """Seconds until anything may be asked; 0 when it may."""
        until = self._silent_until
        if not until:
            return 0.0
        latest = max(until.get((exchange, EVERYBODY), 0.0), until.get((exchange, account), 0.0))
        return max(latest - self._monotonic(), 0.0) if latest else 0.0

    def used_percent(self, exchange: Exchange) -> int:
        """How much of the address's fullest budget is used just now."""
        mine = [it for (place, whose, _), it in self._windows.items() if place is exchange and whose == EVERYBODY]
        for window in mine:
            window.believe(None, None, now=self._monotonic())
        return max((window.used * 100 // window.units for window in mine), default=0)

    def _tell(self, exchange: Exchange, why: Silence, seconds: float) -> None:
        """Once per silence, and not for a breath."""
        if seconds < WORTH_TELLING_SECONDS or self.silent_for(exchange) >= WORTH_TELLING_SECONDS:
            return
        for told in self._listeners:
            told(exchange, why, seconds)

    def _be_silent(self, exchange: Exchange, account: str, until: float) -> None:
        key = (exchange, account)
        self._silent_until[key] = max(self._silent_until.get(key, 0.0), until)

    def _pause(self, call: Call, purpose: Purpose) -> float:
        silence = self.silent_for(call.exchange, call.account)
        if silence > 0:
            return silence
        now = self._monotonic()
        return max((window.pause(purpose, weight, now=now) for window, weight in self._taken(call)), default=0.0)

    async def _wait(self, call: Call, purpose: Purpose, pause: float) -> None:
        deadline = self._monotonic() + PATIENCE_SECONDS[purpose]
        with self._in_line(call, purpose):
            while pause > 0:
                if self._monotonic() + pause > deadline:
                    raise self._refusal(call, pause)
                await self._sleep(pause)
                pause = self._pause(call, purpose)

    def _refusal(self, call: Call, pause: float) -> HeldBack:
        is_silent = self.silent_for(call.exchange, call.account) > 0
        code = "told-to-wait" if is_silent else "rate-budget"
        return HeldBack("held back before it was sent", code=code, retry_after_seconds=Decimal(str(round(pause, 3))))

    @contextmanager
    def _in_line(self, call: Call, purpose: Purpose) -> Iterator[None]:
        """While somebody waits, nobody less urgent passes."""
        windows = [window for window, _ in self._taken(call)]
        for window in windows:
            window.waiting[purpose] += 1
        try:
            yield
        finally:
            for window in windows:
                window.waiting[purpose] -= 1

    def _taken(self, call: Call) -> Iterator[tuple[Window, int]]:
        return ((self._window(call, budget), weight) for budget, weight in call.charges)

    def _window(self, call: Call, budget: Budget) -> Window:
        key = (call.exchange, EVERYBODY if budget.scope is Scope.ADDRESS else call.account, budget.name)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window(budget)
        return window


def told_by(exchange: Exchange, budget: Budget, headers: Mapping[str, str]) -> tuple[int | None, int | None]:
    """What an answer tells of a budget, as (used, units): Binance of weights and order counts, Bybit of an account's
    limit, Bitget of nothing."""
    match exchange:
        case Exchange.BINANCE:
            name = "X-MBX-USED-WEIGHT-1M" if budget.scope is Scope.ADDRESS else "X-MBX-ORDER-COUNT-10S"
            return whole(header(headers, name)), None
        case Exchange.BYBIT if budget.scope is Scope.ACCOUNT:
            units, left = whole(header(headers, "X-Bapi-Limit")), whole(header(headers, "X-Bapi-Limit-Status"))
            return (None if units is None or left is None else max(units - left, 0)), units or None
        case _:
            return None, None


def whole(text: str | None) -> int | None:
    """A header's number; nonsense is nothing."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else None
