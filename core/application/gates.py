"""What keeps new entries from leaving, never exits: reasons in memory, asked before each entry leaves.

Knows no reason's cause and stores nothing: whoever closes a gate opens it again.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from core.domain.account import Account

EVERYWHERE = ""


class Gate(StrEnum):
    """Why entries wait. Each has its two texts, `entries-stopped-<gate>` and `entries-resumed-<gate>`."""

    DISK = "disk"
    DAMAGED = "damaged"
    CLOCK = "clock"
    RESTORED = "restored"
    CONFLICT = "conflict"
    RECOVERING = "recovering"
    FROZEN = "frozen"
    BLIND = "blind"


class Closed(NamedTuple):
    """A closed gate; `where` is an account, an exchange's name, or everywhere."""

    gate: Gate
    where: str


Listener = Callable[[Closed], None]


class Gates:
    """Open unless somebody closed them; told to those who listen once per change."""

    def __init__(self) -> None:
        self._closed: set[Closed] = set()
        self._when_closed: list[Listener] = []
        self._when_opened: list[Listener] = []

    def listen(self, when_closed: Listener, when_opened: Listener) -> None:
        self._when_closed.append(when_closed)
        self._when_opened.append(when_opened)

    def close(self, gate: Gate, where: str = EVERYWHERE) -> None:
        """`where` is an account's id or an exchange; twice is once."""
        closed = Closed(gate, where)
        if closed not in self._closed:
            self._closed.add(closed)
            tell(self._when_closed, closed)

    def open(self, gate: Gate, where: str = EVERYWHERE) -> None:
        closed = Closed(gate, where)
        if closed in self._closed:
            self._closed.discard(closed)
            tell(self._when_opened, closed)

    def closed(self) -> frozenset[Gate]:
        """The gates that are closed somewhere."""
        return frozenset(closed.gate for closed in self._closed)

    def places(self, gate: Gate) -> frozenset[str]:
        """Where a gate is closed."""
        return frozenset(closed.where for closed in self._closed if closed.gate is gate)

    def stops(self, account: Account) -> Gate | None:
        """The first gate that an entry of this account would have to pass; None lets it leave."""
        if not self._closed:
            return None
        places = (EVERYWHERE, account.exchange, account.id)
        return next((gate for gate in Gate for where in places if Closed(gate, where) in self._closed), None)


def tell(listeners: list[Listener], closed: Closed) -> None:
    for listener in listeners:
        listener(closed)
