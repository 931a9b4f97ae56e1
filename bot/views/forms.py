"""The follow form, step by step: account, sizing, size, the worked example, limits. Holds no draft."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import (
    DraftPress,
    DraftVerb,
    FollowPress,
    FollowVerb,
    LeaderPress,
    LeaderVerb,
    Place,
)
from bot.drafts import FollowDraft
from bot.keyboards import Look, Row, back, cancel, in_rows, keyboard, open_place, press
from bot.rule_fields import FIRST_FIELDS, MORE_FIELDS, SIZE_PRESETS, Kind, RuleField, show_preset, show_rule, show_size
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge, dressed, market_name, money_or_unknown
from core.application.views import AccountView, LeaderView, PreviewView
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.sizing import Sizing

FURTHER = "more"
"""In the place of a rule's name: the further rules."""

LIMITS_SHOWN = ("max_per_trade", "max_total_exposure", "max_open_positions", "leverage", "stop_loss", "take_profit")


def choose_account(voice: Voice, draft: FollowDraft, leader: LeaderView, accounts: Sequence[AccountView]) -> Screen:
    leave = [_back_to_leader(voice, draft), cancel(voice)]
    if not accounts:
        paper = press(voice.plain("button-follow-paper"), _leader(draft, LeaderVerb.FOLLOW_ON_PAPER), Look.MAIN)
        rows = [[paper], [open_place(voice, Place.CONNECT)], leave]
        return Screen(text=voice.say("form-no-account"), keyboard=keyboard(*rows))
    rows = [
        [press(_account_label(voice, account), step(draft, DraftVerb.ACCOUNT, value=account.account_id))]
        for account in accounts
    ]
    return Screen(text=voice.say("form-account", leader=leader.name), keyboard=keyboard(*rows, leave))


def choose_sizing(voice: Voice, draft: FollowDraft) -> Screen:
    rows: list[Row] = [
        [press(voice.plain(f"button-sizing-{sizing}"), step(draft, DraftVerb.SIZING, value=sizing))]
        for sizing in Sizing
    ]
    if draft.follow_id is None:
        again = press(voice.plain("button-back"), step(draft, DraftVerb.ACCOUNT))
    else:
        again = press(voice.plain("button-back"), step(draft, DraftVerb.REVIEW))
    return Screen(text=voice.say("form-sizing"), keyboard=keyboard(*rows, [again, cancel(voice)]))


def ask_size(voice: Voice, draft: FollowDraft) -> Screen:
    sizing = draft.rules.sizing
    presets = [
        press(voice.figures.typed(text), step(draft, DraftVerb.SIZE, value=text)) for text in SIZE_PRESETS[sizing]
    ]
    again = press(voice.plain("button-back"), step(draft, DraftVerb.SIZING))
    return Screen(text=voice.say(f"form-size-{sizing}"), keyboard=keyboard(presets, [again, cancel(voice)]))


def review(voice: Voice, draft: FollowDraft, *, leader_name: str, account: AccountView, preview: PreviewView) -> Screen:
    """Everything at a glance, with a worked example in money, before the one button that starts it."""
    text = voice.lines(
        Html(f"{voice.say(_title(draft), leader=leader_name)}{badge(voice, account.mode)}"),
        voice.say("form-on", account=account.label),
        voice.say(f"form-wallet-{account.mode}", equity=money_or_unknown(voice, preview.equity)),
        size_line(voice, draft.rules),
        voice.say(f"form-mode-{draft.mode}"),
        limits_line(voice, draft.rules),
        Html(""),
        *_example(voice, preview),
    )
    return Screen(text=text, keyboard=_review_keys(voice, draft))


def limits_menu(voice: Voice, draft: FollowDraft, near: str = "") -> Screen:
    """The page with the rule `near`; the first, where nothing is said."""
    is_further = near == FURTHER or near in MORE_FIELDS
    buttons = [_rule_button(voice, draft, name) for name in (MORE_FIELDS if is_further else FIRST_FIELDS)]
    done = press(voice.plain("button-done"), step(draft, DraftVerb.REVIEW), Look.MAIN)
    if is_further:
        turn = press(voice.plain("button-back"), step(draft, DraftVerb.LIMITS))
    else:
        turn = press(voice.plain("button-more-rules"), step(draft, DraftVerb.LIMITS, name=FURTHER))
    return Screen(
        text=voice.say("form-limits"), keyboard=keyboard(*in_rows(buttons, width=1), [turn], [done, cancel(voice)])
    )


