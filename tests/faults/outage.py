"""Ten virtual hours of an exchange that is away in every way, with positions open, closes due and entries arriving.

Through the real core, limiter, breakers, order entry, notifier and sender; the exchange and Telegram are in memory.
"""

from collections.abc import Iterator, Sequence

from tests.faults.outage_town import Away, Harvest, run_outage
from tests.faults.scale import Count, Say, Scale

FOLLOWERS = {Scale.SAMPLE: 3, Scale.FULL: 100}
HOURS = 10


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    harvest = run_outage(Away(followers=FOLLOWERS[scale], seed=seed, say=say))
    command = f"python -m tests.faults outage --seed {seed}" + (" --full" if scale is Scale.FULL else "")
    failed = [f"{complaint}: {command}" for complaint in complaints(harvest)]
    what = f"{HOURS} h outage, {FOLLOWERS[scale]} followers"
    return [Count(what=what, played=harvest.seen["orders tried"], failed=failed, seen=dict(harvest.seen))]


def complaints(harvest: Harvest) -> Iterator[str]:
    yield from harvest.broken
    for never in ("requests while banned", "asked too much", "stale entries"):
        if harvest.seen[never]:
            yield f"{harvest.seen[never]} {never}"
    for chat_id, (begun, ended) in harvest.messages.items():
        if (begun, ended) != (1, 1):
            yield f"{chat_id} was told {begun} times that it began and {ended} times that it ended"
