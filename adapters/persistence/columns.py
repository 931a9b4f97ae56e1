"""Column types: Decimals, times, symbols and value objects as text, exactly. Refuses what would lose a digit."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Generic, TypeVar

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from adapters.persistence.codec import Codec, decimal_text, storable
from core.domain.values import Symbol

V = TypeVar("V")

Whole = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere; SQLite's INTEGER already is, and only that name makes a rowid."""

REMEMBERED_TEXTS = 4_096


class Amount(TypeDecorator[Decimal]):
    """A Decimal as text, because SQLAlchemy's Numeric goes through float on SQLite (reliability.md, fact 10)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else decimal_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Instant(TypeDecorator[datetime]):
    """An aware time as UTC text of fixed width, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time is aware")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Words(TypeDecorator[str]):
    """Free text from outside, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class SymbolText(TypeDecorator[Symbol]):
    """A unified symbol as its text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Symbol | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Symbol | None:
        return None if value is None else symbol_of(value)


class Coded(TypeDecorator[V], Generic[V]):
    """A value object as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, codec: Codec[V]) -> None:
        super().__init__()
        self.codec = codec

    def process_bind_param(self, value: V | None, dialect: Dialect) -> str | None:
        return None if value is None else self.codec.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> V | None:
        return None if value is None else self.codec.decode(value)


class Shared(Coded[V]):
    """Immutable values that many rows have in common: equal texts are read once and share one object."""

    cache_ok = True

    def __init__(self, codec: Codec[V]) -> None:
        super().__init__(codec)
        self._read = lru_cache(REMEMBERED_TEXTS)(codec.decode)

    def process_result_value(self, value: str | None, dialect: Dialect) -> V | None:
        return None if value is None else self._read(value)


@lru_cache(REMEMBERED_TEXTS)
def symbol_of(text: str) -> Symbol:
    return Symbol.parse(text)
