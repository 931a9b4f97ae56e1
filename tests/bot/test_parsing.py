"""What people type is read strictly, and what two people could read differently is refused."""

from decimal import Decimal

import pytest

from bot.parsing import (
    Unit,
    looks_like_key,
    parse_coins,
    parse_count,
    parse_credentials,
    parse_name,
    parse_number,
    parse_typed,
)
from core.domain.errors import BadInput
from core.domain.values import Exchange


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100", "100"),
        (" 100 ", "100"),
        ("1 000", "1000"),
        ("1\u00a0000,5", "1000.5"),
        ("1 000 000", "1000000"),
        ("1,5", "1.5"),
        ("0,500", "0.5"),
        ("1,000.50", "1000.5"),
        ("1.000,50", "1000.5"),
        ("1,000,000", "1000000"),
        ("0.00012", "0.00012"),
    ],
)
def test_numbers_are_read(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "NaN",
            "inf",
            "-inf",
            "1e9",
            "1e999",
            "1_000",
            "٣٤",
            "１００",
            "0x10",
            "-5",
            "+5",
            "--5",
            "1 00",
            "1.2.3",
        ),
        *("5 %5", "1,00,000", "½", "1" * 13, "1" * 50, "9" * 4096, "ten", "1/3", "1;5", "'1'", "1\n2", "1,,5", ".5"),
    ],
)
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="number-form"):
        parse_number(text)


@pytest.mark.parametrize("text", ["1,000", "12,345", "999,999"])
def test_ambiguous_commas_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="number-ambiguous"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("25%", "25", Unit.PERCENT),
        ("25 %", "25", Unit.PERCENT),
        ("$100", "100", Unit.MONEY),
        ("100$", "100", Unit.MONEY),
        ("100 USDT", "100", Unit.MONEY),
        ("0.5x", "0.5", Unit.TIMES),
        ("x2", "2", Unit.TIMES),
        ("0,5х", "0.5", Unit.TIMES),
        ("7", "7", Unit.NONE),
    ],
)
def test_units_are_read(text: str, value: str, unit: Unit) -> None:
    typed = parse_typed(text)
    assert (typed.value, typed.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["0", "126", "2.5", "$5", "5%"])
def test_counts_are_whole_and_bounded(text: str) -> None:
    with pytest.raises(BadInput):
        parse_count(text, low=1, high=125)


def test_coins_are_read() -> None:
    assert parse_coins("btc, ETH\nsol/usdt 1000PEPE") == {"BTC", "ETH", "SOL/USDT", "1000PEPE"}


@pytest.mark.parametrize("text", ["", " , ", "BTC$", "ВТС", "A" * 16, "B/T/C", " ".join(["BTC"] * 31), "<b>"])
def test_other_coins_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_coins(text)


@pytest.mark.parametrize("text", ["", "x", "y" * 33, "a\nb", "evil\u202etxt", "zero\u200bwidth", "bell\x07"])
def test_odd_names_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_name(text)


def test_names_of_any_language_are_fine() -> None:
    assert parse_name("  Олена  К. ") == "Олена К."


KEY, SECRET = "k" * 30, "s" * 40


@pytest.mark.parametrize(
    "text", [f"{KEY} {SECRET}", f"{KEY}\n{SECRET}", f"API Key: {KEY}\nSecret: {SECRET}", f"key={KEY} secret={SECRET}"]
)
def test_key_is_read_with_or_without_labels(text: str) -> None:
    credentials = parse_credentials(text, Exchange.BINANCE)
    assert (credentials.api_key, credentials.secret) == (KEY, SECRET)


def test_bitget_wants_a_passphrase() -> None:
    assert parse_credentials(f"{KEY} {SECRET} word", Exchange.BITGET).passphrase == "word"
    with pytest.raises(BadInput, match="key-parts"):
        parse_credentials(f"{KEY} {SECRET}", Exchange.BITGET)


@pytest.mark.parametrize(
    "text", [KEY, f"{KEY} {SECRET} more", "short key!!", f"{KEY} ключключключ", f"{KEY} {'s' * 300}"]
)
def test_odd_keys_are_refused_without_repeating_them(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_credentials(text, Exchange.BYBIT)
    assert not any(part in str(caught.value.facts) for part in text.split())


@pytest.mark.parametrize("text", ["a1" * 20, f"my key is {'Ab3' * 12} ok"])
def test_keys_are_recognised_anywhere(text: str) -> None:
    assert looks_like_key(text)


@pytest.mark.parametrize(
    "text",
    ["hello", "100", "/start i_abcdef1234567890abcdef1234567890", "https://x.org/a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"],
)
def test_other_texts_are_not_keys(text: str) -> None:
    assert not looks_like_key(text)
