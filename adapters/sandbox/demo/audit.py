"""The last page: each exchange's own book beside the bot's, as a table. Changes neither."""

import asyncio
from collections.abc import Sequence

from adapters.sandbox.demo.books import Agreement
from adapters.sandbox.demo.cast import Role
from adapters.sandbox.demo.company import Company
from adapters.sandbox.demo.lines import Say
from adapters.sandbox.demo.trouble import StoryBroken

SETTLE_SECONDS = 20.0
LOOK_SECONDS = 0.2
ROW = "{who:17} {what:16} {bot:>24} {exchange:>24}  {verdict}"


async def audit(cast: Company, roles: Sequence[Role], say: Say) -> int:
    """Print the comparison; the exit code: 0 only if everything is equal."""
    await settled(cast, roles)
    say(ROW.format(who="", what="", bot="the bot", exchange="the exchange", verdict=""))
    pages = {role: await cast.auditor.compare(role) for role in roles}
    for role, lines in pages.items():
        for number, line in enumerate(lines):
            say(_row(f"{role.name} on {role.venue.title()}" if number == 0 else "", line))
    is_equal = all(line.is_equal for lines in pages.values() for line in lines)
    say("")
    say("Every book agrees." if is_equal else "THE BOOKS DIFFER.")
    return 0 if is_equal else 1


async def settled(cast: Company, roles: Sequence[Role]) -> None:
    """Nothing is in flight any more."""
    deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
    while sum([await cast.auditor.unsettled(role) for role in roles]):
        cast.stage.bot.require_running()
        if asyncio.get_running_loop().time() > deadline:
            raise StoryBroken(f"orders were still unsettled after {SETTLE_SECONDS:.0f} s")
        await asyncio.sleep(LOOK_SECONDS)


def _row(who: str, line: Agreement) -> str:
    verdict = "equal" if line.is_equal else "DIFFERENT"
    note = f" ({line.note})" if line.note else ""
    return ROW.format(who=who, what=line.what, bot=line.bot, exchange=line.exchange, verdict=f"{verdict}{note}")
