"""What the live parts of the house tell of themselves to operators, as a promise. Tells nothing about people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from core.application.operator_views import ExchangeVitals


class Vitals(Protocol):
    """Every answer is from memory."""

    def exchanges(self) -> Sequence[ExchangeVitals]: ...

    def queues(self) -> Mapping[str, int]:
        """What waits, by the name of its queue."""
        ...

    def commit_ms(self) -> int:
        """How long the last commit took, in milliseconds."""
        ...


class Gauges:
    """Implements Vitals for a house without live parts; others add to it what they know."""

    def __init__(self) -> None:
        self._queues: dict[str, Callable[[], int]] = {}

    def watch(self, queue: str, length: Callable[[], int]) -> None:
        """Ask there how much waits in that queue."""
        self._queues[queue] = length

    def exchanges(self) -> Sequence[ExchangeVitals]:
        return ()

    def queues(self) -> Mapping[str, int]:
        return {name: length() for name, length in self._queues.items()}

    def commit_ms(self) -> int:
        return 0
