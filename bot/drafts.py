"""The follow form as the conversation keeps it: plain JSON values, no secrets. Decides nothing about sizes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from core.domain.copy_rules import CopyRules
from core.domain.errors import NotPossibleNow
from core.domain.follow import FollowMode
from core.domain.values import AccountId, FollowId, LeaderId

DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDraft:
    """A follow about to start, or (with `follow_id`) to change."""

    leader_id: LeaderId
    account_id: AccountId | None = None
    follow_id: FollowId | None = None
    rules: CopyRules = field(default_factory=CopyRules)
    mode: FollowMode = FollowMode.AUTO

    def with_rules(self, rules: CopyRules) -> "FollowDraft":
        return replace(self, rules=rules)

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
    if DRAFT not in values:
        raise NotPossibleNow("form-closed")
    return _DRAFTS.validate_python(values[DRAFT])


def change_rule(rules: CopyRules, name: str, value: object) -> CopyRules:
    """The same rules but for one; raises BadInput for a value out of its range."""
    values = _RULES.dump_python(rules, mode="json")
    return _RULES.validate_python({**values, name: value})
