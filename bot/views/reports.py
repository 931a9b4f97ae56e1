"""Reports: realised PnL over a period, and the history of trades and skips. Compute nothing."""

from collections.abc import Mapping, Sequence

from bot.callbacks import (
    CurvePress,
    Go,
    MonthPress,
    Place,
    PnlPress,
)
from bot.keyboards import Row, back_to, keyboard, open_place, press, press_below, turner
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge, signed_or_unknown, table_row
from core.application.views import HistoryEntry, PnlPeriod, PnlView
from core.domain.account import AccountMode
from core.domain.values import Symbol, TradeId

HISTORY_PAGE = 5

LEADERS_SHOWN = 8


def pnl_screen(voice: Voice, view: PnlView) -> Screen:
    text = voice.lines(
        voice.say("pnl-title", period=voice.plain(f"period-{view.period}")),
        voice.say("pnl-realized", pnl=signed_or_unknown(voice, view.realized_pnl)),
        voice.say("pnl-floating", pnl=signed_or_unknown(voice, view.unrealized_pnl)),
        voice.say("pnl-costs", fees=voice.figures.money(view.fees), funding=voice.figures.signed(view.funding)),
        voice.say("pnl-closed", count=view.closed, won=view.won),
        _extremes(voice, view),
        _by_leader(voice, view),
    )
    periods = [press(_marked(voice, period, view.period), PnlPress(period=period.value)) for period in PnlPeriod]
    quality = open_place(voice, Place.QUALITY)
    rows = keyboard(periods[:2], periods[2:], pictures(voice, view), [quality], [back_to(voice, Place.HOME)])
    return Screen(text=text, keyboard=rows)


def pictures(voice: Voice, view: PnlView) -> Row:
    return [
        press_below(voice.plain("button-curve"), CurvePress(period=PnlPeriod(view.period))),
        press_below(voice.plain("button-calendar"), MonthPress()),
    ]


def history_screen(voice: Voice, entries: Sequence[HistoryEntry], *, page: int, links: Mapping[TradeId, str]) -> Screen:
    """`links` lead from a trade's line to its card."""
    if not entries:
        key = "history-none" if page == 0 else "history-end"
        return Screen(
            text=voice.say(key),
            keyboard=keyboard(turner(voice, Place.HISTORY, page=page, has_more=False), [back_to(voice, Place.HOME)]),
        )
    is_paper = all(entry.account_mode is AccountMode.PAPER for entry in entries)
    title = voice.say("history-title", page=page + 1, paper=badge(voice, AccountMode.PAPER) if is_paper else "")
    text = voice.lines(
        title,
        *(_entry(voice, it, Html("") if is_paper else badge(voice, it.account_mode), links=links) for it in entries),
    )
    turn = turner(voice, Place.HISTORY, page=page, has_more=len(entries) == HISTORY_PAGE)
    why = press(voice.plain("button-why"), Go(to=Place.WHY, page=page))
    return Screen(text=text, keyboard=keyboard(turn, [why, back_to(voice, Place.HOME)]))


def _marked(voice: Voice, period: PnlPeriod, chosen: str) -> str:
    name = voice.plain(f"period-{period}")
    return f"• {name}" if period.value == chosen else name


def _extremes(voice: Voice, view: PnlView) -> Html | None:
    if view.best is None or view.worst is None:
        return None
    return voice.say("pnl-extremes", best=voice.figures.signed(view.best), worst=voice.figures.signed(view.worst))


def _by_leader(voice: Voice, view: PnlView) -> Html | None:
    if not view.by_leader:
        return None
    rows = [table_row(name, voice.figures.signed(pnl)) for name, pnl in view.by_leader[:LEADERS_SHOWN]]
    return voice.table(rows)


def _entry(voice: Voice, entry: HistoryEntry, paper: Html, *, links: Mapping[TradeId, str]) -> Html:
    """Two lines of a phone; `paper` is empty where the title says it for all."""
    if entry.trade_id is None or entry.side is None:
        return _skip(voice, entry, paper)
    figures = voice.figures
    return voice.say(
        "history-unpriced" if entry.price is None else "history-trade",
        at=countdown(entry.at),
        paper=paper,
        sign=voice.say(f"trade-sign-{entry.status}"),
        side=voice.say(f"order-{entry.side}"),
        amount=voice.plain("unknown") if entry.amount is None else figures.amount(entry.amount),
        market=_coin(voice, entry.symbol),
        link=links[entry.trade_id],
        price="" if entry.price is None else figures.price(entry.price),
        leader=entry.leader_name,
    )


def _skip(voice: Voice, entry: HistoryEntry, paper: Html) -> Html:
    reason = voice.say_known(f"skip-{entry.reason}", "skip-other", code=entry.reason)
    return voice.say(
        "history-skip",
        at=countdown(entry.at),
        paper=paper,
        market=_coin(voice, entry.symbol),
        leader=entry.leader_name,
        reason=reason,
    )


def _coin(voice: Voice, symbol: Symbol) -> str:
    """Shorter than a market's whole name; what is not a perpetual says so."""
    return symbol.base if symbol.settle else f"{symbol.base} {voice.plain('market-spot')}"
