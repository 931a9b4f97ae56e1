"""What is looked at now and then for people's own plans: pauses that are over, digests due. Decides nothing."""

from collections.abc import Awaitable, Callable, Sequence

from core.application.bus import MessageBus
from core.application.noise_commands import ResumeRestedFollowsCommand, TellDigestsCommand

REST_SECONDS = 5.0
DIGEST_SECONDS = 30.0

Round = tuple[str, float, Callable[[], Awaitable[object]]]


def rounds(bus: MessageBus) -> Sequence[Round]:
    """Name, seconds between, and what to do. Every deadline is stored: a look that comes late misses none."""

    async def resume() -> None:
        await bus.handle(ResumeRestedFollowsCommand())

    async def tell() -> None:
        await bus.handle(TellDigestsCommand())

    return [("resume rested follows", REST_SECONDS, resume), ("tell digests", DIGEST_SECONDS, tell)]
