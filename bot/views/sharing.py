"""The card of one result to be shown to others, worded: the percentage always, the rest as its owner wishes."""

from datetime import timedelta

from aiogram.types import InlineKeyboardButton

from bot.callbacks import SharePress
from bot.keyboards import keyboard, press
from bot.moments import largest_unit
from bot.photo import Sketch
from bot.texts import Html, Voice
from bot.views.pictures import OTHER_THEME, marked, paper_mark, style, theme_key
from bot.views.words import market_name, side_name, signed_or_unknown
from core.application.picture_queries import ChartView
from core.application.pictures import CardPicture, Fact, tone_of
from core.application.views import PositionView
from core.domain.values import PositionSide

AMOUNTS, LEADER, NOTHING = "a", "l", "n"
"""What a card may show beyond the percentage. An empty field of a button would be read as its default."""

ARROWS = {PositionSide.LONG: "▲", PositionSide.SHORT: "▼"}


def share_sketch(voice: Voice, view: ChartView, pressed: SharePress, *, link: str, bot_name: str) -> Sketch:
    """`link` opens the leader's card in the bot, or only the bot while he isn't named."""
    position = view.position
    market, side = market_name(voice, position.symbol), side_name(voice, position.side)
    figure = voice.plain("unknown") if view.fraction is None else voice.figures.signed_percent(view.fraction)
    picture = CardPicture(
        title=market,
        subtitle=_subtitle(voice, view, pressed),
        headline=figure,
        tone=tone_of(view.fraction),
        facts=_facts(voice, view, pressed),
        footer=voice.plain("card-footer"),
        watermark=paper_mark(voice, position.account_mode),
        theme=pressed.theme,
        numbers=style(voice),
        path=[candle.close for candle in view.candles] or [mark.price for mark in view.marks],
        tags=_tags(voice, position, side),
        link=f"t.me/{bot_name}",
    )
    caption = voice.lines(
        marked(voice, voice.say("card-caption", market=market, side=side, figure=figure), position.account_mode),
        voice.say("card-link", link=Html(link)),
    )
    keys = [[_toggle(voice, pressed, AMOUNTS), _toggle(voice, pressed, LEADER)], [_theme(voice, pressed)]]
    return Sketch(picture=picture, caption=caption, keyboard=keyboard(*keys))


def shows(pressed: SharePress, what: str) -> bool:
    return what in pressed.shown


def lasting(voice: Voice, held: timedelta) -> str:
    unit, count = largest_unit(held)
    return voice.plain(f"duration-{unit}", count=count)


def _subtitle(voice: Voice, view: ChartView, pressed: SharePress) -> str:
    position = view.position
    until = position.closed_at or max((candle.at for candle in view.candles), default=position.opened_at)
    held = voice.plain("card-open") if position.closed_at is None else lasting(voice, until - position.opened_at)
    if shows(pressed, LEADER) and position.leader_name:
        return voice.plain("card-copied", leader=position.leader_name, held=held)
    return voice.plain("card-own", held=held)


def _tags(voice: Voice, position: PositionView, side: str) -> list[str]:
    tags = [f"{ARROWS[position.side]} {side}"]
    if position.symbol.settle:
        tags.append(f"{position.leverage}x")
    mark = paper_mark(voice, position.account_mode)
    return [*tags, mark] if mark else tags


def _facts(voice: Voice, view: ChartView, pressed: SharePress) -> list[Fact]:
    """Prices are everybody's; what tells how much is owned or was won comes only when it is asked for."""
    position, figures = view.position, voice.figures
    found = [Fact(name=voice.plain("picture-entry"), figure=figures.price(position.entry_price))]
    if position.exit_price is not None:
        found.append(Fact(name=voice.plain("picture-exit"), figure=figures.price(position.exit_price)))
    elif position.price is not None:
        found.append(Fact(name=voice.plain("picture-price-now"), figure=figures.price(position.price)))
    if shows(pressed, AMOUNTS):
        result = signed_or_unknown(voice, view.result)
        found.append(Fact(name=voice.plain("picture-result"), figure=result, tone=tone_of(view.result)))
    return found


def _toggle(voice: Voice, pressed: SharePress, what: str) -> InlineKeyboardButton:
    name = {AMOUNTS: "amounts", LEADER: "leader"}[what]
    now = shows(pressed, what)
    shown = "".join(sign for sign in (AMOUNTS, LEADER) if shows(pressed, sign) != (sign == what))
    payload = pressed.model_copy(update={"shown": shown or NOTHING})
    return press(voice.plain(f"button-{name}-{'hide' if now else 'show'}"), payload)


def _theme(voice: Voice, pressed: SharePress) -> InlineKeyboardButton:
    turned = pressed.model_copy(update={"theme": OTHER_THEME[pressed.theme]})
    return theme_key(voice, turned, turned.theme)
