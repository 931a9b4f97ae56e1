"""Invitations: the form, the link, the list of those that still open. Show no code but the new one, once."""

from collections.abc import Sequence
from decimal import Decimal

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place
from bot.house_presses import InviteField, InvitePress, RevokePress
from bot.invitations import ACCOUNTS, CAPITAL, DAYS, GUESTS, PEOPLE, InviteForm, guest_of
from bot.keyboards import Look, Row, back_to, copy_button, keyboard, open_place, press
from bot.moments import day_and_time
from bot.screen import Screen
from bot.texts import Html, Voice
from core.application.operator_views import InviteView
from core.domain.follower import Role, Terms

MOST_SHOWN = 8


def invite_form(voice: Voice, form: InviteForm) -> Screen:
    text = voice.lines(
        voice.say("invite-title"),
        Html(""),
        voice.say(f"invite-guest-{form.guest}"),
        voice.say("invite-people", count=form.people),
        voice.say("invite-days", count=form.days),
        *terms_lines(voice, form.terms, form.role),
    )
    return Screen(text=text, keyboard=keyboard(*_rows(voice, form), _make(voice), [back_to(voice, Place.ADMIN)]))


def terms_lines(voice: Voice, terms: Terms, role: Role) -> list[Html]:
    """Only what is limited is said."""
    if role is Role.VIEWER:
        return []
    said = []
    if terms.max_accounts is not None:
        said.append(voice.say("invite-accounts", count=terms.max_accounts))
    if terms.max_capital is not None:
        said.append(voice.say("invite-capital", most=voice.figures.plain(terms.max_capital)))
    if terms.paper_only:
        said.append(voice.say("invite-paper"))
    return said or [voice.say("invite-unlimited")]


def invite_made(voice: Voice, link: str, form: InviteForm) -> Screen:
    """The link is shown once: only its hash is kept."""
    text = voice.lines(
        voice.say("admin-invite", link=link),
        Html(""),
        voice.say(f"invite-guest-{form.guest}"),
        voice.say("invite-people", count=form.people),
        voice.say("invite-days", count=form.days),
        *terms_lines(voice, form.terms, form.role),
    )
    copy = copy_button(voice.plain("button-copy-link"), link)
    return Screen(
        text=text, keyboard=keyboard([copy], [open_place(voice, Place.INVITES)], [back_to(voice, Place.ADMIN)])
    )


def invites_list(voice: Voice, invites: Sequence[InviteView], news: Html | None = None) -> Screen:
    shown = invites[:MOST_SHOWN]
    lines = [_line(voice, number, invite) for number, invite in enumerate(shown, 1)]
    buttons: list[Row] = [[_revoke(voice, number, invite)] for number, invite in enumerate(shown, 1)]
    more = len(invites) - len(shown)
    text = voice.lines(
        news,
        voice.say("invites-title", count=len(invites)),
        *lines,
        voice.say("invites-more", count=more) if more else None,
    )
    return Screen(text=text, keyboard=keyboard(*buttons, [back_to(voice, Place.ADMIN)]))


def _line(voice: Voice, number: int, invite: InviteView) -> Html:
    said = voice.say(
        "invites-line",
        number=number,
        guest=voice.plain(f"guest-{guest_of(invite.role, invite.terms)}"),
        uses=invite.uses,
        most=invite.most_uses,
        until=day_and_time(invite.expires_at),
    )
    return Html(" · ".join([said, *terms_lines(voice, invite.terms, invite.role)]))


def _revoke(voice: Voice, number: int, invite: InviteView) -> InlineKeyboardButton:
    return press(voice.plain("button-invite-revoke", number=number), RevokePress(mark=invite.mark), Look.RISKY)


def _rows(voice: Voice, form: InviteForm) -> list[Row]:
    rows = [
        (InviteField.ROLE, [voice.plain(f"guest-{guest}") for guest in GUESTS]),
        (InviteField.PEOPLE, [voice.plain("button-invite-people", count=people) for people in PEOPLE]),
        (InviteField.DAYS, [voice.plain("button-invite-days", count=days) for days in DAYS]),
    ]
    if form.role is not Role.VIEWER:
        counts = [_count(voice, most) for most in ACCOUNTS]
        money = [_capital(voice, most) for most in CAPITAL]
        rows += [
            (InviteField.ACCOUNTS, counts),
            (InviteField.CAPITAL, money),
            (InviteField.PAPER, [voice.plain("button-invite-live"), voice.plain("button-invite-paper")]),
        ]
    return [_choices(field, labels, form) for field, labels in rows]


def _count(voice: Voice, most: int | None) -> str:
    if most is None:
        return voice.plain("button-invite-any-accounts")
    return voice.plain("button-invite-accounts", count=most)


def _capital(voice: Voice, most: Decimal | None) -> str:
    return voice.plain("button-invite-any-capital") if most is None else f"≤ ${voice.figures.plain(most)}"


def _choices(field: InviteField, labels: Sequence[str], form: InviteForm) -> Row:
    chosen = form.number(field)
    return [
        press(f"• {label}" if number == chosen else label, InvitePress(field=field, choice=number))
        for number, label in enumerate(labels)
    ]


def _make(voice: Voice) -> Row:
    return [press(voice.plain("button-invite-make"), InvitePress(field=InviteField.MAKE), Look.MAIN)]
