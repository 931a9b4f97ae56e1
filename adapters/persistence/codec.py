"""Value objects and events to JSON text and back, exactly: Decimals and times as text. Accepts no float.

Built once per type from its annotations; a field that the text lacks takes its default, so old rows stay readable.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

from core.domain.values import Symbol

T = TypeVar("T")
PLAIN = (str, int, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one annotation is written and read."""

    write: Callable[[object], object]
    read: Callable[[object], object]


class Codec(Generic[T]):
    """Text form of one type; `decode(encode(value)) == value`."""

    def __init__(self, kind: type[T]) -> None:
        self._part = part_of(kind)

    def encode(self, value: T) -> str:
        return orjson.dumps(self._part.write(value), option=orjson.OPT_SORT_KEYS).decode()

    def decode(self, text: str) -> T:
        return cast(T, self._part.read(orjson.loads(text)))


def part_of(annotation: object) -> Part:
    """The way of one annotation; TypeError for what has none."""
    if isinstance(annotation, NewType):
        return part_of(annotation.__supertype__)
    origin = get_origin(annotation)
    if origin in {Union, types.UnionType}:
        return optional(annotation)
    if origin is frozenset:
        return frozen_set()
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = get_args(annotation)
        return mapping(part_of(key), part_of(value))
    if isinstance(annotation, type):
        return part_of_class(annotation)
    raise TypeError(f"no text form for {annotation}")


def part_of_class(kind: type) -> Part:
    if kind in PLAIN:
        return plain(kind)
    if issubclass(kind, Decimal):
        return Part(write=decimal_text, read=lambda text: Decimal(cast(str, text)))
    if issubclass(kind, datetime):
        return Part(write=time_text, read=lambda text: datetime.fromisoformat(cast(str, text)))
    if issubclass(kind, StrEnum):
        return Part(write=lambda value: str(kind(cast(str, value))), read=lambda text: kind(cast(str, text)))
    if issubclass(kind, Symbol):
        return Part(write=str, read=lambda text: Symbol.parse(cast(str, text)))
    if is_dataclass(kind):
        return structure(kind)
    raise TypeError(f"no text form for {kind}")


def plain(kind: type) -> Part:
    def write(value: object) -> object:
        if not isinstance(value, kind):
            raise TypeError(f"{kind.__name__} expected, not {type(value).__name__}")
        return storable(value) if isinstance(value, str) else value

    return Part(write=write, read=lambda value: value)


def storable(text: str) -> str:
    """Half a surrogate pair, as an exchange's broken JSON may hold, has no UTF-8: it must not stop a commit."""
    return str(text) if text.isascii() else text.encode("utf-8", "replace").decode()


def decimal_text(value: object) -> str:
    """Positional notation, finite; a float has lost its figures already and is refused."""
    if not isinstance(value, Decimal):
        raise TypeError(f"Decimal expected, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError("a stored number is finite")
    return format(value, "f")


def time_text(value: object) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise TypeError("an aware time expected")
    return value.isoformat()


def optional(annotation: object) -> Part:
    (inner,) = (part_of(option) for option in get_args(annotation) if option is not types.NoneType)
    return Part(
        write=lambda value: None if value is None else inner.write(value),
        read=lambda value: None if value is None else inner.read(value),
    )


def frozen_set() -> Part:
    return Part(
        write=lambda value: sorted(cast(frozenset[str], value)),
        read=lambda value: frozenset(cast(list[str], value)),
    )


def mapping(key: Part, value: Part) -> Part:
    return Part(
        write=lambda it: {key.write(k): value.write(v) for k, v in cast(Mapping[object, object], it).items()},
        read=lambda it: {key.read(k): value.read(v) for k, v in cast(Mapping[object, object], it).items()},
    )


def structure(kind: type) -> Part:
    """A frozen dataclass as an object of its fields."""
    hints = get_type_hints(kind)
    parts = {field.name: part_of(hints[field.name]) for field in fields(kind)}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def write(value: object) -> object:
        return {name: part.write(getattr(value, name)) for name, part in parts.items()}

    def read(it: object) -> object:
        stored = cast(Mapping[str, object], it)
        if missing := needed - stored.keys():
            raise ValueError(f"{kind.__name__} lacks {sorted(missing)}")
        return kind(**{name: part.read(stored[name]) for name, part in parts.items() if name in stored})

    return Part(write=write, read=read)
