"""The form of an invitation as the conversation keeps it: a number per list of choices. Decides no terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum

from bot.house_presses import InviteField
from core.domain.errors import BadInput
from core.domain.follower import Role, Terms

FORM = "invite"
PEOPLE = (1, 5, 20)
DAYS = (1, 7, 30)
ACCOUNTS = (None, 1, 3)
CAPITAL = (None, Decimal(100), Decimal(500), Decimal(2000))


class Guest(StrEnum):
    """Who is invited."""

    LEADER = "leader"
    FOLLOWER = "follower"
    VIEWER = "viewer"


GUESTS = tuple(Guest)
CHOICES: Mapping[InviteField, int] = {
    InviteField.ROLE: len(GUESTS),
    InviteField.PEOPLE: len(PEOPLE),
    InviteField.DAYS: len(DAYS),
    InviteField.ACCOUNTS: len(ACCOUNTS),
    InviteField.CAPITAL: len(CAPITAL),
    InviteField.PAPER: 2,
}
USUAL: Mapping[str, int] = {**{str(field): 0 for field in CHOICES}, InviteField.DAYS: 1}


@dataclass(frozen=True, slots=True)
class InviteForm:
    chosen: Mapping[str, int]

    def number(self, field: InviteField) -> int:
        return self.chosen[field]

    def with_choice(self, field: InviteField, choice: int) -> "InviteForm":
        """Raises BadInput for what no button offers."""
        if not 0 <= choice < CHOICES.get(field, 0):
            raise BadInput("button-unknown")
        return InviteForm({**self.chosen, field: choice})

    @property
    def guest(self) -> Guest:
        return GUESTS[self.number(InviteField.ROLE)]

    @property
    def role(self) -> Role:
        return Role.VIEWER if self.guest is Guest.VIEWER else Role.FOLLOWER

    @property
    def people(self) -> int:
        return PEOPLE[self.number(InviteField.PEOPLE)]

    @property
    def days(self) -> int:
        return DAYS[self.number(InviteField.DAYS)]

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def terms(self) -> Terms:
        return Terms(
            may_lead=self.guest is Guest.LEADER,
            paper_only=bool(self.number(InviteField.PAPER)),
            max_accounts=ACCOUNTS[self.number(InviteField.ACCOUNTS)],
            max_capital=CAPITAL[self.number(InviteField.CAPITAL)],
        )


def guest_of(role: Role, terms: Terms) -> Guest:
    """As whom somebody is in."""
    if role is Role.VIEWER:
        return Guest.VIEWER
    return Guest.LEADER if terms.may_lead else Guest.FOLLOWER


def form_of(values: Mapping[str, object]) -> InviteForm:
    """What was chosen so far; without anything the usual."""
    kept = values.get(FORM)
    chosen = {str(name): int(number) for name, number in kept.items()} if isinstance(kept, dict) else {}
    return InviteForm({**USUAL, **chosen})
