"""A reserved trade that waits for a button press, with a deadline. Counts one answer, from its owner, in time."""

from datetime import datetime
from enum import StrEnum

from core.domain.errors import NotFound, NotPossibleNow
from core.domain.events import ConfirmationAnsweredEvent, ConfirmationAskedEvent
from core.domain.values import ConfirmationId, FollowerId, TradeId
from core.shared import AggregateRoot


class Answer(StrEnum):
    COPY = "copy"
    HALF = "half"
    SKIP = "skip"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


class Confirmation(AggregateRoot[ConfirmationId]):
    """Answered at most once; its id is an unguessable nonce that means something only together with its owner."""

    def __init__(
        self,
        confirmation_id: ConfirmationId,
        *,
        trade_id: TradeId,
        follower_id: FollowerId,
        asked_at: datetime,
        deadline: datetime,
        answer: Answer | None = None,
        answered_at: datetime | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(confirmation_id, version=version)
        self.trade_id, self.follower_id = trade_id, follower_id
        self.asked_at, self.deadline = asked_at, deadline
        self.answer, self.answered_at = answer, answered_at

    @classmethod
    def ask(
        cls,
        confirmation_id: ConfirmationId,
        trade_id: TradeId,
        *,
        follower_id: FollowerId,
        at: datetime,
        deadline: datetime,
    ) -> "Confirmation":
        confirmation = cls(confirmation_id, trade_id=trade_id, follower_id=follower_id, asked_at=at, deadline=deadline)
        confirmation._raise(
            ConfirmationAskedEvent(
                event_id=confirmation._next_event_id(),
                occurred_at=at,
                confirmation_id=confirmation_id,
                trade_id=trade_id,
                follower_id=follower_id,
                deadline=deadline,
            )
        )
        return confirmation

    @property
    def is_open(self) -> bool:
        return self.answer is None

    def take(self, answer: Answer, actor: FollowerId, *, at: datetime) -> None:
        """The owner's press. A stranger learns nothing; a second or late press is refused with the state."""
        if actor != self.follower_id:
            raise NotFound("confirmation-unknown")
        if self.answer is not None:
            raise NotPossibleNow("confirmation-answered", answer=self.answer, answered_at=self.answered_at)
        if at >= self.deadline:
            raise NotPossibleNow("confirmation-expired", deadline=self.deadline)
        self._settle(answer, at)

    def expire(self, at: datetime) -> None:
        """Time ran out: the reserve goes back."""
        if not self.is_open or at < self.deadline:
            raise NotPossibleNow("confirmation-not-due")
        self._settle(Answer.EXPIRED, at)

    def overtake(self, at: datetime) -> None:
        """The leader has left before the answer came: there is nothing to copy any more."""
        if not self.is_open:
            raise NotPossibleNow("confirmation-answered", answer=self.answer, answered_at=self.answered_at)
        self._settle(Answer.OVERTAKEN, at)

    def _settle(self, answer: Answer, at: datetime) -> None:
        self.answer, self.answered_at = answer, at
        self._raise(
            ConfirmationAnsweredEvent(
                event_id=self._next_event_id(),
                occurred_at=at,
                confirmation_id=self.id,
                trade_id=self.trade_id,
                follower_id=self.follower_id,
                answer=answer,
            )
        )
