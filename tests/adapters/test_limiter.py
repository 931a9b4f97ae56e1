"""The limiter: below 80 % whatever happens, closes before all else, silence when told to be silent. In virtual time."""

import asyncio
from collections import Counter, deque

import pytest

from adapters.exchanges.budgets import Purpose, Scope, charges_of
from adapters.exchanges.limiter import SLOTS, Call, Limiter, Silence, whole
from core.domain.errors import BreakerOpen, HeldBack
from core.domain.values import Exchange
from tests.adapters.virtual_time import VirtualTime

ORDER = charges_of(Exchange.BYBIT, "private", method="POST", path="v5/order/create")
LOOK = charges_of(Exchange.BYBIT, "private", method="GET", path="v5/order/realtime")
TICKERS = charges_of(Exchange.BYBIT, "public", method="GET", path="v5/market/tickers")
RISK = charges_of(Exchange.BINANCE, "fapiPrivateV3", method="GET", path="positionRisk")
FUTURES_ORDER = charges_of(Exchange.BINANCE, "fapiPrivate", method="POST", path="order")
ADDRESS_LIMIT, WINDOW_SECONDS = 600, 5.0


def bybit(account: object, charges: object = ORDER) -> Call:
    return Call(Exchange.BYBIT, str(account), charges)  # type: ignore[arg-type]


class Street:
    """Everything that left, with its time."""

    def __init__(self) -> None:
        self.time = VirtualTime()
        self.limiter = Limiter(monotonic=self.time.monotonic, sleep=self.time.sleep)
        self.left: list[tuple[float, Purpose]] = []
        self.refused: Counter[Purpose] = Counter()

    async def send(self, call: Call, purpose: Purpose) -> float:
        """Seconds it waited; refusals are counted."""
        began = self.time.now
        try:
            await self.limiter.enter(call, purpose)
        except HeldBack:
            self.refused[purpose] += 1
        else:
            self.left.append((self.time.now, purpose))
        return self.time.now - began

    def busiest(self, seconds: float) -> int:
        """The most that left within any such time."""
        window: deque[float] = deque()
        most = 0
        for at, _ in sorted(self.left):
            window.append(at)
            while window[0] <= at - seconds:
                window.popleft()
            most = max(most, len(window))
        return most


async def test_there_is_no_wait_where_there_is_room() -> None:
    street = Street()
    assert await street.send(bybit("ann"), Purpose.OPEN) == 0
    assert street.left == [(1000.0, Purpose.OPEN)]


async def test_no_window_holds_more_than_its_share() -> None:
    """Everybody wants everything: 80 % of the address's budget is never exceeded, in any window."""
    street = Street()
    purposes = list(Purpose) * 300
    await street.time.play(
        asyncio.gather(*(street.send(bybit(number), purpose) for number, purpose in enumerate(purposes)))
    )
    assert street.busiest(WINDOW_SECONDS) <= ADDRESS_LIMIT * 80 // 100
    assert street.refused[Purpose.CLOSE] == 0


async def test_a_thousand_entries_delay_no_close() -> None:
    street = Street()
    entries = asyncio.gather(*(street.send(bybit(number), Purpose.OPEN) for number in range(1000)))
    await asyncio.sleep(0)
    waits = [await street.send(bybit(f"exit{number}"), Purpose.CLOSE) for number in range(150)]
    assert max(waits) == 0
    await street.time.play(entries)


async def test_a_storm_of_looks_leaves_the_closes_their_part() -> None:
    street = Street()
    looks = asyncio.gather(*(street.send(bybit(number, LOOK), Purpose.LOOKUP) for number in range(2000)))
    await asyncio.sleep(0)
    waits = [await street.send(bybit(f"exit{number}"), Purpose.CLOSE) for number in range(150)]
    assert max(waits) == 0
    await street.time.play(looks)
    assert street.busiest(WINDOW_SECONDS) <= ADDRESS_LIMIT * 80 // 100


async def test_reads_leave_room_for_entries_and_looks() -> None:
    street = Street()
    await street.send(bybit("first"), Purpose.OPEN)
    reads = asyncio.gather(*(street.send(bybit("", TICKERS), Purpose.READ) for _ in range(500)))
    await asyncio.sleep(0)
    for number in range(90):
        assert await street.send(bybit(number), Purpose.OPEN) == 0
        assert await street.send(bybit(number, LOOK), Purpose.LOOKUP) == 0
    await street.time.play(reads)


async def test_the_more_urgent_leaves_first() -> None:
    street = Street()
    for number in range(480):
        await street.send(bybit(number), Purpose.CLOSE)
    late = [Purpose.READ, Purpose.LOOKUP, Purpose.PROTECTION, Purpose.CLOSE]
    street.left.clear()
    await street.time.play(asyncio.gather(*(street.send(bybit(f"x{p}", TICKERS), p) for p in late)))
    order = [purpose for _, purpose in sorted(street.left, key=lambda left: left[0])]
    assert order[0] is Purpose.CLOSE
    assert order.index(Purpose.PROTECTION) < order.index(Purpose.LOOKUP)


async def test_an_entry_is_refused_rather_than_late() -> None:
    street = Street()
    for number in range(480):
        await street.send(bybit(number), Purpose.CLOSE)
    with pytest.raises(HeldBack) as refused:
        await street.time.play(street.limiter.enter(bybit("ann"), Purpose.OPEN))
    assert (refused.value.code, refused.value.__cause__) == ("rate-budget", None)
    assert isinstance(refused.value, BreakerOpen)
    assert refused.value.retry_after_seconds > 0


