"""A follower's standing order to copy one leader into one account under CopyRules. Decides no sizes."""

from datetime import datetime
from enum import StrEnum

from core.domain.copy_rules import CopyRules
from core.domain.drift_events import FollowPausedEvent
from core.domain.errors import NotPossibleNow
from core.domain.leader import CopyIntent
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId
from core.domain.verdict import SkipReason
from core.shared import AggregateRoot


class FollowMode(StrEnum):
    """Copy at once, or ask first with a button and a deadline."""

    AUTO = "auto"
    ASK = "ask"


class FollowStatus(StrEnum):
    """Paused and close-only take no entries but still copy exits; stopped copies nothing.

    Closing was stopped with "close all": every open position is owed an exit until none is left.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    CLOSE_ONLY = "close_only"
    CLOSING = "closing"
    STOPPED = "stopped"


class StopChoice(StrEnum):
    """What happens to the open positions when a follow stops."""

    CLOSE_ALL = "close_all"
    KEEP = "keep"
    LEADER_CLOSES = "leader_closes"


class Follow(AggregateRoot[FollowId]):
    """While it isn't stopped, every exit of the leader is copied, whatever its limits say."""

    def __init__(
        self,
        follow_id: FollowId,
        *,
        follower_id: FollowerId,
        leader_id: LeaderId,
        account_id: AccountId,
        rules: CopyRules,
        mode: FollowMode,
        started_at: datetime,
        status: FollowStatus = FollowStatus.ACTIVE,
        stopped_at: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(follow_id, version=version)
        self.follower_id, self.leader_id, self.account_id = follower_id, leader_id, account_id
        self.rules, self.mode, self.status = rules, mode, status
        self.started_at, self.stopped_at = started_at, stopped_at

    @property
    def is_running(self) -> bool:
        """The leader's exits are copied."""
        return self.status is not FollowStatus.STOPPED

    @property
    def is_closing(self) -> bool:
        return self.status is FollowStatus.CLOSING

    def refuses(self, intent: CopyIntent) -> SkipReason | None:
        """Why this follow doesn't take the intent at all; None when the rules shall decide."""
        match self.status:
            case FollowStatus.STOPPED:
                return SkipReason.FOLLOW_STOPPED
            case FollowStatus.CLOSING if intent.kind.adds_exposure:
                return SkipReason.FOLLOW_STOPPED
            case FollowStatus.PAUSED if intent.kind.adds_exposure:
                return SkipReason.FOLLOW_PAUSED
            case FollowStatus.CLOSE_ONLY if intent.kind.adds_exposure:
                return SkipReason.FOLLOW_CLOSE_ONLY
            case _:
                return None

    def change(self, rules: CopyRules, mode: FollowMode) -> None:
        self._require_wanted()
        self.rules, self.mode = rules, mode

    def pause(self) -> None:
        self._require_wanted()
        self.status = FollowStatus.PAUSED

    def pause_for(self, code: str, at: datetime) -> None:
        """Entries did harm or can't succeed: none until the follower says so."""
        if self.status is not FollowStatus.ACTIVE:
            return
        self.status = FollowStatus.PAUSED
        self._raise(
            FollowPausedEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                follow_id=self.id,
                follower_id=self.follower_id,
                account_id=self.account_id,
                code=code,
            )
        )

    def resume(self) -> None:
        self._require_wanted()
        self.status = FollowStatus.ACTIVE

    def only_close(self) -> None:
        """Wait for the leader to close what is open, take nothing new."""
        self._require_wanted()
        self.status = FollowStatus.CLOSE_ONLY

    def close_out(self, at: datetime) -> None:
        """Stop as soon as everything is closed; the wish survives failed orders and restarts."""
        self._require_running()
        self.status, self.stopped_at = FollowStatus.CLOSING, at

    def stop(self, at: datetime) -> None:
        self._require_running()
        self.status, self.stopped_at = FollowStatus.STOPPED, at

    def _require_running(self) -> None:
        if not self.is_running:
            raise NotPossibleNow("follow-stopped")

    def _require_wanted(self) -> None:
        if not self.is_running or self.is_closing:
            raise NotPossibleNow("follow-stopped")
