"""What happens on the tour beside the looking: invitations, the leader's trades, a question, a close, a burst."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from adapters.sandbox.demo.cast import BOHDAN, CLEO, LEV, OLENA, Role
from adapters.sandbox.demo.company import Company
from adapters.sandbox.demo.trouble import StoryBroken
from tests.e2e.browser_room import Format, Room
from tests.tour.steps import KEY_DOOR, LOOKS, OPERATOR, SECOND_FOLLOW, STRANGER, Step, newcomer
from tests.tour.walk import Walk

PHONE = Format(width=390, height=844, pixels_per_point=2)
DARK_PHONE = replace(PHONE, looks="dark")
MOST_TAPS = 8
"""From /start to the first paper copy."""

FOLLOWERS = (CLEO, BOHDAN)
"""One in each language; both begin as strangers."""

MANY_TRADES = (
    *(("spot", coin) for coin in ("BTC", "ETH", "SOL", "XRP", "DOGE")),
    *(("perpetual", coin) for coin in ("BTC", "XRP", "DOGE")),
)
"""Hardly any adds to an open position: nearly each is a card of its own."""

MANY_FILLED = {"en": "USDT in total", "uk": ", разом"}
"""As the digest says it: its text has a form per number, and no open book of phrases has those."""

LOOKED_AT: set[str] = set()
"""One tour is one process."""

_START = re.compile(r"start=(\S+)")


async def play(room: Room, place: Path, parts: Sequence[str] = ()) -> Sequence[str]:
    """Everything there is to see, or only these parts after the first steps; answers with what was wrong."""
    flaws: list[str] = []
    for role in FOLLOWERS:
        flaws += await _first_steps(room, role, place)
    for name, part in PARTS.items():
        if not parts or name in parts:
            flaws += await part(room, place)
    return flaws


@asynccontextmanager
async def walking(
    room: Room, role: Role, place: Path, shape: Format = PHONE, *, language: str = ""
) -> AsyncIterator[Walk]:
    screen = await room.open_page(shape)
    try:
        await screen.sit_down(replace(role, language=language or role.language))
        spoken = language or role.language
        walk = Walk(screen=screen, place=place / spoken, language=spoken, looked_at=LOOKED_AT)
        yield walk
        walk.flaws += [f"{spoken}: the page complains: {words}" for words in screen.complaints]
    finally:
        await screen.page.close()


async def _first_steps(room: Room, role: Role, place: Path) -> Sequence[str]:
    """From a stranger to the first paper copy, counted."""
    async with walking(room, role, place) as walk:
        await walk.along(STRANGER)
        walk.taps = 0
        await walk.along(newcomer(f"/start {await _invitation(room.cast)}"))
        await _lev_trades(room.cast, "BTC", "buy", cost="20000")
        await walk.screen.sees("trade-sign-executed", "BTC/USDT")
        await walk.look("first-copy")
        print(f"{role.language}: {walk.taps} taps from /start to the first paper copy")
        if walk.taps > MOST_TAPS:
            walk.flaws.append(f"{role.language}: {walk.taps} taps to the first copy, {MOST_TAPS} are allowed")
        await room.cast.levers.trade(LEV.account, kind="perpetual", base="BTC", side="sell", close=True)
        await walk.screen.sees("closed-by-leader")
        return walk.flaws


async def _looks(room: Room, place: Path) -> Sequence[str]:
    flaws: list[str] = []
    await _more_trades(room.cast)
    for role, shape in zip(FOLLOWERS, (PHONE, DARK_PHONE), strict=True):
        async with walking(room, role, place, shape) as walk:
            await walk.along(KEY_DOOR)
            await walk.open_link("key-page")
            await walk.along(LOOKS)
            flaws += walk.flaws
    return flaws


async def _more_trades(cast: Company) -> None:
    """Each is copied before the next, so that nobody's price has run away."""
    for coin, side, cost in (("BTC", "buy", "20000"), ("ETH", "sell", "12000"), ("SOL", "buy", "9000")):
        cast.look_up()
        await _lev_trades(cast, coin, side, cost=cost)
        for role in FOLLOWERS:
            await cast.person(role).sees("trade-sign-executed", f"{coin}/USDT")
    await cast.levers.move_price("BTC", await cast.levers.price("BTC") * Decimal("1.012"))


