"""A follower's standing order to copy one leader into one account under CopyRules. Decides no sizes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.copy_rules import CopyRules
from core.domain.drift_events import FollowPausedEvent
from core.domain.errors import NotPossibleNow
from core.domain.leader import CopyIntent
from core.domain.values import AccountId, FollowerId, FollowId, LeaderId
from core.domain.verdict import SkipReason
from core.shared import AggregateRoot, ValueObject


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowState(ValueObject):
    """All of a follow that its follower can change, as it is at one moment."""

    status: FollowStatus
    mode: FollowMode
    rules: CopyRules
    paused_until: datetime | None
    stopped_at: datetime | None


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
        paused_until: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(follow_id, version=version)
        self.follower_id, self.leader_id, self.account_id = follower_id, leader_id, account_id
        self.rules, self.mode, self.status = rules, mode, status
        self.started_at, self.stopped_at = started_at, stopped_at
        self.paused_until = paused_until

    @property
    def is_running(self) -> bool:
        """The leader's exits are copied."""
        return self.status is not FollowStatus.STOPPED

    @property
    def is_closing(self) -> bool:
        return self.status is FollowStatus.CLOSING

    @property
    def state(self) -> FollowState:
        return FollowState(
            status=self.status,
            mode=self.mode,
            rules=self.rules,
            paused_until=self.paused_until,
            stopped_at=self.stopped_at,
        )

    def restore(self, state: FollowState) -> None:
        """As it was: only for taking back what changed nothing else, and while nothing has changed since."""
        self.status, self.mode, self.rules = state.status, state.mode, state.rules
        self.paused_until, self.stopped_at = state.paused_until, state.stopped_at

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

    def pause(self, until: datetime | None = None) -> None:
        """Without an end: until the follower says so."""
        self._require_wanted()
        self.status, self.paused_until = FollowStatus.PAUSED, until

    @property
    def rests_by_itself(self) -> bool:
        """Runs, or rests for a time: a pause of many may take it. What rests without an end shall not wake again."""
        is_timed = self.status is FollowStatus.PAUSED and self.paused_until is not None
        return self.status is FollowStatus.ACTIVE or is_timed

    def is_rested(self, at: datetime) -> bool:
        """The time it was paused for is over."""
        return self.status is FollowStatus.PAUSED and self.paused_until is not None and self.paused_until <= at

    def pause_for(self, code: str, at: datetime) -> None:
        """Entries did harm or can't succeed: none until the follower says so, whatever pause was chosen."""
        if not self.rests_by_itself:
            return
        self.status, self.paused_until = FollowStatus.PAUSED, None
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
        self.status, self.paused_until = FollowStatus.ACTIVE, None

    def only_close(self) -> None:
        """Wait for the leader to close what is open, take nothing new."""
        self._require_wanted()
        self.status, self.paused_until = FollowStatus.CLOSE_ONLY, None

    def close_out(self, at: datetime) -> None:
        """Stop as soon as everything is closed; the wish survives failed orders and restarts."""
        self._require_running()
        self.status, self.stopped_at, self.paused_until = FollowStatus.CLOSING, at, None

    def stop(self, at: datetime) -> None:
        self._require_running()
        self.status, self.stopped_at, self.paused_until = FollowStatus.STOPPED, at, None

    def _require_running(self) -> None:
        if not self.is_running:
            raise NotPossibleNow("follow-stopped")

    def _require_wanted(self) -> None:
        if not self.is_running or self.is_closing:
            raise NotPossibleNow("follow-stopped")
