"""Positions: the list, one position, closing, stop-loss and take-profit, the emergency list. Compute no PnL."""

from collections.abc import Sequence
from decimal import Decimal

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    ChartPress,
    Go,
    Place,
    PositionPress,
    PositionVerb,
    SharePress,
    TradePress,
    TriggerPress,
)
from bot.keyboards import (
    Look,
    Row,
    back,
    back_to,
    cancel,
    in_rows,
    keyboard,
    open_place,
    page_of,
    pager,
    press,
    press_below,
)
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.figuring import compared, ruled
from bot.views.words import badge, exchange_name, market_name, price_or_none, side_name, signed_or_unknown, table_row
from core.application.views import PositionView, TradeView
from core.domain.account import AccountMode
from core.domain.values import ZERO, PositionId

STOP_PRESETS = (2, 5, 10)
TAKE_PRESETS = (5, 10, 25)
BUTTONS_IN_ROW = 4
COIN_LETTERS = 5


def positions_list(voice: Voice, positions: Sequence[PositionView], page: int = 0) -> Screen:
    if not positions:
        return Screen(text=voice.say("positions-none"), keyboard=keyboard([back_to(voice, Place.HOME)]))
    shown = page_of(list(enumerate(positions, start=1)), page)
    buttons = [press(f"{number} {it.symbol.base}", _press(PositionVerb.VIEW, it)) for number, it in shown]
    text = voice.lines(
        voice.say("positions-title", count=len(positions)),
        voice.say("positions-floating", pnl=signed_or_unknown(voice, _floating(positions))),
        *_tables(voice, shown),
        voice.say("positions-hint"),
    )
    turn = pager(voice, Place.POSITIONS, page=page, count=len(positions))
    refresh = press(voice.plain("button-refresh"), Go(to=Place.POSITIONS, page=page))
    rows = [*in_rows(buttons, width=BUTTONS_IN_ROW), turn, [refresh, back_to(voice, Place.HOME)]]
    return Screen(text=text, keyboard=keyboard(*rows))


def position_card(
    voice: Voice, position: PositionView, news: Html | None = None, *, entry: TradeView | None = None
) -> Screen:
    """`entry` is the newest trade that added to it: how it compares with the leader's, and by which rule."""
    figures = voice.figures
    text = voice.lines(
        news,
        None if news is None else Html(""),
        head(voice, position),
        voice.say("position-copied", leader=position.leader_name, account=position.account_label),
        voice.say(
            "position-size",
            amount=figures.amount(position.quantity),
            coin=position.symbol.base,
            entry=figures.price(position.entry_price),
        ),
        None if entry is None else compared(voice, entry),
        None if entry is None else voice.say("position-ruled", rule=ruled(voice, entry)),
        voice.say("position-price", price=price_or_none(voice, position.price)),
        voice.say("position-pnl", pnl=signed_or_unknown(voice, position.unrealized_pnl)),
        _liquidation(voice, position),
        protection_line(voice, position),
        voice.say("position-opened", at=countdown(position.opened_at)),
    )
    return Screen(text=text, keyboard=keyboard(*_keys(voice, position, entry)))


def ask_close(voice: Voice, position: PositionView, verb: PositionVerb) -> Screen:
    """Money: one question, one button."""
    sure = press(voice.plain(f"button-{verb}"), _press(verb, position), Look.RISKY)
    text = voice.lines(
        head(voice, position),
        voice.say(f"ask-{verb}", pnl=signed_or_unknown(voice, position.unrealized_pnl)),
    )
    return Screen(text=text, keyboard=keyboard([sure], [back(voice, _press(PositionVerb.VIEW, position))]))


def protect_menu(voice: Voice, position: PositionView, news: Html | None = None) -> Screen:
    text = voice.lines(news, head(voice, position), protection_line(voice, position), voice.say("protect-menu"))
    rows: list[Row] = [
        [_button(voice, position, PositionVerb.STOP_LOSS), _button(voice, position, PositionVerb.TAKE_PROFIT)]
    ]
    if not position.protection.is_empty:
        rows.append([_button(voice, position, PositionVerb.UNPROTECT)])
    return Screen(text=text, keyboard=keyboard(*rows, [back(voice, _press(PositionVerb.VIEW, position))]))


def ask_trigger(voice: Voice, position: PositionView, verb: PositionVerb) -> Screen:
    """A price, or a distance from the entry in percent."""
    presets = STOP_PRESETS if verb is PositionVerb.STOP_LOSS else TAKE_PRESETS
    buttons = [
        press(f"{percent}%", TriggerPress(verb=verb, position_id=position.position_id, percent=percent))
        for percent in presets
    ]
    text = voice.say(
        f"ask-trigger-{verb}",
        market=market_name(voice, position.symbol),
        entry=voice.figures.price(position.entry_price),
        price=price_or_none(voice, position.price),
    )
    leave = [back(voice, _press(PositionVerb.PROTECT, position)), cancel(voice)]
    return Screen(text=text, keyboard=keyboard(buttons, leave))


