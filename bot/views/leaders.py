"""Leaders: the list, one leader's card, becoming one, ceasing to be one. Promise no returns."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    LeaderPress,
    LeaderVerb,
    LeadPress,
    Place,
)
from bot.keyboards import Look, Row, back, back_to, cancel, copy_button, keyboard, open_place, page_of, pager, press
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.statistics import record_in_short
from bot.views.words import exchange_name, market_name
from core.application.quality_queries import LeaderStatisticsView
from core.application.views import AccountView, LeaderView
from core.domain.values import LeaderId

HOLDINGS_SHOWN = 5


def leaders_list(voice: Voice, leaders: Sequence[LeaderView], page: int = 0) -> Screen:
    if not leaders:
        rows: list[Row] = [[open_place(voice, Place.LEAD)], [back_to(voice, Place.HOME)]]
        return Screen(text=voice.say("leaders-none"), keyboard=keyboard(*rows))
    shown = page_of(leaders, page)
    rows = [[_leader_button(voice, leader)] for leader in shown]
    text = voice.lines(voice.say("leaders-title"), *(_line(voice, leader) for leader in shown))
    turn = pager(voice, Place.LEADERS, page=page, count=len(leaders))
    return Screen(
        text=text, keyboard=keyboard(*rows, turn, [open_place(voice, Place.LEAD)], [back_to(voice, Place.HOME)])
    )


def leader_card(
    voice: Voice, leader: LeaderView, link: str, *, record: LeaderStatisticsView, news: Html | None = None
) -> Screen:
    """What is known of a leader: risk first; `link` opens this card for whoever gets it."""
    text = voice.lines(
        news,
        None if news is None else Html(""),
        voice.say("leader-head", name=leader.name, exchange=exchange_name(leader.exchange)),
        None if leader.is_active else voice.say("leader-retired"),
        voice.say("leader-followers", count=leader.followers),
        voice.say("leader-since", since=countdown(leader.since)),
        _last_trade(voice, leader),
        _holdings(voice, leader),
        record_in_short(voice, record),
        voice.say("leader-risk"),
    )
    share = copy_button(voice.plain("button-copy-link"), link)
    more = press(voice.plain("button-statistics"), _press(LeaderVerb.STATISTICS, leader.leader_id))
    rows = [*_main_rows(voice, leader), [more, share], [back_to(voice, Place.LEADERS)]]
    return Screen(text=text, keyboard=keyboard(*rows))


def choose_lead_account(voice: Voice, accounts: Sequence[AccountView]) -> Screen:
    """Leading needs an account with a key; a read-only one is enough."""
    able = [account for account in accounts if account.rights is not None]
    if not able:
        add = open_place(voice, Place.CONNECT, Look.MAIN)
        return Screen(text=voice.say("lead-needs-key"), keyboard=keyboard([add], [back_to(voice, Place.HOME)]))
    rows: list[Row] = [[press(account.label, LeadPress(account_id=account.account_id))] for account in able]
    return Screen(text=voice.say("lead-account"), keyboard=keyboard(*rows, [back_to(voice, Place.HOME)]))


def ask_leader_name(voice: Voice, suggestion: str) -> Screen:
    leave = [back_to(voice, Place.LEAD), cancel(voice)]
    return Screen(text=voice.say("lead-name", suggestion=suggestion), keyboard=keyboard(leave))


def ask_retire(voice: Voice, leader: LeaderView) -> Screen:
    sure = press(voice.plain("button-retire-now"), _press(LeaderVerb.RETIRE_NOW, leader.leader_id), Look.RISKY)
    text = voice.say("leader-ask-retire", count=leader.followers)
    return Screen(text=text, keyboard=keyboard([sure], [back(voice, _press(LeaderVerb.VIEW, leader.leader_id))]))


def _main_rows(voice: Voice, leader: LeaderView) -> Sequence[Row]:
    """Paper comes first: it costs nothing to try."""
    if not leader.is_active:
        return []
    if leader.is_mine:
        return [[press(voice.plain("button-retire"), _press(LeaderVerb.RETIRE, leader.leader_id))]]
    paper = press(voice.plain("button-follow-paper"), _press(LeaderVerb.FOLLOW_ON_PAPER, leader.leader_id), Look.MAIN)
    return [[paper], [press(voice.plain("button-follow"), _press(LeaderVerb.FOLLOW, leader.leader_id))]]


def _leader_button(voice: Voice, leader: LeaderView) -> InlineKeyboardButton:
    name = voice.plain("leader-button-mine", name=leader.name) if leader.is_mine else leader.name
    return press(name, _press(LeaderVerb.VIEW, leader.leader_id))


def _line(voice: Voice, leader: LeaderView) -> Html:
    exchange = exchange_name(leader.exchange)
    return voice.say("leader-line", name=leader.name, exchange=exchange, count=leader.followers)


def _last_trade(voice: Voice, leader: LeaderView) -> Html:
    if leader.last_trade_at is None:
        return voice.say("leader-no-trades")
    return voice.say("leader-last-trade", at=countdown(leader.last_trade_at))


def _holdings(voice: Voice, leader: LeaderView) -> Html:
    if not leader.holds:
        return voice.say("leader-holds-nothing")
    shown = list(leader.holds.items())[:HOLDINGS_SHOWN]
    names = [f"{market_name(voice, symbol)} {voice.figures.plain(amount)}" for symbol, amount in shown]
    more = "…" if len(leader.holds) > HOLDINGS_SHOWN else ""
    return voice.say("leader-holds", holdings=", ".join(names) + more)


def _press(verb: LeaderVerb, leader_id: LeaderId) -> LeaderPress:
    return LeaderPress(verb=verb, leader_id=leader_id)
