"""Everything that can go wrong, named for what should happen next. Carries facts, never prose for people.

TandemError
├── Refusal                     the request can't be met: tell the person, change nothing (has a `code`)
│   ├── BadInput                a value is out of its range or form
│   ├── NotAllowed              not the owner, not invited, wrong role (same answer as NotFound)
│   ├── NotFound                no such thing for this person
│   └── NotPossibleNow          the state forbids it: already answered, expired, paused, still open
├── ForbiddenTransition         a bug or a stale view: the aggregate refuses the change
├── ConcurrentUpdate            somebody stored a newer version: read again and repeat
├── AlreadyExists               the unique key holds it already: treat as done
├── ExchangeError               the exchange edge
│   ├── ExchangeUnavailable     try the read again later; says nothing about any order
│   ├── BreakerOpen             not called at all: nothing left the machine
│   │   └── HeldBack            the exchange's budget of requests is spent, or it told us to stay away
│   ├── ExchangeRefused         a definite no, with the native code
│   └── CredentialsRejected     the key is wrong, revoked or lacks a right
└── StorageError                the database edge: refuse new exposure
"""

from decimal import Decimal


class TandemError(Exception):
    """The root of all our errors."""


class Refusal(TandemError):
    """Answered kindly to the person; `code` names the text, `facts` fill it in."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class BadInput(Refusal):
    """A value is out of its range or form."""


class NotAllowed(Refusal):
    """The actor may not do this."""


class NotFound(Refusal):
    """There is no such thing for this actor; a stranger's object answers the same."""


class NotPossibleNow(Refusal):
    """The present state forbids it."""


class ForbiddenTransition(TandemError):
    """A state machine was asked for a transition that is not listed."""

    def __init__(self, subject: str, *, current: str, wanted: str) -> None:
        super().__init__(f"{subject}: {current} -> {wanted}")
        self.subject, self.current, self.wanted = subject, current, wanted


class ConcurrentUpdate(TandemError):
    """A newer version is stored; the unit of work must be repeated from its reads."""


class AlreadyExists(TandemError):
    """A unique key holds this already (the second attempt of something done once)."""


class ExchangeError(TandemError):
    """Something happened at the exchange's edge; `code` is the native code where there is one."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ExchangeUnavailable(ExchangeError):
    """A read failed; it may be tried again and proves nothing."""


class BreakerOpen(ExchangeError):
    """Refused before anything left the machine."""


class HeldBack(BreakerOpen):
    """Not sent, for the exchange would count or punish it; `retry_after_seconds` is when it may be tried again."""

    def __init__(self, message: str, *, code: str, retry_after_seconds: Decimal) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds


class ExchangeRefused(ExchangeError):
    """A definite refusal of something that is not an order."""


class CredentialsRejected(ExchangeError):
    """Wrong, revoked or insufficient key."""


class StorageError(TandemError):
    """The database can't keep its promise just now."""
