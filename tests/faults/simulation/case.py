"""One schedule from its seed to its verdict: what broke, what was seen, and a digest of all that happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b

from core.application.points import watching
from core.domain.values import Symbol
from tests.faults.simulation.invariants import so_far
from tests.faults.simulation.liveness import in_the_end
from tests.faults.simulation.script import Script
from tests.faults.simulation.sights import sights
from tests.faults.simulation.town import Town
from tests.faults.simulation.virtual import VirtualLoop

STEPS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    seed: int
    digest: str
    broken: Sequence[str]
    seen: Mapping[str, int]

    def differing(self, other: "Verdict") -> "Verdict":
        """The same seed was another run: invariant 34."""
        complaint = f"invariant 34: {self.digest}, then {other.digest}"
        return replace(self, broken=[complaint, *self.broken])


def play_seed(seed: int) -> Verdict:
    """The same seed is the same run, wherever and whenever it is played."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(run(loop, seed))
    finally:
        loop.close()


async def run(loop: VirtualLoop, seed: int) -> Verdict:
    town = Town(loop, seed)
    script = Script(town)
    with watching(town.passing):
        await script.settle_in()
        for _ in range(STEPS):
            await script.step()
            town.complaints += so_far(town)
        await script.peace()
        town.complaints += so_far(town)
        town.complaints += await in_the_end(town)
    broken = sorted({*town.complaints, *(f"failure: {error!r}" for error in [*town.failures, *town.life.failures])})
    digest = digest_of(town)
    town.seen.update(sights(town))
    town.life.die()
    await town.life.buried()
    town.memory.close()
    return Verdict(seed=seed, digest=digest, broken=broken, seen=town.seen)


def digest_of(town: Town) -> str:
    """Every event that was stored, every order that was tried, and where all ended."""
    digest = blake2b(digest_size=12)
    for row in town.tables.events():
        digest.update(f"{row['event_id']} {row['occurred_at']} {row['payload']}\n".encode())
    for key, book in town.books.items():
        attempts = [(attempt.at, attempt.order) for attempt in town.weathers[key].attempts]
        digest.update(f"{key} {attempts} {plain(book.net)}\n".encode())
    return digest.hexdigest()


def plain(net: Mapping[Symbol, Decimal]) -> Sequence[str]:
    return [f"{symbol} {amount}" for symbol, amount in net.items()]
