"""What can be asked about a leader who may have fallen silent. Holds no behaviour; commands.py has all the others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.application.bus import Command
from core.domain.values import LeaderId


class LeaderCheck(StrEnum):
    """AGREES: the ledger is what the exchange shows. DIFFERS: not yet proven. CORRECTED: it followed the exchange."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLeaderCommand(Command[LeaderCheck]):
    """Compare the ledger with what the leader's exchange shows; exits follow where it shows less, twice.

    Raises ExchangeError when it doesn't answer.
    """

    leader_id: LeaderId


class FeedState(StrEnum):
    STALE = "stale"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class TellLeaderFeedCommand(Command[None]):
    """Tell the followers that nobody knows what the leader does since then, or that he is heard again."""

    leader_id: LeaderId
    state: FeedState
    since: datetime


class LossCause(StrEnum):
    REJECTED = "rejected"
    SILENT = "silent"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseLeaderCommand(Command[int]):
    """The leader is gone for good: follows take nothing new, and each follower is asked once what shall become of the
    positions. Answers with the number of follows; safe to repeat."""

    leader_id: LeaderId
    cause: LossCause
