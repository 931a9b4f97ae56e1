"""A way in for keys beside the chat: a ticket that is good once, for a few minutes, for one person's one errand.

Keeps only the hashes of tickets, in memory: a restart ends them all. Checks no key itself.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from core.application.ports import Clock
from core.domain.errors import NotPossibleNow
from core.domain.values import AccountId, Exchange, FollowerId

TICKET_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
"""Keys that may be mistyped on one errand; each try has a ticket of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Whose key is expected, and what for; without an account it is for a new one."""

    actor: FollowerId
    exchange: Exchange
    account_id: AccountId | None
    until: datetime
    tries: int = MOST_TRIES


class KeyDoor(Protocol):
    """Where a key can be handed in on this machine; open only while a ticket is good."""

    async def open(self, until: datetime) -> str:
        """The address, without the ticket; open until that moment at least."""
        ...


class NoDoor:
    """Implements KeyDoor where there is none."""

    async def open(self, until: datetime) -> str:
        raise NotPossibleNow("key-door-away")


class Tickets:
    """`issue` and `redeem`; what is redeemed is gone, whatever becomes of the errand."""

    def __init__(self, new: Callable[[], str], clock: Clock) -> None:
        """`new` gives unguessable texts of at least 128 bits."""
        self._new, self._clock = new, clock
        self._open: dict[str, Errand] = {}

    def issue(self, actor: FollowerId, exchange: Exchange, *, account_id: AccountId | None) -> tuple[str, Errand]:
        """A newer errand of a person ends the older one."""
        self._drop(lambda errand: errand.actor == actor)
        until = self._clock.now() + TICKET_LIFE
        errand = Errand(actor=actor, exchange=exchange, account_id=account_id, until=until)
        return self._put(errand), errand

    def look(self, ticket: str) -> Errand:
        """Raises NotPossibleNow key-link-over."""
        self._drop(lambda errand: errand.until <= self._clock.now())
        errand = self._open.get(hashed(ticket))
        if errand is None:
            raise NotPossibleNow("key-link-over")
        return errand

    def redeem(self, ticket: str) -> Errand:
        errand = self.look(ticket)
        del self._open[hashed(ticket)]
        return errand

    def again(self, errand: Errand) -> str:
        """Another ticket for the rest of the time, "" when the tries are spent."""
        if errand.tries <= 1:
            return ""
        return self._put(replace(errand, tries=errand.tries - 1))

    def _put(self, errand: Errand) -> str:
        ticket = self._new()
        self._open[hashed(ticket)] = errand
        return ticket

    def _drop(self, over: Callable[[Errand], bool]) -> None:
        self._open = {name: errand for name, errand in self._open.items() if not over(errand)}


def hashed(ticket: str) -> str:
    return hashlib.sha256(ticket.encode("utf-8", "replace")).hexdigest()