def _rule_button(voice: Voice, draft: FollowDraft, name: str) -> InlineKeyboardButton:
    value = _short(show_rule(voice, draft.rules, name))
    label = voice.plain("rule-button", name=voice.plain(f"rule-{name}"), value=value)
    return press(label, step(draft, DraftVerb.FIELD, name=name))


def ask_rule(voice: Voice, draft: FollowDraft, field: RuleField) -> Screen:
    presets = [
        press(show_preset(voice, field, preset), step(draft, DraftVerb.SET, name=field.name, value=preset))
        for preset in field.presets
    ]
    text = voice.lines(
        voice.say("form-rule", name=voice.plain(f"rule-{field.name}"), value=show_rule(voice, draft.rules, field.name)),
        voice.say(f"rule-{field.name}-hint"),
        None if field.kind is Kind.CHOICE else voice.say(f"form-type-{field.kind.value}"),
    )
    width = 1 if field.kind in {Kind.CHOICE, Kind.COINS} else 3
    again = press(voice.plain("button-back"), step(draft, DraftVerb.LIMITS, name=field.name))
    return Screen(text=text, keyboard=keyboard(*in_rows(presets, width=width), [again, cancel(voice)]))


def step(draft: FollowDraft, verb: DraftVerb, *, name: str = "", value: str = "") -> DraftPress:
    """A button of this form and of no other."""
    return DraftPress(verb=verb, name=name, value=value, mark=draft.mark)


def size_line(voice: Voice, rules: CopyRules) -> Html:
    return voice.say(f"sizing-{rules.sizing}", size=show_size(voice, rules))


def limits_line(voice: Voice, rules: CopyRules) -> Html:
    """The limits that are set; leverage always."""
    set_ones = [name for name in LIMITS_SHOWN if getattr(rules, name) is not None]
    parts = [f"{voice.plain(f'rule-{name}')} {show_rule(voice, rules, name)}" for name in set_ones]
    return voice.say("form-limits-line", limits="; ".join(parts))


def _title(draft: FollowDraft) -> str:
    return "form-review" if draft.follow_id is None else "form-review-change"


def _example(voice: Voice, preview: PreviewView) -> tuple[Html | None, ...]:
    figures = voice.figures
    leader = voice.say(
        "form-example",
        cost=figures.money(preview.leader_cost),
        market=market_name(voice, preview.symbol),
        price=figures.price(preview.price),
    )
    if preview.amount is None or preview.cost is None:
        key = f"skip-{preview.skip_reason}"
        reason = voice.say_known(
            key, "skip-other", **(dressed(voice, dict(preview.skip_numbers)) | {"code": preview.skip_reason})
        )
        return (leader, voice.say("form-example-skip", reason=reason))
    mine = voice.say(
        "form-example-mine",
        cost=figures.money(preview.cost),
        amount=figures.amount(preview.amount),
        coin=preview.symbol.base,
        margin=money_or_unknown(voice, preview.margin),
        leverage=preview.leverage,
    )
    loss = None if preview.max_loss is None else voice.say("form-example-loss", loss=figures.money(preview.max_loss))
    return (leader, mine, loss)


def _review_keys(voice: Voice, draft: FollowDraft) -> InlineKeyboardMarkup:
    other = FollowMode.ASK if draft.mode is FollowMode.AUTO else FollowMode.AUTO
    start = "button-start-follow" if draft.follow_id is None else "button-save"
    return keyboard(
        [press(voice.plain(start), step(draft, DraftVerb.START), Look.SAFE)],
        [press(voice.plain("button-replay"), step(draft, DraftVerb.REPLAY, value="30"))],
        [press(voice.plain(f"button-mode-{other}"), step(draft, DraftVerb.MODE, value=other))],
        [
            press(voice.plain("button-size"), step(draft, DraftVerb.SIZING)),
            press(voice.plain("button-limits"), step(draft, DraftVerb.LIMITS)),
        ],
        [_back_from_review(voice, draft), cancel(voice)],
    )


def _back_from_review(voice: Voice, draft: FollowDraft) -> InlineKeyboardButton:
    if draft.follow_id is None:
        return _back_to_leader(voice, draft)
    return back(voice, FollowPress(verb=FollowVerb.VIEW, follow_id=draft.follow_id))


def _back_to_leader(voice: Voice, draft: FollowDraft) -> InlineKeyboardButton:
    return back(voice, _leader(draft, LeaderVerb.VIEW))


def _leader(draft: FollowDraft, verb: LeaderVerb) -> LeaderPress:
    return LeaderPress(verb=verb, leader_id=draft.leader_id)


def _account_label(voice: Voice, account: AccountView) -> str:
    return f"{account.label} · {voice.plain(f'mode-{account.mode}')}"


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
