"""What a follower did and may take back for half a minute: how it was, and how it has been since. Restores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.errors import NotPossibleNow
from core.domain.follow import FollowState
from core.domain.follower import Settings
from core.domain.values import FollowerId, FollowId, UndoId
from core.shared import AggregateRoot, ValueObject

UNDO_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowChange(ValueObject):
    before: FollowState
    after: FollowState


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChange(ValueObject):
    before: Settings
    after: Settings


class Undo(AggregateRoot[UndoId]):
    """Works once, until its deadline, for the one who did it."""

    def __init__(
        self,
        undo_id: UndoId,
        *,
        follower_id: FollowerId,
        made_at: datetime,
        follows: Mapping[FollowId, FollowChange],
        settings: SettingsChange | None = None,
        used_at: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(undo_id, version=version)
        self.follower_id, self.made_at, self.used_at = follower_id, made_at, used_at
        self.follows, self.settings = dict(follows), settings

    @property
    def deadline(self) -> datetime:
        return self.made_at + UNDO_WITHIN

    def use(self, at: datetime) -> None:
        if self.used_at is not None:
            raise NotPossibleNow("undo-used")
        if at >= self.deadline:
            raise NotPossibleNow("undo-late")
        self.used_at = at


def require_unchanged(present: object, left_as: object) -> None:
    """What somebody or something has changed again since is not overwritten."""
    if present != left_as:
        raise NotPossibleNow("undo-changed")
