"""The form in which an operator changes what somebody may do, as the conversation keeps it. Saves nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import TypeAdapter, ValidationError

from bot.house_presses import TermsField
from bot.invitations import Guest, guest_of
from bot.parsing import Unit, bounded, parse_count, parse_typed, require_unit
from core.domain.errors import BadInput, NotPossibleNow
from core.domain.follower import MOST_ACCOUNTS, MOST_CAPITAL, Role, Terms
from core.domain.values import FollowerId

FORM = "terms"
NONE, ON, OFF = "none", "on", "off"
SMALLEST_CAPITAL = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsDraft:
    """What shall hold for one person once it is saved."""

    follower_id: FollowerId
    role: Role
    terms: Terms

    @property
    def guest(self) -> Guest:
        return guest_of(self.role, self.terms)

    def with_value(self, field: TermsField, text: str) -> "TermsDraft":
        """One wish more, read strictly."""
        match field:
            case TermsField.ROLE:
                return self._as(text)
            case TermsField.ACCOUNTS:
                most = None if text == NONE else parse_count(text, low=1, high=MOST_ACCOUNTS)
                return replace(self, terms=replace(self.terms, max_accounts=most))
            case TermsField.CAPITAL:
                return replace(self, terms=replace(self.terms, max_capital=None if text == NONE else _capital(text)))
            case TermsField.PAPER if text in {ON, OFF}:
                return replace(self, terms=replace(self.terms, paper_only=text == ON))
            case _:
                raise BadInput("button-unknown")

    def _as(self, text: str) -> "TermsDraft":
        if text not in set(Guest):
            raise BadInput("button-unknown")
        role = Role.VIEWER if text == Guest.VIEWER else Role.FOLLOWER
        return replace(self, role=role, terms=replace(self.terms, may_lead=text == Guest.LEADER))


_DRAFTS = TypeAdapter(TermsDraft)


def draft_values(draft: TermsDraft) -> dict[str, object]:
    return {FORM: _DRAFTS.dump_python(draft, mode="json")}


def draft_of(values: Mapping[str, object], follower_id: int | None = None) -> TermsDraft:
    """The form that is open, if it is of this person; without an id of whomever."""
    try:
        draft = _DRAFTS.validate_python(values.get(FORM))
    except ValidationError as error:
        raise NotPossibleNow("form-closed") from error
    if follower_id not in {None, draft.follower_id}:
        raise NotPossibleNow("form-closed")
    return draft


def _capital(text: str) -> Decimal:
    typed = require_unit(parse_typed(text), Unit.MONEY)
    return bounded(typed, low=SMALLEST_CAPITAL, high=MOST_CAPITAL, unit=Unit.MONEY)
