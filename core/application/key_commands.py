"""What keeps the keys of linked accounts honest: a part of the index in commands.py. Holds no behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.application.bus import Command
from core.application.ports import AccountFill
from core.domain.values import AccountId, FollowerId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckKeyCommand(Command[None]):
    """Read the key's rights again (at start, daily, after AUTH outcomes); pauses or resumes the account."""

    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSuspectKeysCommand(Command[int]):
    """Ask again about keys that were refused once; answers with the number asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindOfUnmanagedCommand(Command[int]):
    """Tell again of paused accounts with open positions; answers with their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStrangersCommand(Command[None]):
    """Count the orders on an account that aren't ours; too many at once freeze it for entries."""

    account_id: AccountId
    fills: Sequence[AccountFill]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThawAccountCommand(Command[None]):
    """The owner knows the foreign orders: entries go on."""

    actor: FollowerId
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPositionModesCommand(Command[int]):
    """Look again at accounts whose position mode was wrong; answers with the number that are right again."""
