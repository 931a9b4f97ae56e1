"""One heat in a fresh process, so that memory and garbage are its own: some ways, one exchange, one number of accounts.

Decides nothing about which heats there are, and prints nothing.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import product
from multiprocessing.connection import Connection
from statistics import median

from core.domain.values import Exchange
from tests.bench.arena import Arena, Place
from tests.bench.bare import bounded, clients_of, floor, gathered
from tests.bench.naive import all_at_once, naive_book, one_by_one
from tests.bench.rounds import Fire, Repeat, Round, Row, measured, row, rss_kb
from tests.bench.tandem import household
from tests.bench.telling import tell

BARE_WAYS = ("floor", "ccxt", "naive_gather", "naive_loop")
WAYS = ("tandem", *BARE_WAYS)
NAIVE_ROUNDS = 2
LONG_ROUND_SECONDS = 30.0
"""What takes longer is measured once."""

NAIVE_SECONDS_PER_ORDER, MOST_SECONDS = 0.01, 90.0
"""A naive loop that would take longer than this is left out, a row less, rather than guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    exchange: Exchange
    n: int
    ways: Sequence[str]
    delays_ms: Sequence[int]
    rounds: int

    def repeat(self, way: str, delay_ms: int) -> Repeat:
        """The naive ways take so long that a few rounds must do; their connections are warm from the others."""
        if not way.startswith("naive"):
            return Repeat(rounds=self.rounds, warm_up=2 if self.n <= 1_000 else 1)
        seconds = NAIVE_SECONDS_PER_ORDER + (delay_ms / 1000 if way == "naive_loop" else 0)
        return Repeat(rounds=1 if self.n * seconds > LONG_ROUND_SECONDS else min(NAIVE_ROUNDS, self.rounds), warm_up=0)

    def rows(self) -> int:
        """How many will come."""
        short = sum(too_long(self.n, delay_ms) for delay_ms in self.delays_ms) if "naive_loop" in self.ways else 0
        return len(self.ways) * len(self.delays_ms) - short


def too_long(count: int, delay_ms: int) -> bool:
    return count * (delay_ms / 1000 + NAIVE_SECONDS_PER_ORDER) > MOST_SECONDS


async def run(arena: Arena, wish: Wish) -> AsyncIterator[Row]:
    if "tandem" in wish.ways:
        async for found in tandem_rows(arena, wish):
            yield found
    if any(way in BARE_WAYS for way in wish.ways):
        async for found in bare_rows(arena, wish):
            yield found
    await arena.answer_after(0)


async def tandem_rows(arena: Arena, wish: Wish) -> AsyncIterator[Row]:
    before = rss_kb()
    async with household(arena, wish.exchange, wish.n) as home:
        for delay_ms in wish.delays_ms:
            await arena.answer_after(delay_ms)
            found = await measured(
                arena, home.fire, orders=wish.n, repeat=wish.repeat("tandem", delay_ms), calm=home.calm
            )
            grown = max(rss_kb() - before, 0.0) / wish.n
            yield row("tandem", wish.exchange.value, found, delay_ms=delay_ms, rss_kb=grown)


async def bare_rows(arena: Arena, wish: Wish) -> AsyncIterator[Row]:
    """The same clients for all of these ways."""
    before, exchange = rss_kb(), wish.exchange
    async with AsyncExitStack() as stack:
        clients = await stack.enter_async_context(clients_of(arena, exchange, wish.n))
        book = await stack.enter_async_context(naive_book(arena.place.directory / f"naive-{exchange}-{wish.n}.db"))
        fires: dict[str, list[Fire]] = {
            "floor": [await stack.enter_async_context(floor(arena, exchange, clients))],
            "ccxt": [gathered(clients), bounded(clients)],
            "naive_gather": [all_at_once(book, clients)],
            "naive_loop": [one_by_one(book, clients)],
        }
        for delay_ms, way in product(wish.delays_ms, fires):
            if way not in wish.ways or (way == "naive_loop" and too_long(wish.n, delay_ms)):
                continue
            await arena.answer_after(delay_ms)
            found = await best(arena, fires[way], orders=wish.n, repeat=wish.repeat(way, delay_ms))
            grown = max(rss_kb() - before, 0.0) / wish.n
            yield row(way, exchange.value, found, delay_ms=delay_ms, rss_kb=grown)


async def best(arena: Arena, fires: Sequence[Fire], *, orders: int, repeat: Repeat) -> Sequence[Round]:
    """The rounds of the variant whose last order came soonest, in the middle of its rounds."""
    found = [await measured(arena, fire, orders=orders, repeat=repeat) for fire in fires]
    return min(found, key=lambda rounds: median(one.arrivals_ms[-1] for one in rounds))


def play(wish: Wish, place: Place, out: Connection) -> None:
    """In the process of the heat."""
    tell(place, out, lambda arena: run(arena, wish))
