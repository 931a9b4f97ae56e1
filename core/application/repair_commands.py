"""What a follower can ask for where the book and the exchange differ: a part of the index in commands.py."""

from dataclasses import dataclass
from enum import StrEnum

from core.application.bus import Command
from core.application.drifts import DriftChoice
from core.domain.values import AccountId, FollowerId, PositionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileCommand(Command[None]):
    """What shall become of one difference between the books. Refuses drift-changed, nobody-to-adopt, position-busy."""

    actor: FollowerId
    account_id: AccountId
    mark: str
    choice: DriftChoice


class StopAnswer(StrEnum):
    RESTORE = "restore"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLostStopCommand(Command[None]):
    """A stop-loss or take-profit is gone at the exchange: restore it, or leave it away. Refuses protection-stands."""

    actor: FollowerId
    position_id: PositionId
    answer: StopAnswer
