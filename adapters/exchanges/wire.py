"""Between an exchange's strings and our values: Decimals and aware times are made here. Knows no exchange."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from core.domain.values import ZERO

Row = Mapping[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
LARGEST_POWER = 40


def number(value: object) -> Decimal:
    """A finite Decimal; nothing, "" and unreadable text are zero."""
    return maybe_number(value) or ZERO


def maybe_number(value: object) -> Decimal | None:
    """A finite Decimal, or None for nothing at all. Never passes through float: wire numbers are read as text.

    What no amount, price or time can be (1e999999 is finite too, and takes minutes to become an int) is unreadable.
    """
    if value is None or value == "":
        return None
    try:
        read = Decimal(str(value))
    except InvalidOperation:
        return None
    return read if read.is_finite() and abs(read.adjusted()) <= LARGEST_POWER else None


def maybe_price(value: object) -> Decimal | None:
    """Exchanges write "0" or "" for a price that does not exist."""
    read = maybe_number(value)
    return read if read is not None and read > ZERO else None


def text(value: Decimal) -> str:
    """Plain digits without exponent or padding, as every exchange accepts them."""
    return f"{value.normalize():f}"


def moment(milliseconds: object) -> datetime | None:
    """The aware time of an exchange's milliseconds; None when there is none."""
    read = maybe_number(milliseconds)
    return EPOCH + MILLISECOND * int(read) if read else None


def moment_or_epoch(milliseconds: object) -> datetime:
    return moment(milliseconds) or EPOCH


def milliseconds(at: datetime) -> int:
    return (at - EPOCH) // MILLISECOND


def windows(since: datetime, until_ms: int, *, longest: timedelta) -> Iterable[tuple[int, int]]:
    """From `since` to a minute past `until_ms` in pieces an exchange answers, as (start, end) in milliseconds."""
    end, step = until_ms + 60_000, longest // MILLISECOND
    return ((start, min(start + step, end)) for start in range(milliseconds(since), end, step))


def rows(value: object) -> list[Row]:
    """The rows of a list that may be null or missing."""
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def row(value: object) -> Row:
    """A mapping, empty when the exchange sent something else."""
    return value if isinstance(value, Mapping) else {}


def total_fee(fees: Iterable[tuple[str, Decimal]], preferred_coin: str = "") -> tuple[Decimal, str]:
    """Fees of one order by coin; the first coin wins, for a result has room for one."""
    by_coin: dict[str, Decimal] = {}
    for coin, fee in fees:
        by_coin[coin] = by_coin.get(coin, ZERO) + fee
    if not by_coin:
        return ZERO, ""
    coin = preferred_coin if preferred_coin in by_coin else next(iter(by_coin))
    return by_coin[coin], coin
