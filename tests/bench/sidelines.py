"""What else must hold while orders leave: closes overtake, chat is alive, and a leader's message costs little."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from core.domain.values import Exchange
from tests.bench.arena import Arena, Place
from tests.bench.chat_alive import chat_alive
from tests.bench.overtaking import overtaking
from tests.bench.stream_cost import stream_cost
from tests.bench.tandem import household
from tests.bench.telling import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure beside what it is measured by."""

    what: str
    exchange: str
    value: float
    limit: float
    unit: str


async def sidelines(arena: Arena, exchange: Exchange, count: int) -> AsyncIterator[Finding]:
    def found(what: str, value: float, *, limit: float, unit: str) -> Finding:
        return Finding(what=what, exchange=exchange.value, value=round(value, 2), limit=round(limit, 2), unit=unit)

    mine, bare = await stream_cost(arena, exchange)
    yield found("8. a leader's message until its intent, CPU", mine, limit=1.5 * bare, unit="us")
    async with household(arena, exchange, count) as home:
        await home.calm()
        await home.fire()
        busy, calm = await overtaking(arena, home)
        yield found(f"6. a close amid {count:,} opens, at the exchange", busy, limit=3 * calm, unit="ms")
        answer, late = await chat_alive(arena, home)
        yield found(f"7. /positions amid {count:,} opens, p95", answer, limit=300, unit="ms")
        yield found(f"7. the loop stands still amid {count:,} opens, p99", late, limit=50, unit="ms")


def play(exchange: Exchange, count: int, place: Place, out: Connection) -> None:
    """In a process of their own."""
    tell(place, out, lambda arena: sidelines(arena, exchange, count))
