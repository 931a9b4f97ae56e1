"""The two ways to live in the sandbox: a story that plays and checks itself, and an open house with a chat page."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from adapters.sandbox.demo import settling_in, trading
from adapters.sandbox.demo.audit import audit
from adapters.sandbox.demo.cast import ANN, FOLLOWERS, LEV
from adapters.sandbox.demo.company import Company, aloud, company
from adapters.sandbox.demo.lines import LEGEND, Say
from adapters.sandbox.demo.open_house import keep_open
from adapters.sandbox.demo.processes import Stage, leaving_nobody_behind
from adapters.sandbox.demo.trouble import StoryBroken, reasons

LONGEST_STORY_SECONDS = 170.0

Chapter = tuple[str, Callable[[Company], Awaitable[None]]]


async def play(say: Say) -> int:
    """Play the whole story; 0 only if every exchange's book equals the bot's."""
    with tempfile.TemporaryDirectory(prefix="tandem-demo-") as directory:
        stage = Stage(Path(directory))
        try:
            async with leaving_nobody_behind(), asyncio.timeout(LONGEST_STORY_SECONDS):
                return await _play(stage, say)
        except* (StoryBroken, TimeoutError) as broken:
            for reason in reasons(broken):
                say(f"\nThe story broke off: {reason}")
            say(f"\n{stage.last_words()}")
        except* asyncio.CancelledError:
            say("\nStopped before the end.")
        return 1


async def sandbox(say: Say) -> int:
    """Keep the world and the bot open until Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="tandem-sandbox-") as directory:
        return await keep_open(Path(directory), say)


async def _play(stage: Stage, say: Say) -> int:
    began_at = time.monotonic()
    say(LEGEND)
    say("Opening the world, then the bot ...")
    async with company(stage, say, tell=aloud) as cast:
        await cast.start_bot()
        for number, (title, chapter) in enumerate(CHAPTERS, 1):
            cast.printer.heading(f"{number}. {title}")
            await chapter(cast)
        cast.printer.heading("The books")
        code = await audit(cast, FOLLOWERS, say)
        say(f"Played in {time.monotonic() - began_at:.0f} s.")
        return code


async def _invitations(cast: Company) -> None:
    await settling_in.invite(cast, LEV, *FOLLOWERS)


async def _leading(cast: Company) -> None:
    await settling_in.link_key(cast, LEV)
    await settling_in.lead(cast)


async def _connecting(cast: Company) -> None:
    for role in FOLLOWERS:
        await settling_in.link_key(cast, role)
        await settling_in.go_live(cast, role)


async def _refusal(cast: Company) -> None:
    await settling_in.show_refusal(cast, ANN)


async def _first_close(cast: Company) -> None:
    await trading.close(cast, *FOLLOWERS)


async def _last_close(cast: Company) -> None:
    await trading.close(cast, ANN)


async def _looking_back(cast: Company) -> None:
    for role in FOLLOWERS:
        await trading.look_back(cast, role)


CHAPTERS: Sequence[Chapter] = (
    ("Olena, the operator, invites", _invitations),
    ("Lev links a key that can only read, and leads", _leading),
    ("Ann tries a key that can withdraw: refused", _refusal),
    ("Binance, Bybit, Bitget: linked on paper, switched to live", _connecting),
    ("Ann follows and wants to be asked", settling_in.follow_asking_first),
    ("Bohdan follows with a fixed amount", settling_in.follow_with_fixed_amount),
    ("Cleo follows with a tenth of equity at 50x", settling_in.follow_daringly),
    ("Lev opens a BTC perpetual in several partial fills", trading.open_in_slices),
    ("Lev adds", trading.add),
    ("Lev takes 40 % off", trading.reduce),
    ("Lev closes", _first_close),
    ("A spot round trip", trading.spot_round_trip),
    ("A new long", trading.open_in_slices),
    ("The market falls 3 %: Cleo is liquidated", trading.liquidate),
    ("Bohdan stops and closes all", trading.stop_with_close_all),
    ("Lev closes the rest", _last_close),
    ("Looking back", _looking_back),
)