async def _question_and_close(room: Room, place: Path) -> Sequence[str]:
    """Both were set to ask first on their walk."""
    flaws: list[str] = []
    await _lev_trades(room.cast, "XRP", "buy", cost="8000")
    for role, shape in zip(FOLLOWERS, (DARK_PHONE, PHONE), strict=True):
        async with walking(room, role, place, shape) as walk:
            await walk.along(
                (
                    Step(name="question", sees=("trade-sign-asked", "ask-expires")),
                    Step(name="answered", presses="button-answer-copy", sees=("trade-sign-executed", "XRP/USDT")),
                    Step(name="why", presses="button-why", sees=("why-title",)),
                )
            )
            flaws += walk.flaws
    await room.cast.levers.trade(LEV.account, kind="perpetual", base="BTC", side="sell", close=True)
    for role in FOLLOWERS:
        async with walking(room, role, place) as walk:
            await walk.along((Step(name="closed", sees=("closed-by-leader", "BTC/USDT")),))
            flaws += walk.flaws
    return flaws


async def _second_follow(room: Room, place: Path) -> Sequence[str]:
    """After the question: two follows would ask twice."""
    flaws: list[str] = []
    for role, shape in zip(FOLLOWERS, (PHONE, DARK_PHONE), strict=True):
        async with walking(room, role, place, shape) as walk:
            await walk.along(SECOND_FOLLOW)
            flaws += walk.flaws
    return flaws


async def _burst(room: Room, place: Path) -> Sequence[str]:
    """More at once than a chat is told one by one: the rest is a digest."""
    flaws: list[str] = []
    room.cast.look_up()
    trades = [_lev_trades(room.cast, coin, "buy", cost="500", kind=kind) for kind, coin in MANY_TRADES]
    await asyncio.gather(*trades)
    for role, shape in zip(FOLLOWERS, (PHONE, DARK_PHONE), strict=True):
        async with walking(room, role, place, shape) as walk:
            await walk.along((Step(name="digest", sees=(MANY_FILLED[role.language], "button-history")),))
            flaws += walk.flaws
    return flaws


async def _operator(room: Room, place: Path) -> Sequence[str]:
    """Olena speaks Ukrainian; for a moment she reads the same in English."""
    flaws: list[str] = []
    async with walking(room, OLENA, place) as walk:
        await walk.along(OPERATOR)
        await walk.along((Step(says="/settings", sees=("settings-title",)), Step(presses="English")))
        flaws += walk.flaws
    async with walking(room, OLENA, place, language="en") as walk:
        await walk.along(OPERATOR)
        flaws += walk.flaws
    return flaws


async def _invitation(cast: Company) -> str:
    operator = cast.person(OLENA)
    await operator.asks("/admin", "admin-title")
    await operator.press("button-admin-invite")
    await operator.sees("invite-title")
    await operator.press("button-invite-make")
    link = _START.search((await operator.sees("admin-invite")).text)
    if link is None:
        raise StoryBroken("the invitation has no link")
    return link[1]


async def _lev_trades(cast: Company, coin: str, side: str, *, cost: str, kind: str = "perpetual") -> None:
    leverage = {"leverage": 5} if kind == "perpetual" else {}
    await cast.levers.trade(LEV.account, kind=kind, base=coin, side=side, cost=cost, **leverage)


PARTS: Mapping[str, Callable[[Room, Path], Awaitable[Sequence[str]]]] = {
    "looks": _looks,
    "question": _question_and_close,
    "second-follow": _second_follow,
    "digest": _burst,
    "operator": _operator,
}
"""In the order of the whole tour. `question` needs the looks, the others only the first steps."""
