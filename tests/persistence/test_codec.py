"""Every event and every stored value object comes back exactly as it was, whatever it holds."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from adapters.messaging.event_codec import CODECS, UnknownEvent, decode_event, encode_event, event_types
from adapters.persistence.codec import Codec
from adapters.persistence.columns import Amount, Instant
from core.domain.copy_rules import CopyRules
from core.domain.follower import MOST_ACCOUNTS, MOST_CAPITAL, Terms
from core.domain.leader import CopyIntent
from core.domain.values import KeyRights, Symbol
from core.shared import DomainEvent
from tests.persistence.builders import EXACT, NOW, follow, intent, rights

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
TIMES = st.datetimes(min_value=datetime(1970, 1, 2), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is added
COINS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=10)
SYMBOLS = st.builds(Symbol, base=COINS, quote=COINS, settle=st.just("") | COINS)
TERMS = st.builds(
    Terms,
    max_accounts=st.none() | st.integers(1, MOST_ACCOUNTS),
    max_capital=st.none() | st.decimals("1e-12", MOST_CAPITAL),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def event_values(kind: type[DomainEvent]) -> st.SearchStrategy[DomainEvent]:
    """Any event of the kind, from its annotations."""
    hints = get_type_hints(kind)
    given_fields = {field.name: st.from_type(hints[field.name]) for field in fields(kind)}
    given_fields |= {"occurred_at": TIMES, "event_id": st.text("abc:123", min_size=1)}
    return st.builds(kind, **given_fields)


st.register_type_strategy(Decimal, DECIMALS)
st.register_type_strategy(datetime, TIMES)
st.register_type_strategy(Symbol, SYMBOLS)
st.register_type_strategy(str, TEXTS)
st.register_type_strategy(Terms, TERMS)
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))


@pytest.mark.parametrize("kind", event_types(), ids=lambda kind: kind.__name__)
def test_every_event_returns_equal(kind: type[DomainEvent]) -> None:
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(event_values(kind))
    def check(event: DomainEvent) -> None:
        assert decode_event(kind.__name__, encode_event(event)) == event

    check()


def test_the_six_named_events_are_known() -> None:
    named = {"TradeExecutedEvent", "TradeFailedEvent", "TradeNeedsReconciliationEvent"}
    assert named | {"PositionOpenedEvent", "PositionClosedEvent", "PositionLiquidatedEvent"} <= CODECS.keys()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        decode_event("NoSuchEvent", "{}")


@settings(max_examples=200, deadline=None, database=None)
@given(DECIMALS)
def test_a_decimal_returns_exactly(amount: Decimal) -> None:
    text = Amount().process_bind_param(amount, DIALECT)
    assert Amount().process_result_value(text, DIALECT) == amount
    assert "E" not in (text or "")


@settings(max_examples=100, deadline=None, database=None)
@given(TIMES, TIMES)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    texts = [Instant().process_bind_param(time, DIALECT) or "" for time in (one, other)]
    assert (texts[0] < texts[1]) == (one < other)


DIALECT = SQLiteDialect()

REFUSED: list[tuple[Callable[[], object], type[Exception]]] = [
    (lambda: Codec(Decimal).encode(0.1), TypeError),  # type: ignore[arg-type]
    (lambda: Codec(Decimal).encode(1), TypeError),  # type: ignore[arg-type]
    (lambda: Codec(Decimal).encode(Decimal("NaN")), ValueError),
    (lambda: Codec(Decimal).encode(Decimal("Infinity")), ValueError),
    (lambda: Codec(datetime).encode(NOW.replace(tzinfo=None)), TypeError),
    (lambda: Codec(str).encode(7), TypeError),  # type: ignore[arg-type]
    (lambda: Codec(float), TypeError),
    (lambda: Codec(CopyIntent).decode("{}"), ValueError),
    (lambda: Instant().process_bind_param(NOW.replace(tzinfo=None), DIALECT), ValueError),
    (lambda: Amount().process_bind_param(0.1, DIALECT), TypeError),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("attempt", "error"), REFUSED)
def test_what_would_lose_a_digit_is_refused(attempt: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        attempt()


def test_value_objects_return_equal() -> None:
    rules, meant, allowed = follow().rules, intent(), rights()
    assert Codec(CopyRules).decode(Codec(CopyRules).encode(rules)) == rules
    assert Codec(CopyIntent).decode(Codec(CopyIntent).encode(meant)) == meant
    assert Codec(KeyRights).decode(Codec(KeyRights).encode(allowed)) == allowed


def test_half_a_surrogate_is_replaced() -> None:
    assert Codec(str).decode(Codec(str).encode("bad \ud83d text")) == "bad ? text"


def test_a_field_of_tomorrow_takes_its_default() -> None:
    @dataclass(frozen=True)
    class Grown:
        amount: Decimal
        note: str = "default"

    assert Codec(Grown).decode(f'{{"amount": "{EXACT}", "gone": 1}}') == Grown(EXACT)