def emergency_list(voice: Voice, positions: Sequence[PositionView], page: int = 0) -> Screen:
    """Two taps to flat: everything first, then the biggest."""
    if not positions:
        return Screen(text=voice.say("positions-none"), keyboard=keyboard([back_to(voice, Place.HOME)]))
    shown = page_of(sorted(positions, key=lambda it: -(it.value or ZERO)), page)
    rows: list[Row] = [[press(_label(voice, it), _press(PositionVerb.CLOSE, it))] for it in shown]
    everything = press(voice.plain("button-close-all", count=len(positions)), Go(to=Place.CLOSE_ALL), Look.RISKY)
    turn = pager(voice, Place.CLOSE, page=page, count=len(positions))
    return Screen(text=voice.say("close-which"), keyboard=keyboard([everything], *rows, turn, [cancel(voice)]))


def ask_close_all(voice: Voice, count: int) -> Screen:
    sure = press(voice.plain("button-close-all-now", count=count), Go(to=Place.CLOSE_ALL_NOW), Look.RISKY)
    return Screen(
        text=voice.say("ask-close-all", count=count), keyboard=keyboard([sure], [back_to(voice, Place.CLOSE)])
    )


def closing_all(voice: Voice, *, closing: int, refused: int) -> Screen:
    text = voice.lines(
        voice.say("closing-all", count=closing), voice.say("closing-all-refused", count=refused) if refused else None
    )
    return Screen(text=text, keyboard=keyboard([open_place(voice, Place.POSITIONS)]))


def head(voice: Voice, position: PositionView) -> Html:
    market, side = market_name(voice, position.symbol), side_name(voice, position.side)
    line = voice.say("position-head", market=market, side=side, leverage=position.leverage)
    return Html(f"{line} · {exchange_name(position.exchange)}{badge(voice, position.account_mode)}")


def protection_line(voice: Voice, position: PositionView) -> Html:
    stop, take = position.protection.stop_loss, position.protection.take_profit
    return voice.say("position-protection", stop=price_or_none(voice, stop), take=price_or_none(voice, take))


def _liquidation(voice: Voice, position: PositionView) -> Html | None:
    if position.liquidation_price is None:
        return None
    return voice.say("position-liquidation", price=voice.figures.price(position.liquidation_price))


def _keys(voice: Voice, position: PositionView, entry: TradeView | None) -> list[Row]:
    close = _button(voice, position, PositionVerb.CLOSE, Look.RISKY)
    half, protect = _button(voice, position, PositionVerb.HALF), _button(voice, position, PositionVerb.PROTECT)
    refresh = press(voice.plain("button-refresh"), _press(PositionVerb.VIEW, position))
    why: Row = [] if entry is None else [press(voice.plain("button-why"), TradePress(trade_id=entry.trade_id))]
    pictures = picture_keys(voice, position.position_id)
    return [[close, half], [protect, refresh], pictures, [*why, back_to(voice, Place.POSITIONS)]]


def picture_keys(voice: Voice, position_id: PositionId) -> Row:
    """Below, so that the card stays what it is."""
    return [
        press_below(voice.plain("button-chart"), ChartPress(position_id=position_id)),
        press_below(voice.plain("button-share"), SharePress(position_id=position_id)),
    ]


def _button(voice: Voice, position: PositionView, verb: PositionVerb, look: Look | None = None) -> InlineKeyboardButton:
    return press(voice.plain(f"button-position-{verb}"), _press(verb, position), look)


def _press(verb: PositionVerb, position: PositionView) -> PositionPress:
    return PositionPress(verb=verb, position_id=position.position_id)


def _label(voice: Voice, position: PositionView) -> str:
    """Short enough for a button on a phone; a paper position says so."""
    pnl = "" if position.unrealized_pnl is None else f" {voice.figures.signed(position.unrealized_pnl)}"
    paper = f" {voice.plain('badge-paper')}" if position.account_mode is AccountMode.PAPER else ""
    return f"{market_name(voice, position.symbol)} {side_name(voice, position.side)}{pnl}{paper}"


def _floating(positions: Sequence[PositionView]) -> Decimal | None:
    """Not known as long as one price is not known."""
    known = [it.unrealized_pnl for it in positions if it.unrealized_pnl is not None]
    return sum(known, Decimal(0)) if len(known) == len(positions) else None


def _tables(voice: Voice, shown: Sequence[tuple[int, PositionView]]) -> Sequence[Html]:
    """Paper apart from real money, each under its name where it could be taken for the other."""
    parts: list[Html] = []
    for mode in (AccountMode.LIVE, AccountMode.PAPER):
        rows = [_row(voice, number, it) for number, it in shown if it.account_mode is mode]
        if rows and mode is AccountMode.PAPER:
            parts.append(Html(f"<b>{voice.say('badge-paper')}</b>"))
        if rows:
            parts.append(voice.table(rows))
    return parts


def _row(voice: Voice, number: int, position: PositionView) -> str:
    side = side_name(voice, position.side) if position.symbol.settle else voice.plain("market-spot")
    leverage = f" {position.leverage}x" if position.symbol.settle else ""
    name = f"{number} {position.symbol.base[:COIN_LETTERS].ljust(COIN_LETTERS)} {side}{leverage}"
    pnl = position.unrealized_pnl
    return table_row(name, voice.plain("unknown") if pnl is None else voice.figures.signed(pnl))
