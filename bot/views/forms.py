"""The follow form, step by step: account, sizing, size, the worked example, limits. Holds no draft."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks import DraftPress, DraftVerb, Place
from bot.drafts import FollowDraft
from bot.keyboards import Look, Row, cancel, in_rows, keyboard, open_place, press
from bot.rule_fields import FIELDS, SIZE_PRESETS, Kind, RuleField, show_preset, show_rule, show_size
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.words import badge, dressed, market_name, money_or_unknown
from core.application.views import AccountView, PreviewView
from core.domain.copy_rules import CopyRules
from core.domain.follow import FollowMode
from core.domain.sizing import Sizing

LIMITS_SHOWN = ("max_per_trade", "max_total_exposure", "max_open_positions", "leverage", "stop_loss", "take_profit")


def choose_account(voice: Voice, leader_name: str, accounts: Sequence[AccountView]) -> Screen:
    if not accounts:
        add = open_place(voice, Place.CONNECT, Look.MAIN)
        return Screen(text=voice.say("form-no-account"), keyboard=keyboard([add], [cancel(voice)]))
    rows: list[Row] = [
        [press(_account_label(voice, account), DraftPress(verb=DraftVerb.ACCOUNT, value=account.account_id))]
        for account in accounts
    ]
    return Screen(text=voice.say("form-account", leader=leader_name), keyboard=keyboard(*rows, [cancel(voice)]))


def choose_sizing(voice: Voice) -> Screen:
    rows: list[Row] = [
        [press(voice.plain(f"button-sizing-{sizing}"), DraftPress(verb=DraftVerb.SIZING, value=sizing))]
        for sizing in Sizing
    ]
    return Screen(text=voice.say("form-sizing"), keyboard=keyboard(*rows, [cancel(voice)]))


def ask_size(voice: Voice, sizing: Sizing) -> Screen:
    presets = [press(text, DraftPress(verb=DraftVerb.SIZE, value=text)) for text in SIZE_PRESETS[sizing]]
    again = press(voice.plain("button-back"), DraftPress(verb=DraftVerb.SIZING))
    return Screen(text=voice.say(f"form-size-{sizing}"), keyboard=keyboard(presets, [again, cancel(voice)]))


def review(voice: Voice, draft: FollowDraft, *, leader_name: str, account: AccountView, preview: PreviewView) -> Screen:
    """Everything at a glance, with a worked example in money, before the one button that starts it."""
    text = voice.lines(
        Html(f"{voice.say(_title(draft), leader=leader_name)}{badge(voice, account.mode)}"),
        voice.say("form-on", account=account.label, equity=money_or_unknown(voice, preview.equity)),
        size_line(voice, draft.rules),
        voice.say(f"form-mode-{draft.mode}"),
        limits_line(voice, draft.rules),
        Html(""),
        *_example(voice, preview),
    )
    return Screen(text=text, keyboard=_review_keys(voice, draft))


def limits_menu(voice: Voice, rules: CopyRules) -> Screen:
    buttons = [
        press(
            voice.plain("rule-button", name=voice.plain(f"rule-{name}"), value=_short(show_rule(voice, rules, name))),
            DraftPress(verb=DraftVerb.FIELD, name=name),
        )
        for name in FIELDS
    ]
    done = press(voice.plain("button-done"), DraftPress(verb=DraftVerb.REVIEW), Look.MAIN)
    return Screen(text=voice.say("form-limits"), keyboard=keyboard(*in_rows(buttons, width=1), [done]))


def ask_rule(voice: Voice, rules: CopyRules, field: RuleField) -> Screen:
    presets = [
        press(show_preset(voice, field, preset), DraftPress(verb=DraftVerb.SET, name=field.name, value=preset))
        for preset in field.presets
    ]
    text = voice.lines(
        voice.say("form-rule", name=voice.plain(f"rule-{field.name}"), value=show_rule(voice, rules, field.name)),
        voice.say(f"rule-{field.name}-hint"),
        None if field.kind is Kind.CHOICE else voice.say(f"form-type-{field.kind.value}"),
    )
    width = 1 if field.kind in {Kind.CHOICE, Kind.COINS} else 3
    again = press(voice.plain("button-back"), DraftPress(verb=DraftVerb.LIMITS))
    return Screen(text=text, keyboard=keyboard(*in_rows(presets, width=width), [again]))


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
        [press(voice.plain(start), DraftPress(verb=DraftVerb.START), Look.SAFE)],
        [press(voice.plain("button-replay"), DraftPress(verb=DraftVerb.REPLAY, value="30"))],
        [press(voice.plain(f"button-mode-{other}"), DraftPress(verb=DraftVerb.MODE, value=other))],
        [
            press(voice.plain("button-size"), DraftPress(verb=DraftVerb.SIZING)),
            press(voice.plain("button-limits"), DraftPress(verb=DraftVerb.LIMITS)),
        ],
        [cancel(voice)],
    )


def _account_label(voice: Voice, account: AccountView) -> str:
    return f"{account.label} · {voice.plain(f'mode-{account.mode}')}"


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
