"""The two books side by side: each difference in plain words, with what may be done. Decides nothing."""

from collections.abc import Sequence

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    DriftPress,
    DriftVerb,
    Place,
)
from bot.keyboards import Look, Row, back, back_to, keyboard, press
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import account_name, market_name, side_name
from core.application.drifts import Drift, DriftChoice, DriftsView
from core.application.views import AccountView
from core.domain.values import AccountId

SHOWN = 8
"""Differences on one screen; what is decided makes room for the others."""

VERBS = {
    DriftChoice.SYNC: DriftVerb.SYNC,
    DriftChoice.ADOPT: DriftVerb.ADOPT,
    DriftChoice.IGNORE: DriftVerb.IGNORE,
    DriftChoice.CLOSE: DriftVerb.CLOSE,
}


def choose_account(voice: Voice, accounts: Sequence[AccountView]) -> Screen:
    rows: list[Row] = [
        [press(account_name(account.label, account.exchange), shown(account.account_id))] for account in accounts
    ]
    key = "reconcile-choose" if accounts else "accounts-none"
    return Screen(text=voice.say(key), keyboard=keyboard(*rows, [back_to(voice, Place.HOME)]))


def drifts_screen(voice: Voice, view: DriftsView, news: Html | None = None) -> Screen:
    seen = view.drifts[:SHOWN]
    lines = [_line(voice, drift, number) for number, drift in enumerate(seen, start=1)]
    text = voice.lines(
        news,
        None if news is None else Html(""),
        voice.say("reconcile-title", account=view.label),
        *(lines or [voice.say("reconcile-equal")]),
    )
    rows = [_choices(voice, drift, number) for number, drift in enumerate(seen, start=1)]
    refresh = press(voice.plain("button-refresh"), shown(view.account_id))
    to_account = AccountPress(verb=AccountVerb.VIEW, account_id=view.account_id)
    return Screen(text=text, keyboard=keyboard(*rows, [refresh, back(voice, to_account)]))


def ask_close_drift(voice: Voice, drift: Drift) -> Screen:
    """Money: one question, one button."""
    key = "reconcile-ask-close" if drift.booked < drift.found else "reconcile-ask-close-rest"
    amount = drift.found if drift.booked > drift.found else drift.rest
    text = voice.say(
        key,
        market=market_name(voice, drift.symbol),
        side=side_name(voice, drift.side),
        amount=voice.figures.plain(amount),
        coin=drift.symbol.base,
    )
    sure = press(voice.plain("button-drift-closenow"), pressed(drift, DriftVerb.CLOSE_NOW), Look.RISKY)
    return Screen(text=text, keyboard=keyboard([sure], [back(voice, shown(drift.account_id))]))


def shown(account_id: AccountId) -> DriftPress:
    return DriftPress(verb=DriftVerb.SHOW, account_id=account_id)


def pressed(drift: Drift, verb: DriftVerb) -> DriftPress:
    return DriftPress(verb=verb, account_id=drift.account_id, mark=drift.mark)


def _line(voice: Voice, drift: Drift, number: int) -> Html:
    line = voice.say(
        f"drift-{drift.kind}",
        number=number,
        market=market_name(voice, drift.symbol),
        side=side_name(voice, drift.side),
        booked=voice.figures.plain(drift.booked),
        found=voice.figures.plain(drift.found),
        coin=drift.symbol.base,
    )
    return Html(f"{line} {voice.say('drift-ignored')}") if drift.is_ignored else line


def _choices(voice: Voice, drift: Drift, number: int) -> Row:
    wanted = [choice for choice in drift.choices if not (choice is DriftChoice.IGNORE and drift.is_ignored)]
    return [
        press(voice.plain(f"button-drift-{VERBS[choice]}", number=number), pressed(drift, VERBS[choice]))
        for choice in wanted
    ]
