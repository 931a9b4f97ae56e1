"""What an answer means: by the exchange's own code, never by ccxt's exception class."""

from decimal import Decimal

import pytest

from adapters.exchanges.attempts import Attempt, attempting, note_answer
from adapters.exchanges.outcomes import CODES, Meaning, meaning_of, order_outcome, read_meaning
from core.domain.values import Exchange, Outcome

ORDERS = [
    (Exchange.BINANCE, "-2010", "Account has insufficient balance for requested action.", Outcome.REJECTED),
    (Exchange.BINANCE, "-2010", "Duplicate order sent.", Outcome.DUPLICATE),
    (Exchange.BINANCE, "-2019", "Margin is insufficient.", Outcome.REJECTED),
    (Exchange.BINANCE, "-4164", "", Outcome.REJECTED),
    (Exchange.BINANCE, "-2022", "", Outcome.REJECTED),
    (Exchange.BINANCE, "-4116", "", Outcome.DUPLICATE),
    (Exchange.BINANCE, "-1021", "", Outcome.CLOCK),
    (Exchange.BINANCE, "-5028", "", Outcome.CLOCK),
    (Exchange.BINANCE, "-1008", "", Outcome.THROTTLED),
    (Exchange.BINANCE, "-1003", "", Outcome.THROTTLED),
    (Exchange.BINANCE, "-2015", "", Outcome.AUTH),
    (Exchange.BINANCE, "-1000", "", Outcome.AMBIGUOUS),
    (Exchange.BINANCE, "-1001", "", Outcome.AMBIGUOUS),
    (Exchange.BINANCE, "-1006", "", Outcome.AMBIGUOUS),
    (Exchange.BINANCE, "-1007", "", Outcome.AMBIGUOUS),
    (Exchange.BYBIT, "110007", "", Outcome.REJECTED),
    (Exchange.BYBIT, "110017", "", Outcome.REJECTED),
    (Exchange.BYBIT, "110072", "", Outcome.DUPLICATE),
    (Exchange.BYBIT, "170141", "", Outcome.DUPLICATE),
    (Exchange.BYBIT, "10002", "", Outcome.CLOCK),
    (Exchange.BYBIT, "10006", "", Outcome.THROTTLED),
    (Exchange.BYBIT, "10018", "", Outcome.THROTTLED),
    (Exchange.BYBIT, "10003", "", Outcome.AUTH),
    (Exchange.BYBIT, "10000", "", Outcome.AMBIGUOUS),
    (Exchange.BYBIT, "10016", "", Outcome.AMBIGUOUS),
    (Exchange.BYBIT, "10019", "", Outcome.AMBIGUOUS),
    (Exchange.BYBIT, "170007", "", Outcome.AMBIGUOUS),
    (Exchange.BYBIT, "170146", "", Outcome.AMBIGUOUS),
    (Exchange.BITGET, "40762", "", Outcome.REJECTED),
    (Exchange.BITGET, "22002", "", Outcome.REJECTED),
    (Exchange.BITGET, "40786", "", Outcome.DUPLICATE),
    (Exchange.BITGET, "25212", "", Outcome.DUPLICATE),
    (Exchange.BITGET, "40008", "", Outcome.CLOCK),
    (Exchange.BITGET, "429", "", Outcome.THROTTLED),
    (Exchange.BITGET, "40037", "", Outcome.AUTH),
    (Exchange.BITGET, "40010", "", Outcome.AMBIGUOUS),
    (Exchange.BITGET, "40725", "", Outcome.AMBIGUOUS),
    (Exchange.BITGET, "45001", "", Outcome.AMBIGUOUS),
    (Exchange.BITGET, "40604", "", Outcome.AMBIGUOUS),
]


@pytest.mark.parametrize(("exchange", "code", "message", "outcome"), ORDERS)
def test_native_code_decides_the_outcome(exchange: Exchange, code: str, message: str, outcome: Outcome) -> None:
    attempt = Attempt(left_machine=True, status=200, code=code, message=message)
    assert order_outcome(exchange, attempt) is outcome


@pytest.mark.parametrize("exchange", Exchange)
@pytest.mark.parametrize("status", [0, 200, 400, 500, 502, 503, 504])
def test_answer_without_a_code_is_doubt(exchange: Exchange, status: int) -> None:
    assert order_outcome(exchange, Attempt(left_machine=True, status=status)) is Outcome.AMBIGUOUS


@pytest.mark.parametrize("exchange", Exchange)
def test_unknown_code_is_doubt(exchange: Exchange) -> None:
    assert order_outcome(exchange, Attempt(left_machine=True, status=400, code="123456789")) is Outcome.AMBIGUOUS


@pytest.mark.parametrize("exchange", Exchange)
def test_what_never_left_was_not_sent(exchange: Exchange) -> None:
    assert order_outcome(exchange, Attempt()) is Outcome.NOT_SENT


def test_teapot_is_a_ban_whatever_it_says() -> None:
    assert read_meaning(Exchange.BINANCE, Attempt(left_machine=True, status=418, code="-1003")) is Meaning.BANNED


def test_bare_forbidden_concerns_the_address() -> None:
    assert read_meaning(Exchange.BYBIT, Attempt(left_machine=True, status=403)) is Meaning.BLOCKED
    assert read_meaning(Exchange.BYBIT, Attempt(left_machine=True, status=403, code="10005")) is Meaning.AUTH


def test_not_modified_is_no_refusal() -> None:
    assert meaning_of(Exchange.BYBIT, "110043") is Meaning.NO_CHANGE
    assert meaning_of(Exchange.BINANCE, "-4046") is Meaning.NO_CHANGE
    assert meaning_of(Exchange.BITGET, "45054") is Meaning.NO_CHANGE


@pytest.mark.parametrize("exchange", Exchange)
def test_no_code_stands_in_two_lists(exchange: Exchange) -> None:
    listed = [code for codes in CODES[exchange].values() for code in codes.split()]
    assert len(listed) == len(set(listed))


def test_attempt_remembers_the_last_answer() -> None:
    with attempting() as attempt:
        note_answer(429, {"Retry-After": "7"}, code="-1003", message="slow down")
    note_answer(200, {}, code="", message="")
    assert (attempt.status, attempt.code, attempt.retry_after_seconds) == (429, "-1003", Decimal(7))


def test_unreadable_patience_is_no_patience() -> None:
    with attempting() as attempt:
        note_answer(429, {"Retry-After": "soon"}, code="", message="")
    assert attempt.retry_after_seconds is None
