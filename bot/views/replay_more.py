"""A leader's past under one's own rules, in more words and as a curve. Computes nothing."""

from bot.keyboards import back, keyboard
from bot.photo import Sketch
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.pictures import marked, style
from bot.views.replays import replay_press, skipped, title_of
from bot.views.words import market_name, side_name
from core.application.pictures import CurvePicture, Fact, Line, Theme, tone_of
from core.application.replay_queries import ReplayView
from core.domain.account import AccountMode
from core.domain.market import USUAL_MAINTENANCE

REASONS_SHOWN = 2


def replay_more(voice: Voice, view: ReplayView, *, leader_name: str, mode: AccountMode, days: int) -> Screen:
    text = voice.lines(
        title_of(voice, leader_name, mode, days),
        voice.say("replay-closed", closed=view.closed, won=view.won),
        _worst(voice, view),
        voice.say("replay-fees", fees=voice.figures.money(view.fees)),
        *skipped(voice, view.skips[1:REASONS_SHOWN]),
        _cut(voice, view),
        voice.say("replay-stopped", times=view.stopped_out) if view.stopped_out else None,
        _less_known(voice, view),
        _assumed(voice, view),
    )
    return Screen(text=text, keyboard=keyboard([back(voice, replay_press(days))]))


def replay_sketch(voice: Voice, view: ReplayView, *, leader_name: str, mode: AccountMode, days: int) -> Sketch:
    figures = voice.figures
    pnl = figures.signed(view.pnl)
    picture = CurvePicture(
        title=voice.plain("picture-replay-title", leader=leader_name),
        subtitle=voice.plain("picture-replay-subtitle", days=days),
        headline=f"{pnl} USDT",
        tone=tone_of(view.pnl),
        facts=[
            Fact(name=voice.plain("picture-replay-copied"), figure=f"{view.copied} / {view.entries}"),
            Fact(name=voice.plain("picture-won"), figure=f"{view.won}"),
            Fact(name=voice.plain("picture-fall"), figure=figures.signed(-view.fall)),
            Fact(name=voice.plain("picture-fees"), figure=figures.money(view.fees)),
        ],
        footer=voice.plain("picture-replay-footer"),
        watermark=voice.plain("picture-replay-mark"),
        theme=Theme.DARK,
        numbers=style(voice),
        lines=[Line(points=[(point.at, point.equity) for point in view.points], is_stepped=True)],
        floor=view.began_with,
        empty=voice.plain("picture-curve-empty"),
    )
    caption = voice.say("picture-replay-caption", leader=leader_name, days=days, pnl=pnl)
    return Sketch(picture=picture, caption=marked(voice, caption, mode), keyboard=keyboard())


def _worst(voice: Voice, view: ReplayView) -> Html | None:
    if view.worst is None:
        return None
    market, side = market_name(voice, view.worst.symbol), side_name(voice, view.worst.side)
    return voice.say("replay-worst", market=market, side=side, pnl=voice.figures.signed(view.worst.pnl))


def _cut(voice: Voice, view: ReplayView) -> Html | None:
    """A screen holds twelve lines: what was not copied at all comes first."""
    if not view.cut or len(view.skips) >= REASONS_SHOWN:
        return None
    name, times = view.cut[0]
    if name == "balance":
        return voice.say("replay-cut-balance", times=times)
    return voice.say("replay-cut", times=times, limit=voice.plain(f"rule-{name}"))


def _less_known(voice: Voice, view: ReplayView) -> Html | None:
    if view.has_todays_equity:
        return voice.say("replay-todays-equity")
    return voice.say("replay-spot-maybe") if view.past.may_lack_spot else None


def _assumed(voice: Voice, view: ReplayView) -> Html:
    """What the exchanges may do otherwise. Their maintenance margins differ by coin and size; none is known here."""
    key = "replay-note-hourly" if view.has_prices else "replay-note"
    percent = voice.figures.percent
    return voice.say(key, slippage=percent(view.slippage), maintenance=percent(USUAL_MAINTENANCE))
