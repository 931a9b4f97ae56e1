"""Pictures of results, worded: the curve, the month, a position's chart. Draw nothing and compute no figure."""

from datetime import date, timedelta
from typing import TypeVar

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    ChartPress,
    CurvePress,
    MonthPress,
    SharePress,
)
from bot.keyboards import in_rows, keyboard, press, press_below
from bot.photo import Sketch
from bot.texts import Html, Voice
from bot.views.words import badge, exchange_name, market_name, side_name, signed_or_unknown
from core.application.picture_queries import ChartView, CurveView, MonthView, ResultsView
from core.application.pictures import (
    CalendarPicture,
    CurvePicture,
    Fact,
    Level,
    Line,
    NumberStyle,
    PricePicture,
    Theme,
    Tone,
    Turn,
    tone_of,
)
from core.application.views import PnlPeriod, PositionView
from core.domain.account import AccountMode

OTHER_THEME = {Theme.DARK: Theme.LIGHT, Theme.LIGHT: Theme.DARK}
P = TypeVar("P", CurvePress, MonthPress)

OTHER_MODE = {AccountMode.LIVE: AccountMode.PAPER, AccountMode.PAPER: AccountMode.LIVE}


def curve_sketch(voice: Voice, view: CurveView, pressed: CurvePress) -> Sketch:
    results, period = view.results, voice.plain(f"period-{view.period}")
    pnl = signed_or_unknown(voice, results.realized_pnl)
    caption = voice.say("picture-curve-caption", period=period, count=results.closed, pnl=pnl)
    shown = CurvePress(period=view.period, mode=results.mode, theme=pressed.theme)
    periods = [_period(voice, period, shown) for period in PnlPeriod]
    month = press(voice.plain("button-calendar"), MonthPress(mode=results.mode, theme=shown.theme))
    keys = [month, *_variants(voice, results, shown)]
    return Sketch(
        picture=curve_picture(voice, view, pressed.theme),
        caption=marked(voice, caption, results.mode),
        keyboard=keyboard(*in_rows(periods, width=2), keys),
    )


def curve_picture(voice: Voice, view: CurveView, theme: Theme) -> CurvePicture:
    results, period = view.results, voice.plain(f"period-{view.period}")
    return CurvePicture(
        title=voice.plain("picture-curve-title"),
        subtitle=voice.plain("picture-curve-subtitle", period=period),
        headline=signed_or_unknown(voice, results.realized_pnl),
        tone=tone_of(results.realized_pnl),
        facts=[*_facts(voice, results), *_open_now(voice, view)],
        footer=voice.plain("picture-utc"),
        watermark=paper_mark(voice, results.mode),
        theme=theme,
        numbers=style(voice),
        lines=[Line(points=view.points, is_stepped=True)],
        empty=voice.plain("picture-curve-empty"),
    )


def month_sketch(voice: Voice, view: MonthView, pressed: MonthPress) -> Sketch:
    results, pnl = view.results, signed_or_unknown(voice, view.results.realized_pnl)
    caption = voice.say("picture-month-caption", month=month_name(voice, view.month), count=results.closed, pnl=pnl)
    shown = MonthPress(month=f"{view.month:%Y%m}", mode=results.mode, theme=pressed.theme)
    curve = press(voice.plain("button-curve"), CurvePress(period=PnlPeriod.MONTH, mode=results.mode, theme=shown.theme))
    return Sketch(
        picture=month_picture(voice, view, pressed.theme),
        caption=marked(voice, caption, results.mode),
        keyboard=keyboard(_months(voice, view, shown), [curve, *_variants(voice, results, shown)]),
    )


def month_picture(voice: Voice, view: MonthView, theme: Theme) -> CalendarPicture:
    results = view.results
    return CalendarPicture(
        title=month_name(voice, view.month),
        subtitle=voice.plain("picture-month-subtitle"),
        headline=signed_or_unknown(voice, results.realized_pnl),
        tone=tone_of(results.realized_pnl),
        facts=_facts(voice, results)[:4],
        footer=voice.plain("picture-utc"),
        watermark=paper_mark(voice, results.mode),
        theme=theme,
        numbers=style(voice),
        month=view.month,
        results=view.days,
        weekdays=[voice.plain(f"weekday-short-{day}") for day in range(1, 8)],
        today=view.today,
    )


def chart_sketch(voice: Voice, view: ChartView, pressed: ChartPress) -> Sketch:
    position, theme = view.position, pressed.theme
    market, side = market_name(voice, position.symbol), side_name(voice, position.side)
    caption = voice.say("picture-chart-caption", market=market, side=side, pnl=signed_or_unknown(voice, view.result))
    turned = ChartPress(position_id=position.position_id, theme=OTHER_THEME[theme])
    again = ChartPress(position_id=position.position_id, theme=theme)
    share = SharePress(position_id=position.position_id, theme=theme)
    refresh = [press(voice.plain("button-refresh"), again)] if position.closed_at is None else []
    return Sketch(
        picture=chart_picture(voice, view, theme),
        caption=marked(voice, caption, position.account_mode),
        keyboard=keyboard(
            [theme_key(voice, turned, turned.theme), *refresh], [press_below(voice.plain("button-share"), share)]
        ),
    )


