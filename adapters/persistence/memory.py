"""What one unit of work has in its hands: each aggregate once, with what was stored of it when it was read."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, Self, TypeVar, cast

from sqlalchemy import Table

from adapters.persistence.plan import Plan, Row, fixed_columns
from core.domain.errors import StorageError
from core.shared import DomainEvent


class Root(Protocol):
    """An aggregate root, whatever its id."""

    @property
    def id(self) -> Hashable: ...

    @property
    def version(self) -> int: ...

    def stored_as(self, version: int) -> None: ...

    def get_domain_events(self) -> tuple[DomainEvent, ...]: ...

    def clear_domain_events(self) -> None: ...

    def twin(self) -> Self: ...


A = TypeVar("A", bound=Root)
State = Callable[[Root], Row]
"""All that is stored of an aggregate."""


class Form(Generic[A]):
    """How aggregates of a kind are stored: one row each."""

    def __init__(self, table: Table, row: Callable[[A], Row]) -> None:
        self.table, self.row = table, row

    def state(self, aggregate: A) -> Row:
        """All that is stored of it, for comparison: nothing in it may change with the aggregate."""
        return self.row(aggregate)

    def write(self, aggregate: A, plan: Plan, *, stored: Row | None) -> None:
        row = {**self.row(aggregate), "version": aggregate.version + 1}
        if stored is None:
            plan.insert(self.table, row)
        else:
            refuse_fixed(self.table, stored, row=row)
            plan.update(self.table, row, version=aggregate.version)


@dataclass(slots=True)
class Held:
    """One aggregate in hand; `stored` is None while it is new. One of the working set's has its twin there instead:
    what nobody changed need not be written out to see that."""

    aggregate: Root
    stored: Row | None
    state: State
    write: Callable[..., None]
    twin: Root | None = None

    def note(self, plan: Plan) -> Row | None:
        """Add to the plan what changed; answers with the state that is then stored, None when nothing changed.

        Its events alone are a change too: they are numbered by the version, which must move on.
        """
        if self.twin is not None:
            if vars(self.aggregate) == vars(self.twin):
                return None
            self.stored, self.twin = self.state(self.twin), None
        state = self.state(self.aggregate)
        if state == self.stored and not self.aggregate.get_domain_events():
            return None
        self.write(plan, stored=self.stored)
        return state

    def settled(self, state: Row) -> None:
        """It is durable."""
        self.aggregate.stored_as(self.aggregate.version + 1)
        self.aggregate.clear_domain_events()
        self.stored = state

    def as_stored(self) -> Root:
        """How others will find it once this commit is durable."""
        twin = self.aggregate.twin()
        twin.stored_as(self.aggregate.version + 1)
        return twin


class Memory:
    """The unit's identity map: the same id is the same object, until the unit ends."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, Hashable], Held] = {}
        self._new: dict[str, list[Root]] = {}

    def find(self, form: Form[A], key: Hashable) -> A | None:
        held = self._held.get((form.table.name, key))
        return None if held is None else cast(A, held.aggregate)

    def keep(self, form: Form[A], aggregate: A) -> A:
        """Remember what was read; who is in hand already stays as it is, with its changes."""
        place = (form.table.name, aggregate.id)
        if place not in self._held:
            self._held[place] = hold(form, aggregate, stored=form.state(aggregate))
        return cast(A, self._held[place].aggregate)

    def keep_twin(self, form: Form[A], kept: A) -> A:
        """The same for one of the working set, which must stay as it is: what is in hand is its twin."""
        place = (form.table.name, kept.id)
        if place not in self._held:
            self._held[place] = hold(form, kept.twin(), stored=None, twin=kept)
        return cast(A, self._held[place].aggregate)

    def add(self, form: Form[A], aggregate: A) -> None:
        self._held[(form.table.name, aggregate.id)] = hold(form, aggregate, stored=None)
        self._new.setdefault(form.table.name, []).append(aggregate)

    def added(self, form: Form[A]) -> Iterable[A]:
        """What no query finds yet."""
        return cast(list[A], self._new.get(form.table.name, []))

    def held(self) -> Iterable[Held]:
        return self._held.values()

    def forget_new(self) -> None:
        """What was new is stored: queries find it from now on."""
        self._new.clear()


def hold(form: Form[A], aggregate: A, *, stored: Row | None, twin: A | None = None) -> Held:
    return Held(
        aggregate=aggregate,
        stored=stored,
        state=cast(State, form.state),
        write=partial(form.write, aggregate),
        twin=twin,
    )


def refuse_fixed(table: Table, stored: Row, *, row: Row) -> None:
    """A column that was thought to be fixed would lose its change without a word."""
    for name in fixed_columns(table):
        if stored[name] != row[name]:
            raise StorageError(f"{table.name}.{name} never changes")
