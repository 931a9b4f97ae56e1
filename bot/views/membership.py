"""People and what they may do: the list, one person's terms, the form that changes them. Show nobody's money."""

from collections.abc import Sequence
from decimal import Decimal

from aiogram.types import InlineKeyboardButton

from bot.callbacks import Place
from bot.house_presses import PersonPress, TermsField, TermsPress
from bot.invitations import ACCOUNTS, CAPITAL, GUESTS, guest_of
from bot.keyboards import Look, Row, back, back_to, cancel, in_rows, keyboard, page_of, pager, press
from bot.membership import NONE, OFF, ON, TermsDraft
from bot.menu import Audience, audience_of
from bot.screen import Screen
from bot.texts import Html, Voice
from bot.views.inviting import terms_lines
from core.application.operator_views import MembershipView
from core.application.views import FollowerView
from core.domain.follower import Role, Terms
from core.domain.values import FollowerId


def people_list(voice: Voice, people: Sequence[FollowerView], page: int) -> Screen:
    shown = page_of(people, page)
    text = voice.lines(voice.say("admin-users", count=len(people)), *(_person(voice, person) for person in shown))
    doors = [press(person.name, PersonPress(follower_id=person.follower_id)) for person in shown]
    turn = pager(voice, Place.PEOPLE, page=page, count=len(people))
    return Screen(text=text, keyboard=keyboard(*in_rows(doors, width=2), turn, [back_to(voice, Place.ADMIN)]))


def membership_card(voice: Voice, view: MembershipView, draft: TermsDraft, news: Html | None = None) -> Screen:
    """What would hold; what it means stands under it before anything is saved."""
    is_operator = view.role is Role.OPERATOR
    text = voice.lines(
        news,
        None if news is None else Html(""),
        voice.say("person-title", name=view.name, id=str(view.follower_id)),
        voice.say("person-has", accounts=view.accounts, follows=view.follows),
        Html(""),
        *([voice.say("person-operator")] if is_operator else _terms(voice, draft)),
    )
    rows = [] if is_operator else _rows(voice, view, draft)
    return Screen(text=text, keyboard=keyboard(*rows, [back_to(voice, Place.PEOPLE)]))


def ask_limit(voice: Voice, field: TermsField, follower_id: FollowerId) -> Screen:
    return Screen(
        text=voice.say(f"terms-ask-{field}"),
        keyboard=keyboard([back(voice, PersonPress(follower_id=follower_id)), cancel(voice)]),
    )


def terms_changed(voice: Voice, role: Role, terms: Terms) -> Screen:
    """To whom it is about."""
    text = voice.lines(
        voice.say("terms-changed"),
        voice.say(f"terms-now-{guest_of(role, terms)}"),
        *terms_lines(voice, terms, role),
        Html(""),
        voice.say("terms-mean-own"),
    )
    return Screen(text=text)


def _person(voice: Voice, person: FollowerView) -> Html:
    key = "admin-user-operator" if audience_of(person) is Audience.OPERATORS else "admin-user"
    return voice.say(key, name=person.name, id=str(person.follower_id), language=person.language)


def _terms(voice: Voice, draft: TermsDraft) -> Sequence[Html]:
    limits = terms_lines(voice, draft.terms, draft.role)
    return [
        voice.say(f"invite-guest-{draft.guest}"),
        *([Html(" · ".join(limits))] if limits else []),
        Html(""),
        voice.say("terms-mean"),
    ]


def _rows(voice: Voice, view: MembershipView, draft: TermsDraft) -> Sequence[Row]:
    is_new = (draft.role, draft.terms) != (view.role, view.terms)
    save = press(voice.plain("button-save"), TermsPress(field=TermsField.SAVE, follower_id=view.follower_id), Look.MAIN)
    roles = [(voice.plain(f"guest-{guest}"), str(guest)) for guest in GUESTS]
    limits = [] if draft.role is Role.VIEWER else _limits(voice, draft)
    return [_choices(draft, TermsField.ROLE, roles, chosen=draft.guest), *limits, [save] if is_new else []]


def _limits(voice: Voice, draft: TermsDraft) -> Sequence[Row]:
    terms, plain = draft.terms, voice.figures.plain
    counts = [(voice.plain("button-invite-accounts", count=most), str(most)) for most in ACCOUNTS if most is not None]
    money = [(f"≤ ${plain(most)}", _written(most)) for most in CAPITAL if most is not None]
    own_count = "" if terms.max_accounts is None else str(terms.max_accounts)
    own_money = "" if terms.max_capital is None else _written(terms.max_capital)
    papers = [(voice.plain("button-invite-live"), OFF), (voice.plain("button-invite-paper"), ON)]
    return [
        *in_rows(
            _limit(voice, draft, TermsField.ACCOUNTS, "button-invite-any-accounts", usual=counts, chosen=own_count),
            width=2,
        ),
        *in_rows(
            _limit(voice, draft, TermsField.CAPITAL, "button-invite-any-capital", usual=money, chosen=own_money),
            width=3,
        ),
        _choices(draft, TermsField.PAPER, papers, chosen=ON if terms.paper_only else OFF),
    ]


def _limit(
    voice: Voice,
    draft: TermsDraft,
    field: TermsField,
    unlimited: str,
    *,
    usual: Sequence[tuple[str, str]],
    chosen: str,
) -> Row:
    """Without one, some usual ones, and any other: that is typed."""
    choices = [(voice.plain(unlimited), NONE), *usual]
    other = TermsPress(field=field, follower_id=draft.follower_id)
    is_usual = not chosen or chosen in {value for _, value in usual}
    label = voice.plain("button-terms-other")
    return [
        *_choices(draft, field, choices, chosen=chosen or NONE),
        press(label if is_usual else f"• {chosen}", other),
    ]


def _choices(draft: TermsDraft, field: TermsField, choices: Sequence[tuple[str, str]], *, chosen: str) -> Row:
    def button(label: str, value: str) -> InlineKeyboardButton:
        pressed = TermsPress(field=field, follower_id=draft.follower_id, value=value)
        return press(f"• {label}" if value == chosen else label, pressed)

    return [button(label, value) for label, value in choices]


def _written(amount: Decimal) -> str:
    """One way for equal amounts, as it would be typed."""
    return f"{amount.normalize():f}"