def chart_picture(voice: Voice, view: ChartView, theme: Theme) -> PricePicture:
    position = view.position
    return PricePicture(
        title=market_name(voice, position.symbol),
        subtitle=voice.plain(
            "picture-chart-subtitle",
            side=side_name(voice, position.side),
            leverage=position.leverage,
            leader=position.leader_name,
            exchange=exchange_name(position.exchange),
        ),
        headline=signed_or_unknown(voice, view.result),
        tone=tone_of(view.result),
        facts=_chart_facts(voice, view),
        footer=_chart_footer(voice, view),
        watermark=paper_mark(voice, position.account_mode),
        theme=theme,
        numbers=style(voice),
        candles=view.candles,
        marks=view.marks,
        levels=_levels(voice, position),
        turn_names={turn: voice.plain(f"picture-turn-{turn}") for turn in Turn},
        empty=voice.plain("picture-chart-empty"),
    )


def marked(voice: Voice, caption: Html, mode: AccountMode) -> Html:
    return Html(f"{caption}{badge(voice, mode)}")


def theme_key(voice: Voice, turned: CallbackData, theme: Theme) -> InlineKeyboardButton:
    return press(voice.plain(f"button-theme-{theme}"), turned)


def style(voice: Voice) -> NumberStyle:
    return NumberStyle(point=voice.figures.point, group=voice.figures.group)


def paper_mark(voice: Voice, mode: AccountMode) -> str:
    return voice.plain("badge-paper") if mode is AccountMode.PAPER else ""


def month_name(voice: Voice, month: date) -> str:
    return f"{voice.plain(f'month-{month.month}')} {month.year}"


def month_of(text: str) -> date | None:
    """From 202611; None for anything else, also for what no person could have traded in."""
    if len(text) != 6 or not text.isascii() or not text.isdigit():
        return None
    year, month = int(text[:4]), int(text[4:])
    return date(year, month, 1) if 2000 <= year < 3000 and 1 <= month <= 12 else None


def _facts(voice: Voice, results: ResultsView) -> list[Fact]:
    figures = voice.figures
    found = [
        Fact(name=voice.plain("picture-closed"), figure=f"{results.closed}"),
        Fact(name=voice.plain("picture-won"), figure=f"{results.won}"),
    ]
    for name, pnl in (("best", results.best), ("worst", results.worst)):
        if pnl is not None:
            found.append(Fact(name=voice.plain(f"picture-{name}"), figure=figures.signed(pnl), tone=tone_of(pnl)))
    if results.closed:
        found.append(Fact(name=voice.plain("picture-fall"), figure=figures.signed(results.fall)))
    return found


def _open_now(voice: Voice, view: CurveView) -> list[Fact]:
    pnl = view.unrealized_pnl
    if pnl is None:
        return []
    return [Fact(name=voice.plain("picture-open-now"), figure=voice.figures.signed(pnl), tone=tone_of(pnl))]


def _period(voice: Voice, period: PnlPeriod, shown: CurvePress) -> InlineKeyboardButton:
    name = voice.plain(f"period-{period}")
    return press(f"• {name}" if period is shown.period else name, shown.model_copy(update={"period": period}))


def _variants(voice: Voice, results: ResultsView, shown: P) -> list[InlineKeyboardButton]:
    """The other theme, and the other mode only where there is something of it."""
    theme, mode = OTHER_THEME[shown.theme], OTHER_MODE[results.mode]
    keys = [theme_key(voice, shown.model_copy(update={"theme": theme}), theme)]
    if results.has_other_mode:
        keys.append(press(voice.plain(f"button-mode-{mode}"), shown.model_copy(update={"mode": mode})))
    return keys


def _months(voice: Voice, view: MonthView, shown: MonthPress) -> list[InlineKeyboardButton]:
    keys = []
    if view.has_earlier:
        earlier = view.month - timedelta(days=1)
        payload = shown.model_copy(update={"month": f"{earlier:%Y%m}"})
        keys.append(press(f"‹ {month_name(voice, earlier)}", payload))
    if view.has_later:
        later = view.month + timedelta(days=31)
        payload = shown.model_copy(update={"month": f"{later:%Y%m}"})
        keys.append(press(f"{month_name(voice, later)} ›", payload))
    return keys


def _chart_facts(voice: Voice, view: ChartView) -> list[Fact]:
    position, figures = view.position, voice.figures
    found = [Fact(name=voice.plain("picture-entry"), figure=figures.price(position.entry_price))]
    if position.exit_price is not None:
        found.append(Fact(name=voice.plain("picture-exit"), figure=figures.price(position.exit_price)))
    elif position.price is not None:
        found.append(Fact(name=voice.plain("picture-price-now"), figure=figures.price(position.price)))
    if view.fraction is not None:
        tone = tone_of(view.fraction)
        found.append(Fact(name=voice.plain("picture-return"), figure=figures.signed_percent(view.fraction), tone=tone))
    return [*found, Fact(name=voice.plain("picture-fees"), figure=figures.money(position.fees))]


def _chart_footer(voice: Voice, view: ChartView) -> str:
    if not view.candles:
        return voice.plain("picture-chart-bare")
    return voice.plain("picture-chart-candles", step=voice.plain(f"candle-{view.candle_seconds}"))


def _levels(voice: Voice, position: PositionView) -> list[Level]:
    prices = (
        ("entry", position.entry_price, Tone.PLAIN),
        ("stop", position.protection.stop_loss, Tone.LOSS),
        ("take", position.protection.take_profit, Tone.GAIN),
        ("liquidation", position.liquidation_price, Tone.LOSS),
    )
    return [
        Level(price=price, name=voice.plain(f"picture-level-{name}", price=voice.figures.price(price)), tone=tone)
        for name, price, tone in prices
        if price is not None
    ]
