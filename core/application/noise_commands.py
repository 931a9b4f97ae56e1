"""What keeps the bot quiet and forgiving: pauses of many follows, undoing, timetables, digests. Holds no behaviour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.application.bus import Command
from core.application.commands import (
    ChangeFollowCommand,
    ChangeLanguageCommand,
    PauseFollowCommand,
    ResumeFollowCommand,
    StopFollowCommand,
    TuneNoiseCommand,
)
from core.domain.follow import StopChoice
from core.domain.timetable import Timetable
from core.domain.values import AccountId, FollowerId, FollowId, UndoId


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseFollowsCommand(Command[int]):
    """All follows of the actor, or those of one account, take no entries; for a time, or until they are resumed.

    What rests without an end stays so. Answers with the number that rest by this command.
    """

    actor: FollowerId
    account_id: AccountId | None = None
    length: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeFollowsCommand(Command[int]):
    """All paused follows of the actor, or those of one account, but those whose leader is gone."""

    actor: FollowerId
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeRestedFollowsCommand(Command[int]):
    """Those whose time is over, told once; answers with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopFollowsCommand(Command[int]):
    """All follows of the actor; answers with the number of positions that are being closed."""

    actor: FollowerId
    choice: StopChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanNewsCommand(Command[None]):
    """Quiet hours and digests. Refuses zone-unknown."""

    actor: FollowerId
    timetable: Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class TellDigestsCommand(Command[int]):
    """Every digest whose hour has come, once; answers with their number."""


Undoable = (
    PauseFollowCommand
    | ResumeFollowCommand
    | ChangeFollowCommand
    | StopFollowCommand
    | StopFollowsCommand
    | PauseFollowsCommand
    | ResumeFollowsCommand
    | TuneNoiseCommand
    | ChangeLanguageCommand
    | PlanNewsCommand
)
"""What changes only wishes. Orders are never undone, and neither is a stop that closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """`answer` of the deed, 0 for those without one; how to take it back, when it changed something."""

    answer: int
    undo_id: UndoId | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoUndoablyCommand(Command[Done]):
    """Do it, and remember for half a minute how it was before."""

    deed: Undoable


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What is as it was again: these follows, and perhaps the settings."""

    follow_ids: tuple[FollowId, ...]
    has_settings: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCommand(Command[Undone]):
    """Exactly as it was. Refuses undo-unknown, undo-used, undo-late, undo-changed, and what keeps a follow away."""

    actor: FollowerId
    undo_id: UndoId
