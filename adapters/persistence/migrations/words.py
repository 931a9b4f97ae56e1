"""Short words for the revisions' columns. Every revision stands on these, so their meaning never changes."""

from collections.abc import Sequence

import sqlalchemy as sa


def texts(names: str) -> Sequence[sa.Column[str]]:
    """Text that must be there: words, amounts, times, JSON."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names.split()]


def maybe_texts(names: str) -> Sequence[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=True) for name in names.split()]


def whole(name: str) -> sa.Column[int]:
    """A number of 64 bits."""
    return sa.Column(name, whole_type(), nullable=False, autoincrement=False)


def maybe_whole(name: str) -> sa.Column[int]:
    return sa.Column(name, whole_type(), nullable=True)


def sequence() -> sa.Column[int]:
    """Numbered by the database in the order of inserts."""
    return sa.Column("seq", whole_type(), nullable=False)


def small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def maybe_small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=True)


def flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def blob(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def whole_type() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def foreign(table: str, column: str, *, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=f"fk_{table}_{column}")
