"""What only operators ask for: a part of the index in commands.py. Holds no behaviour."""

from dataclasses import dataclass
from enum import StrEnum

from core.application.bus import Command
from core.domain.follower import Role, Terms
from core.domain.values import FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeInviteCommand(Command[None]):
    """The link opens nothing any more; who is in already stays. Refuses invite-unknown."""

    actor: FollowerId
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceCommand(Command[int]):
    """Tell everybody who is in; answers with their number. The same id twice is told once. Refuses bad-announcement."""

    actor: FollowerId
    announcement_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTermsCommand(Command[None]):
    """What somebody may do from now on, told to them once: new accounts, new follows, changed rules. What runs goes on
    and nothing is closed. Refuses person-unknown, terms-operator, and terms-still-follows to make them a viewer.
    """

    actor: FollowerId
    follower_id: FollowerId
    role: Role
    terms: Terms


class MaintenanceSwitch(StrEnum):
    BEGIN = "begin"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchMaintenanceCommand(Command[None]):
    """Entries of everybody wait and exits go on, until it ends; everybody is told once each time. Twice is once."""

    actor: FollowerId
    switch: MaintenanceSwitch


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCopiesCommand(Command[int]):
    """Look whether copies are made where leaders trade; answers with the number of leaders whose copies are missing."""
