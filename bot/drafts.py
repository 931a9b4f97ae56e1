"""The follow form as the conversation keeps it: plain JSON values, no secrets. Decides nothing about sizes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aiogram.fsm.context import FSMContext
from pydantic import TypeAdapter, ValidationError

from core.domain.copy_rules import CopyRules
from core.domain.errors import NotPossibleNow
from core.domain.follow import FollowMode
from core.domain.values import AccountId, FollowId, LeaderId

DRAFT = "draft"
MARK_BYTES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDraft:
    """A follow about to start, or (with `follow_id`) to change; `mark` is on every button that belongs to it."""

    leader_id: LeaderId
    account_id: AccountId | None = None
    follow_id: FollowId | None = None
    rules: CopyRules = field(default_factory=CopyRules)
    mode: FollowMode = FollowMode.AUTO
    mark: str = field(default_factory=lambda: secrets.token_hex(MARK_BYTES))

    def with_rules(self, rules: CopyRules) -> "FollowDraft":
        return replace(self, rules=rules)

    def with_mode(self, mode: FollowMode) -> "FollowDraft":
        return replace(self, mode=mode)

    def on_account(self, account_id: AccountId) -> "FollowDraft":
        return replace(self, account_id=account_id)

    @property
    def account(self) -> AccountId:
        if self.account_id is None:
            raise NotPossibleNow("form-closed")
        return self.account_id


_DRAFTS = TypeAdapter(FollowDraft)
_RULES = TypeAdapter(CopyRules)


def draft_values(draft: FollowDraft) -> dict[str, object]:
    return {DRAFT: _DRAFTS.dump_python(draft, mode="json")}


def read_draft(values: Mapping[str, object]) -> FollowDraft:
    """Raises NotPossibleNow when the form was closed meanwhile."""
    draft = find_draft(values)
    if draft is None:
        raise NotPossibleNow("form-closed")
    return draft


def find_draft(values: Mapping[str, object]) -> FollowDraft | None:
    """What was kept by an older version and can't be read any more is as good as closed."""
    try:
        return _DRAFTS.validate_python(values[DRAFT]) if DRAFT in values else None
    except ValidationError:
        return None


def marked_draft(values: Mapping[str, object], mark: str) -> FollowDraft:
    """The draft a button belongs to; an older form's button acts on no other form. No mark means the present one."""
    draft = read_draft(values)
    if mark not in {"", draft.mark}:
        raise NotPossibleNow("form-replaced")
    return draft


def change_rule(rules: CopyRules, name: str, value: object) -> CopyRules:
    """The same rules but for one; raises BadInput for a value out of its range."""
    values = _RULES.dump_python(rules, mode="json")
    return _RULES.validate_python({**values, name: value})


async def shelve(state: FSMContext) -> None:
    """Nothing is waited for any more; a follow in the making is kept, so that it can be gone on with."""
    values = await state.get_data()
    kept = {DRAFT: values[DRAFT]} if DRAFT in values else {}
    await state.set_state(None)
    await state.set_data(kept)