async def test_one_account_uses_up_nobody_elses_budget() -> None:
    street = Street()
    greedy = asyncio.gather(*(street.send(bybit("ann"), Purpose.OPEN) for _ in range(50)))
    await asyncio.sleep(0)
    assert await street.send(bybit("bo"), Purpose.OPEN) == 0
    await street.time.play(greedy)


async def test_a_ban_is_silence_for_everybody() -> None:
    street = Street()
    told: list[tuple[Exchange, Silence, float]] = []
    street.limiter.listen(lambda *news: told.append(news))
    street.limiter.ban(bybit("ann"), 600.0)
    street.limiter.ban(bybit("bo"), 600.0)
    for purpose in Purpose:
        await street.send(bybit("bo"), purpose)
    assert street.left == []
    assert told == [(Exchange.BYBIT, Silence.BAN, 600.0)]
    with pytest.raises(HeldBack, match="held back"):
        await street.limiter.dial(Exchange.BYBIT)
    street.time.now += 600
    assert await street.send(bybit("bo"), Purpose.READ) == 0


async def test_another_exchange_hears_nothing_of_a_ban() -> None:
    street = Street()
    street.limiter.ban(bybit("ann"), 600.0)
    assert await street.send(Call(Exchange.BINANCE, "ann", RISK), Purpose.LOOKUP) == 0


async def test_a_short_wait_is_kept_by_closes() -> None:
    street = Street()
    street.limiter.slow_down(bybit("ann"), 3.0, scope=Scope.ACCOUNT)
    assert await street.time.play(street.send(bybit("ann"), Purpose.CLOSE)) >= 3.0
    await street.send(bybit("ann"), Purpose.CLOSE)
    street.limiter.slow_down(bybit("ann"), 3.0, scope=Scope.ACCOUNT)
    assert await street.send(bybit("bo"), Purpose.OPEN) == 0


async def test_after_too_many_the_rate_is_halved_for_a_minute() -> None:
    street = Street()
    call = Call(Exchange.BYBIT, "", TICKERS)
    await street.send(call, Purpose.CLOSE)
    street.limiter.slow_down(call, 1.0, scope=Scope.ADDRESS)
    street.time.now += 6.5
    sent = [await street.send(call, Purpose.CLOSE) for _ in range(ADDRESS_LIMIT * 40 // 100)]
    assert max(sent) == 0
    assert await street.time.play(street.send(call, Purpose.CLOSE)) > 0
    street.time.now += 70
    sent = [await street.send(call, Purpose.CLOSE) for _ in range(ADDRESS_LIMIT * 80 // 100)]
    assert max(sent) == 0


async def test_blocks_last_longer_each_time() -> None:
    street = Street()
    lengths = []
    for _ in range(4):
        street.limiter.block(bybit("ann"))
        lengths.append(street.limiter.silent_for(Exchange.BYBIT))
        street.time.now += lengths[-1]
    assert lengths == [600, 1200, 2400, 3600]
    street.limiter.hear(bybit("ann"), {})
    street.limiter.block(bybit("ann"))
    assert street.limiter.silent_for(Exchange.BYBIT) == 600


async def test_what_the_exchange_counted_is_believed() -> None:
    """Another process behind this address: its requests count too."""
    street = Street()
    call = Call(Exchange.BINANCE, "ann", RISK)
    await street.send(call, Purpose.LOOKUP)
    street.limiter.hear(call, {"x-mbx-used-weight-1m": "1915"})
    assert await street.send(call, Purpose.CLOSE) == 0
    assert await street.time.play(street.send(call, Purpose.LOOKUP)) >= 0
    assert street.refused[Purpose.LOOKUP] == 1


async def test_a_vip_limit_is_learned() -> None:
    street = Street()
    street.limiter.hear(bybit("ann"), {"X-Bapi-Limit": "100", "X-Bapi-Limit-Status": "99"})
    waits = [await street.send(bybit("ann"), Purpose.CLOSE) for _ in range(70)]
    assert max(waits) == 0


async def test_orders_weigh_nothing_but_count() -> None:
    """Binance's futures orders cost the address nothing; the account's own count is bounded."""
    street = Street()
    call = Call(Exchange.BINANCE, "ann", FUTURES_ORDER)
    waits = [await street.send(call, Purpose.CLOSE) for _ in range(240)]
    assert max(waits) == 0
    assert await street.time.play(street.send(call, Purpose.CLOSE)) > 0


async def test_what_was_used_is_forgotten_with_its_window() -> None:
    street = Street()
    for number in range(480):
        await street.send(bybit(number), Purpose.CLOSE)
    street.time.now += WINDOW_SECONDS * (1 + 1 / SLOTS)
    assert await street.send(bybit("ann"), Purpose.OPEN) == 0


@pytest.mark.parametrize("text", [None, "", "many", "-3", "1e9", "\u0663", "99999999999"])
def test_a_nonsense_header_is_nothing(text: str | None) -> None:
    assert whole(text) is None


@pytest.mark.parametrize("exchange", Exchange)
def test_every_call_costs_its_address_something(exchange: Exchange) -> None:
    (charge, *_) = charges_of(exchange, "public", method="GET", path="time")
    assert (charge.budget.scope, charge.weight) == (Scope.ADDRESS, 1)
