"""Accounts: connecting one, its rights, paper or live, unlinking. Never sees a key."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from bot.callbacks import (
    AccountPress,
    AccountVerb,
    ConnectPress,
    ConnectVerb,
    DriftPress,
    DriftVerb,
    Place,
)
from bot.keyboards import Look, Row, back, back_to, cancel, copy_button, keyboard, open_place, press
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import account_name, badge, exchange_name, money_or_unknown
from core.application.key_commands import OpenedDoor
from core.application.views import AccountView
from core.domain.account import AccountMode, AccountStatus
from core.domain.values import AccountId, Exchange, KeyRights


def choose_exchange(voice: Voice) -> Screen:
    rows: list[Row] = [
        [press(exchange_name(exchange), ConnectPress(verb=ConnectVerb.EXCHANGE, exchange=exchange))]
        for exchange in Exchange
    ]
    return Screen(text=voice.say("connect-exchange"), keyboard=keyboard(*rows, [back_to(voice, Place.ACCOUNTS)]))


def connect_ways(voice: Voice, exchange: Exchange) -> Screen:
    """Paper needs nothing; a key is checked first."""
    paper = ConnectPress(verb=ConnectVerb.PAPER, exchange=exchange)
    key = ConnectPress(verb=ConnectVerb.KEY, exchange=exchange)
    return Screen(
        text=voice.say("connect-ways", exchange=exchange_name(exchange)),
        keyboard=keyboard(
            [press(voice.plain("button-paper-now"), paper, Look.MAIN)],
            [press(voice.plain("button-add-key"), key)],
            [back_to(voice, Place.CONNECT), cancel(voice)],
        ),
    )


def ask_key(voice: Voice, exchange: Exchange) -> Screen:
    """What the message must hold, which rights the key may have, and what happens to the message."""
    parts = voice.say("connect-parts-three" if exchange is Exchange.BITGET else "connect-parts-two")
    text = voice.say("connect-key", exchange=exchange_name(exchange), parts=parts)
    door = press(voice.plain("button-key-door"), ConnectPress(verb=ConnectVerb.DOOR, exchange=exchange))
    return Screen(text=text, keyboard=keyboard([door], [back_to(voice, Place.CONNECT), cancel(voice)]))


def key_door(voice: Voice, opened: OpenedDoor) -> Screen:
    """No button to open it: it works on the bot's machine, and nowhere else."""
    copy = copy_button(voice.plain("button-copy-link"), opened.link)
    text = voice.say("key-door", link=opened.link, until=countdown(opened.until))
    return Screen(text=text, keyboard=keyboard([copy], [open_place(voice, Place.ACCOUNTS)]))


def checking_key(voice: Voice, exchange: Exchange) -> Html:
    return voice.say("connect-checking", exchange=exchange_name(exchange))


def accounts_list(voice: Voice, accounts: Sequence[AccountView]) -> Screen:
    if not accounts:
        add = open_place(voice, Place.CONNECT, Look.MAIN)
        return Screen(text=voice.say("accounts-none"), keyboard=keyboard([add], [back_to(voice, Place.HOME)]))
    rows: list[Row] = [
        [press(_label(voice, account), AccountPress(verb=AccountVerb.VIEW, account_id=account.account_id))]
        for account in accounts
    ]
    text = voice.lines(voice.say("accounts-title"), *(_line(voice, account) for account in accounts))
    return Screen(text=text, keyboard=keyboard(*rows, [open_place(voice, Place.CONNECT)], [back_to(voice, Place.HOME)]))


def account_card(voice: Voice, account: AccountView, news: Html | None = None) -> Screen:
    """One account; `news` says what has just changed."""
    text = voice.lines(
        news,
        None if news is None else Html(""),
        _head(voice, account),
        voice.say(f"account-status-{account.status}"),
        voice.say("account-equity", equity=money_or_unknown(voice, account.equity)),
        voice.say("account-open", count=account.open_positions),
        _rights(voice, account.rights),
    )
    return Screen(text=text, keyboard=keyboard(*_account_rows(voice, account), [back_to(voice, Place.ACCOUNTS)]))


def ask_live(voice: Voice, account: AccountView) -> Screen:
    return _ask(voice, account, key="account-ask-live", verb=AccountVerb.GO_LIVE_NOW, button="button-live-now")


def ask_unlink(voice: Voice, account: AccountView) -> Screen:
    return _ask(voice, account, key="account-ask-unlink", verb=AccountVerb.UNLINK_NOW, button="button-unlink-now")


def unlinked(voice: Voice, label: str) -> Html:
    return voice.say("account-unlinked", label=label)


def _ask(voice: Voice, account: AccountView, *, key: str, verb: AccountVerb, button: str) -> Screen:
    sure = press(voice.plain(button), AccountPress(verb=verb, account_id=account.account_id), Look.RISKY)
    text = voice.say(key, account=account_name(account.label, account.exchange))
    return Screen(text=text, keyboard=keyboard([sure], [back(voice, _view(account.account_id))]))


def _account_rows(voice: Voice, account: AccountView) -> list[Row]:
    rows: list[Row] = []
    if account.status is AccountStatus.FROZEN:
        rows.append([_button(voice, account, AccountVerb.THAW, Look.MAIN)])
    if account.mode is AccountMode.LIVE:
        rows.append([_button(voice, account, AccountVerb.GO_PAPER)])
    elif account.rights is not None and not account.rights.is_read_only:
        rows.append([_button(voice, account, AccountVerb.GO_LIVE, Look.MAIN)])
    key = "button-account-key" if account.rights is not None else "button-add-key"
    replace = AccountPress(verb=AccountVerb.REPLACE_KEY, account_id=account.account_id)
    rows.append([press(voice.plain(key), replace), _button(voice, account, AccountVerb.UNLINK)])
    rows.append([press(voice.plain("button-compare"), DriftPress(verb=DriftVerb.SHOW, account_id=account.account_id))])
    return rows


def _button(voice: Voice, account: AccountView, verb: AccountVerb, look: Look | None = None) -> InlineKeyboardButton:
    return press(voice.plain(f"button-account-{verb}"), AccountPress(verb=verb, account_id=account.account_id), look)


def _view(account_id: AccountId) -> AccountPress:
    return AccountPress(verb=AccountVerb.VIEW, account_id=account_id)


def _label(voice: Voice, account: AccountView) -> str:
    mode = voice.plain(f"mode-{account.mode}")
    return f"{account.label} · {mode}"


def _head(voice: Voice, account: AccountView) -> Html:
    head = voice.say("account-head", account=account_name(account.label, account.exchange))
    return Html(f"{head}{badge(voice, account.mode)}")


def _line(voice: Voice, account: AccountView) -> Html:
    equity = money_or_unknown(voice, account.equity)
    line = voice.say("account-line", label=account.label, equity=equity, count=account.open_positions)
    warning = "" if account.status is AccountStatus.ACTIVE else f"\n{voice.say(f'account-status-{account.status}')}"
    return Html(f"{line}{badge(voice, account.mode)}{warning}")


def _rights(voice: Voice, rights: KeyRights | None) -> Html:
    if rights is None:
        return voice.say("rights-no-key")
    return voice.say(
        "rights",
        spot=voice.plain(_answer(rights.can_trade_spot)),
        perpetual=voice.plain(_answer(rights.can_trade_perpetual)),
        withdraw=voice.plain(_answer(rights.can_withdraw)),
        bound=voice.plain(_answer(rights.ip_bound)),
    )


def _answer(right: object) -> str:
    return "answer-yes" if right else "answer-no"
