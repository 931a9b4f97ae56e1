"""`make sandbox`: the world and the bot stay open, a leader trades by himself, and a first follow is ready.

Prints where the chat page is and waits for Ctrl-C.
"""

import asyncio
import random
import signal
import socket
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from adapters.sandbox.demo import settling_in
from adapters.sandbox.demo.cast import ANN, FOLLOWERS, LEV
from adapters.sandbox.demo.company import Company, company, in_silence
from adapters.sandbox.demo.lines import Say
from adapters.sandbox.demo.processes import Stage
from adapters.sandbox.demo.trouble import StoryBroken, reasons

USUAL_PORT = 8088
FIRST_TRADE_SECONDS, PAUSE_SECONDS = 5.0, (12.0, 25.0)
COINS = ("BTC", "ETH", "SOL")
STAKE_USDT = Decimal(15_000)
LEADER_LEVERAGE = 5


async def keep_open(directory: Path, say: Say) -> int:
    """Return 0 after Ctrl-C or SIGTERM, 1 when the house could not be opened."""
    stage = Stage(directory, page_port=usual_or_any_port())
    say("Opening the sandbox: the world, then the bot, then its first guests ...")
    closing = _closing_event()
    try:
        async with company(stage, say, tell=in_silence) as cast:
            await _furnish(cast)
            say(f"\n    The chat page:  {stage.handshake['page_url']}\n")
            say("Olena runs the place, Lev leads and trades by himself, Ann follows him on paper,")
            say("Bohdan and Cleo are in and may connect an account. Ctrl-C ends everything.")
            await _live_until(closing, cast)
            return 0
    except* StoryBroken as broken:
        for reason in reasons(broken):
            say(f"\nThe sandbox could not stay open: {reason}")
        say(f"\n{stage.last_words()}")
    return 1


def usual_or_any_port() -> int:
    """The same address every time, unless somebody has it already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", USUAL_PORT))
        except OSError:
            return 0
    return USUAL_PORT


async def _furnish(cast: Company) -> None:
    await cast.start_bot()
    await settling_in.invite(cast, LEV, *FOLLOWERS)
    await settling_in.link_key(cast, LEV)
    await settling_in.lead(cast)
    await settling_in.link_paper(cast, ANN)
    await settling_in.follow_at_once(cast)


async def _live_until(closing: asyncio.Event, cast: Company) -> None:
    leading = Leading(cast)
    pause = FIRST_TRADE_SECONDS
    while not closing.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), pause)
            return
        cast.stage.bot.require_running()
        cast.stage.world.require_running()
        await leading.step()
        pause = leading.pause()


class Leading:
    """Lev's habits: in, sometimes more or less, out, the next coin."""

    def __init__(self, cast: Company) -> None:
        self._cast, self._luck = cast, random.Random()
        self._coin, self._steps = "", 0

    def pause(self) -> float:
        return self._luck.uniform(*PAUSE_SECONDS)

    async def step(self) -> None:
        """One trade; what the exchange refuses (the page's panel may have traded too) begins anew."""
        try:
            await self._step()
        except StoryBroken:
            self._coin = ""

    async def _step(self) -> None:
        if not self._coin:
            self._coin, self._steps = self._luck.choice(COINS), self._luck.randint(1, 3)
            await self._trade("buy", cost=str(STAKE_USDT), leverage=LEADER_LEVERAGE, slices=3, slice_pause_s=0.03)
        elif self._steps > 0:
            self._steps -= 1
            side = self._luck.choice(("buy", "sell"))
            await self._trade(side, cost=str(STAKE_USDT / 3), reduce_only=side == "sell")
        else:
            await self._trade("sell", close=True)
            self._coin = ""

    async def _trade(self, side: str, **wishes: object) -> None:
        await self._cast.levers.trade(LEV.account, kind="perpetual", base=self._coin, side=side, **wishes)


def _closing_event() -> asyncio.Event:
    closing = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, closing.set)
    return closing
