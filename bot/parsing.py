"""What people type, read strictly: numbers with units, coins, names, keys. Raises BadInput; never repeats a secret.

ASCII digits only, finite and bounded: Decimal itself takes NaN, 1e999, 1_000 and digits of every script.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from core.domain.errors import BadInput
from core.domain.values import Credentials, Exchange

LONGEST_NUMBER = 40
MOST_COINS = 30
NAME_CHARACTERS = range(2, 33)
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})

_PLAIN = re.compile(r"(\d{1,12})(?:[.,](\d{1,12}))?", re.ASCII)
_SPACED = re.compile(r"(\d{1,3}(?: \d{3}){1,3})(?:[.,](\d{1,12}))?", re.ASCII)
_ENGLISH = re.compile(r"(\d{1,3}(?:,\d{3}){1,3})\.(\d{1,12})", re.ASCII)
_EUROPEAN = re.compile(r"(\d{1,3}(?:\.\d{3}){1,3}),(\d{1,12})", re.ASCII)
_TWO_GROUPS = re.compile(r"(\d{1,3}(?:,\d{3}){2,3})()", re.ASCII)
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)
_COIN = re.compile(r"[A-Z0-9]{1,15}(?:/[A-Z]{3,5})?(?::[A-Z]{3,5})?", re.ASCII)
_KEY_PART = re.compile(r"[!-~]{8,256}", re.ASCII)
_PASSPHRASE = re.compile(r"[!-~]{1,64}", re.ASCII)
_LABEL = re.compile(r"(?:api|secret|pass|phrase|passphrase|key|apikey|secretkey|and)", re.IGNORECASE)
_LABELLED = re.compile(r"(?:(?:api|secret)?[-_]?key|(?:api)?[-_]?secret|pass(?:phrase)?)[:=](.*)", re.IGNORECASE)
_LIKE_A_KEY = re.compile(r"(?<![/\w.])(?=\w*\d)(?=\w*[A-Za-z])[A-Za-z0-9_-]{28,}", re.ASCII)


class Unit(Enum):
    NONE = ""
    MONEY = "$"
    PERCENT = "%"
    TIMES = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A number as it was typed: `25%` is the value 25 in PERCENT."""

    value: Decimal
    unit: Unit

    def __str__(self) -> str:
        number = f"{self.value.normalize():f}"
        return f"${number}" if self.unit is Unit.MONEY else f"{number}{self.unit.value}"

    @property
    def fraction(self) -> Decimal:
        """Percents as a fraction."""
        return self.value.scaleb(-2)


UNIT_MARKS: tuple[tuple[str, Unit], ...] = (
    ("usdt", Unit.MONEY),
    ("usd", Unit.MONEY),
    ("$", Unit.MONEY),
    ("%", Unit.PERCENT),
    ("x", Unit.TIMES),
    ("\u0445", Unit.TIMES),  # the Cyrillic letter on the same key of a Ukrainian keyboard
    ("\u00d7", Unit.TIMES),
)

EXAMPLES: Mapping[Unit, str] = {Unit.MONEY: "$100", Unit.PERCENT: "5%", Unit.TIMES: "2x", Unit.NONE: "10"}
RANGE_CODES: Mapping[Unit, str] = {
    Unit.NONE: "number-range",
    Unit.MONEY: "number-range-money",
    Unit.PERCENT: "number-range-percent",
    Unit.TIMES: "number-range-times",
}
SHORT_FOR: tuple[tuple[str, int], ...] = (
    ("k", 3),
    ("\u043a", 3),  # the Cyrillic letters on the same keys
    ("m", 6),
    ("\u043c", 6),
)


def parse_number(text: str) -> Decimal:
    """`1000`, `1 000`, `1,5`, `1,000.50`; refuses what two people could read differently."""
    tidy = text.translate(SPACES).strip()
    if len(tidy) > LONGEST_NUMBER:
        raise BadInput("number-form")
    if _AMBIGUOUS.fullmatch(tidy):
        raise BadInput("number-ambiguous", typed=tidy)
    for form in (_PLAIN, _SPACED, _ENGLISH, _EUROPEAN, _TWO_GROUPS):
        if match := form.fullmatch(tidy):
            whole = re.sub(r"\D", "", match[1])
            return Decimal(f"{whole}.{match[2] or '0'}")
    raise BadInput("number-form")


