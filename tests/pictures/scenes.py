"""What the pictures show: a follow in the making, a question, its filled card, positions, home, Ukrainian, the panel.

Whatever isn't shown goes over the control API.
"""

from dataclasses import replace
from decimal import Decimal

from adapters.sandbox.demo import settling_in
from adapters.sandbox.demo.cast import ANN, BOHDAN, LEV
from adapters.sandbox.demo.company import Company
from tests.e2e.browser_room import DESK, Format, Room
from tests.e2e.browser_screen import Screen
from tests.pictures.album import Album

PHONE = Format(width=390, height=720, pixels_per_point=2)
DARK_PHONE = replace(PHONE, looks="dark")
LEADER_LEVERAGE = 5


async def play(room: Room, album: Album) -> None:
    """In the order in which things happen."""
    await _link(room.cast)
    await _follow(album)
    await _question(room.cast, album)
    await _filled(album)
    await _positions(room.cast, album)
    await _home(album)
    await _ukrainian(room.cast, album)
    await _panel(album)


async def _link(cast: Company) -> None:
    for role in (ANN, BOHDAN):
        await settling_in.link_key(cast, role)
        await settling_in.go_live(cast, role)
    await settling_in.follow_with_fixed_amount(cast)


async def _follow(album: Album) -> None:
    """The last step of the form, with its example in money."""
    async with album.screen(ANN, PHONE) as screen:
        await screen.asks("/follow", "leaders-title")
        await screen.press(LEV.name)
        await screen.press("button-follow")
        await screen.press("button-sizing-equity_percent")
        await screen.press("10%")
        await screen.sees("form-mode-auto", "form-example")
        await screen.press("button-mode-ask")
        await screen.sees("form-mode-ask", "form-example-mine")
        await album.take(screen, "follow")
        await screen.press("button-start-follow")
        await screen.sees("follow-started")


async def _question(cast: Company, album: Album) -> None:
    async with album.screen(ANN, DARK_PHONE) as screen:
        await _lev_trades(cast, "BTC", "buy", cost="20000", slices=3)
        await screen.sees("trade-sign-asked", "BTC/USDT", "ask-expires")
        await album.take(screen, "question")


async def _filled(album: Album) -> None:
    async with album.screen(ANN, DESK) as screen:
        await screen.press("button-answer-copy")
        await screen.sees("trade-sign-executed", "trade-compared")
        await screen.prices_have_a_past()
        await album.take(screen, "filled-light")
        await screen.change_light()
        await album.take(screen, "filled-dark")


async def _positions(cast: Company, album: Album) -> None:
    async with album.screen(ANN, PHONE) as screen:
        await _copied(cast, screen, "ETH", "sell", cost="12000")
        await _copied(cast, screen, "SOL", "buy", cost="9000")
        await cast.levers.move_price("SOL", await cast.levers.price("SOL") * Decimal("0.994"))
        await cast.levers.move_price("BTC", await cast.levers.price("BTC") * Decimal("1.012"))
        await screen.asks("/positions", "positions-title")
        await screen.let_go()
        await screen.press("button-refresh")
        await screen.sees("positions-title", "+11")
        await album.take(screen, "positions")


async def _home(album: Album) -> None:
    async with album.screen(ANN, DARK_PHONE) as screen:
        await screen.asks("/start", "home-title")
        await album.take(screen, "home")


async def _ukrainian(cast: Company, album: Album) -> None:
    async with album.screen(BOHDAN, PHONE) as screen:
        await cast.levers.trade(LEV.account, kind="perpetual", base="BTC", side="sell", close=True)
        await screen.sees("closed-by-leader", "closed-result")
        await album.take(screen, "ukrainian")


async def _panel(album: Album) -> None:
    async with album.screen(ANN, PHONE) as screen:
        await screen.open_panel()
        await album.take(screen, "panel")


async def _copied(cast: Company, screen: Screen, coin: str, side: str, *, cost: str) -> None:
    """Ann is asked, presses Copy and sees it filled."""
    await _lev_trades(cast, coin, side, cost=cost, slices=1)
    card = await screen.sees("trade-sign-asked", f"{coin}/USDT", "ask-expires")
    await screen.press("button-answer-copy", on=card)
    await screen.says(card, "trade-sign-executed")


async def _lev_trades(cast: Company, coin: str, side: str, *, cost: str, slices: int) -> None:
    wishes = {"cost": cost, "leverage": LEADER_LEVERAGE, "slices": slices, "slice_pause_s": 0.03}
    await cast.levers.trade(LEV.account, kind="perpetual", base=coin, side=side, **wishes)
