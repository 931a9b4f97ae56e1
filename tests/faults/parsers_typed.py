"""Amounts, coins, names and keys as people type them: read strictly, or refused as BadInput; nothing else comes."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from bot.callbacks import PositionVerb
from bot.drafts import change_rule
from bot.parsing import looks_like_key, parse_coins, parse_credentials, parse_name, parse_number, parse_typed
from bot.rule_fields import FIELDS, read_size, read_value
from bot.triggers import read_trigger
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput
from core.domain.values import Exchange
from tests.bot import builders
from tests.faults.parsers_garble import NUMBERS, spoiled_text

EXAMPLES: Sequence[str] = (
    "100", "$100", "25%", "0.5x", "1 000", "1,5", "1,000.50", "1.000,50", "1\u202f000", "5 usdt", "10 USD", "2\u0445",
    "62000", "-5%", "+7%", "BTC", "BTC ETH", "BTC/USDT:USDT, SOL", "none", "cross", "isolated", "long_only", "skip",
    "Lev", "Anna-Maria 2", "apikey: AbCdEf0123456789AbCdEf secret: zYx9876543210zYx9876",
    "AbCdEf0123456789AbCdEf zYx9876543210zYx9876 pass word", "key=AbCdEf0123456789 secret=zYx9876543210",
    *NUMBERS,
)  # fmt: skip
LARGEST = Decimal(10) ** 13
PLAIN = re.compile(r"[0-9 .,\u00a0\u202f\u2009\s]*")
POSITION = builders.position()
RULES = CopyRules()


class Typed(NamedTuple):
    """Which reader gets which text."""

    reader: str
    text: str


def make(chance: Random) -> Typed:
    return Typed(chance.choice(list(READERS)), spoiled_text(chance, EXAMPLES))


def take(typed: object) -> str:
    assert isinstance(typed, Typed)
    try:
        READERS[typed.reader](typed.text)
    except BadInput:
        return "refused"
    return "read"


def number(text: str) -> None:
    value = parse_number(text)
    sane(value)
    assert PLAIN.fullmatch(text), "a digit of another script, a sign or an exponent"
    digits = re.sub(r"[^0-9]", "", text).lstrip("0")
    assert re.sub(r"[^0-9]", "", f"{value:f}").strip("0") == digits.strip("0"), "other digits than were typed"


def typed_amount(text: str) -> None:
    sane(parse_typed(text).value)


def sane(value: Decimal) -> None:
    assert value.is_finite()
    assert 0 <= value < LARGEST


def trigger(text: str) -> None:
    for verb in (PositionVerb.STOP_LOSS, PositionVerb.TAKE_PROFIT):
        assert 0 <= read_trigger(text, POSITION, verb) < LARGEST


def size(text: str) -> None:
    sizing, value = read_size(RULES, text)
    CopyRules(sizing=sizing, size=value)


def coins(text: str) -> None:
    assert all(name.isascii() and len(name) <= 27 for name in parse_coins(text))


def name(text: str) -> None:
    assert parse_name(text).isprintable()


def credentials(exchange: Exchange) -> Callable[[str], None]:
    def read(text: str) -> None:
        found = parse_credentials(text, exchange)
        assert found.api_key.isascii()
        assert bool(found.passphrase) is (exchange is Exchange.BITGET)

    return read


def rule(field: str) -> Callable[[str], None]:
    """What is read, the rules take or refuse as BadInput too."""

    def read(text: str) -> None:
        rules = change_rule(RULES, field, read_value(FIELDS[field], text))
        assert all(value.is_finite() for value in vars_of(rules) if isinstance(value, Decimal))

    return read


def vars_of(rules: CopyRules) -> list[object]:
    return [getattr(rules, field) for field in CopyRules.__dataclass_fields__]


def key_like(text: str) -> None:
    looks_like_key(text)


READERS: dict[str, Callable[[str], None]] = {
    "number": number,
    "typed": typed_amount,
    "trigger": trigger,
    "size": size,
    "coins": coins,
    "name": name,
    "key-like": key_like,
    **{f"key-{exchange}": credentials(exchange) for exchange in Exchange},
    **{f"rule-{field}": rule(field) for field in FIELDS},
}