def parse_typed(text: str) -> Typed:
    """A number with or without `$`, `%`, `x`, before or after it; `1.5k` is 1,500."""
    tidy = text.translate(SPACES).strip().lower()
    for mark, unit in UNIT_MARKS:
        if tidy.startswith(mark):
            return Typed(value=parse_short(tidy.removeprefix(mark)), unit=unit)
        if tidy.endswith(mark):
            return Typed(value=parse_short(tidy.removesuffix(mark)), unit=unit)
    return Typed(value=parse_short(tidy), unit=Unit.NONE)


def parse_short(text: str) -> Decimal:
    """Thousands and millions in short: `2k`, `1.5 m`."""
    tidy = text.strip()
    for mark, zeros in SHORT_FOR:
        if tidy.endswith(mark):
            return parse_number(tidy.removesuffix(mark)).scaleb(zeros)
    return parse_number(tidy)


def require_unit(typed: Typed, *units: Unit) -> Decimal:
    """The value when it was typed in one of the units, or without any; the refusal has an example that would do."""
    if typed.unit not in {Unit.NONE, *units}:
        example = next((EXAMPLES[unit] for unit in units), EXAMPLES[Unit.NONE])
        raise BadInput("number-unit", typed=str(typed), example=example)
    return typed.value


def bounded(value: Decimal, *, low: Decimal, high: Decimal, unit: Unit = Unit.NONE) -> Decimal:
    """Outside its bounds the refusal says them in the unit they are typed in."""
    if not low <= value <= high:
        raise BadInput(RANGE_CODES[unit], low=low, high=high)
    return value


def parse_count(text: str, *, low: int, high: int) -> int:
    value = bounded(require_unit(parse_typed(text), Unit.TIMES), low=Decimal(low), high=Decimal(high))
    if value != value.to_integral_value():
        raise BadInput("number-whole")
    return int(value)


def parse_coins(text: str) -> frozenset[str]:
    """Base coins or whole symbols, parted by spaces, commas or lines."""
    names = [name for name in re.split(r"[\s,;]+", text.upper()) if name]
    if not names or len(names) > MOST_COINS:
        raise BadInput("coins-count", most=MOST_COINS)
    for name in names:
        if not _COIN.fullmatch(name):
            raise BadInput("coin-form", coin=name[:20])
    return frozenset(names)


def parse_name(text: str) -> str:
    """One printable line; nothing invisible that could imitate another name."""
    name = " ".join(text.split())
    if len(name) not in NAME_CHARACTERS:
        raise BadInput("name-length", low=NAME_CHARACTERS.start, high=NAME_CHARACTERS.stop - 1)
    if not name.isprintable() or "\n" in text.strip():
        raise BadInput("name-form")
    return name


def parse_credentials(text: str, exchange: Exchange) -> Credentials:
    """Key, secret and (Bitget) passphrase, parted by spaces or lines; labels before them are ignored."""
    parts = [_value(part) for part in text.split() if not _LABEL.fullmatch(part.rstrip(":="))]
    parts = [part for part in parts if part]
    wanted = parts_of_key(exchange)
    if len(parts) != wanted:
        raise BadInput("key-parts", wanted=wanted, found=len(parts))
    if not all(_KEY_PART.fullmatch(part) for part in parts[:2]):
        raise BadInput("key-form")
    if wanted == 3 and not _PASSPHRASE.fullmatch(parts[2]):
        raise BadInput("key-form")
    return Credentials(api_key=parts[0], secret=parts[1], passphrase=parts[2] if wanted == 3 else "")


def parts_of_key(exchange: Exchange) -> int:
    return 3 if exchange is Exchange.BITGET else 2


def looks_like_key(text: str) -> bool:
    """A long run of letters and digits that nobody types by hand; commands and links aside."""
    return not text.startswith("/") and _LIKE_A_KEY.search(text) is not None


def _value(part: str) -> str:
    match = _LABELLED.fullmatch(part)
    return match[1] if match else part
