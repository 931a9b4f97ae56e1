"""What keeps the keys of linked accounts honest: a part of the index in commands.py. Holds no behaviour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.application.bus import Command
from core.application.ports import AccountFill
from core.domain.values import AccountId, Credentials, Exchange, FollowerId


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDoor:
    """`link` holds the ticket: it is shown to its owner once, and written down nowhere."""

    link: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKeyDoorCommand(Command[OpenedDoor]):
    """A way in beside the chat for one key, for a new account or for this one.

    Refuses: key-door-away, account-unknown, viewer-only-looks.
    """

    actor: FollowerId
    exchange: Exchange
    account_id: AccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedKey:
    """What the door's page asks for, in whose language."""

    exchange: Exchange
    is_new: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtDoorCommand(Command[ExpectedKey]):
    """What a ticket is good for; spends nothing. Refuses key-link-over."""

    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """`refusal` is empty when the key was taken; after a refusal another ticket, while there are tries."""

    expected: ExpectedKey
    refusal: str = ""
    next_ticket: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterKeyCommand(Command[KeyAnswer]):
    """Spend the ticket: link or replace with all the checks of the chat. Refuses key-link-over."""

    ticket: str = field(repr=False)
    credentials: Credentials
