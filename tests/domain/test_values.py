"""Symbols, rounding and ids."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import BadInput
from core.domain.values import (
    AccountId,
    Credentials,
    MarketKind,
    PositionSide,
    Side,
    Symbol,
    derive_client_order_id,
    own_order_prefix,
)
from core.shared import DomainEvent
from tests.builders import BTC, BTC_SPOT, a_market, a_position, d, some_rights

steps = st.sampled_from([d("0.001"), d("0.01"), d("0.1"), d(1), d("0.25"), d(10)])
amounts = st.decimals("0", "100000", places=6)


@pytest.mark.parametrize("text", ["BTC/USDT:USDT", "BTC/USDT", "1000PEPE/USDT:USDT"])
def test_a_symbol_reads_what_it_writes(text: str) -> None:
    assert str(Symbol.parse(text)) == text


@pytest.mark.parametrize("text", ["", "BTC", "BTC-USDT", "/USDT", "BTC/", "BTC/US DT", "BTC/USDT:U:S", "<b>/USDT"])
def test_what_is_no_symbol_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Symbol.parse(text)


def test_the_settle_coin_makes_a_perpetual() -> None:
    assert (BTC.kind, BTC_SPOT.kind) == (MarketKind.PERPETUAL, MarketKind.SPOT)


def test_sides_know_their_direction() -> None:
    assert (PositionSide.LONG.entry_side, PositionSide.LONG.exit_side) == (Side.BUY, Side.SELL)
    assert (PositionSide.SHORT.entry_side, PositionSide.SHORT.exit_side) == (Side.SELL, Side.BUY)
    assert PositionSide.LONG.opposite is PositionSide.SHORT
    assert PositionSide.SHORT.opposite is PositionSide.LONG


def test_credentials_show_nothing_of_themselves() -> None:
    shown = repr(Credentials(api_key="KEYKEY", secret="SECRET", passphrase="PASS"))
    assert not any(part in shown for part in ("KEYKEY", "SECRET", "PASS"))


def test_a_key_without_trading_rights_is_read_only() -> None:
    assert some_rights(can_trade_spot=False, can_trade_perpetual=False).is_read_only
    assert not some_rights(can_trade_spot=False).is_read_only


def test_a_client_order_id_fits_every_exchange() -> None:
    key = derive_client_order_id("inst", AccountId("a"), event_key="e", leg="open")
    assert len(key) == 28
    assert key.isalnum()
    assert key.isascii()


@given(text=st.text(max_size=40))
def test_the_letters_of_an_id_are_base_32_of_its_digest(text: str) -> None:
    """As they always were: another spelling would name another order."""
    key = derive_client_order_id("inst", AccountId("a"), event_key=text, leg="open")
    digest = hashlib.blake2b("\x1f".join(("inst", "a", text, "open")).encode(), digest_size=16).digest()
    assert key.endswith(base64.b32encode(digest).decode().lower()[:21])


def test_an_installation_knows_its_own_orders() -> None:
    keys = [derive_client_order_id(place, AccountId("a"), event_key="e", leg="open") for place in ("inst", "other")]
    assert [key.startswith(own_order_prefix("inst")) for key in keys] == [True, False]


def test_each_part_of_an_intent_makes_another_id() -> None:
    intents = [("i", "a", "e", "open"), ("j", "a", "e", "open"), ("i", "b", "e", "open"), ("i", "a", "f", "open")]
    intents.append(("i", "a", "e", "close"))
    keys = {derive_client_order_id(one, AccountId(two), event_key=event, leg=leg) for one, two, event, leg in intents}
    assert len(keys) == len(intents)


@given(parts=st.lists(st.text(max_size=8), min_size=8, max_size=8))
def test_different_intents_have_different_ids(parts: list[str]) -> None:
    one, other = parts[:4], parts[4:]
    keys = [derive_client_order_id(p[0], AccountId(p[1]), event_key=p[2], leg=p[3]) for p in (one, other)]
    assert (keys[0] == keys[1]) == (one == other) or "\x1f" in "".join(parts)


@given(amount=amounts, step=steps)
def test_amounts_round_down_to_the_step(amount: Decimal, step: Decimal) -> None:
    rounded = a_market(amount_step=step).round_amount(amount)
    assert rounded <= amount < rounded + step
    assert rounded % step == 0


@given(amount=amounts, step=steps)
def test_raised_amounts_round_up_to_the_step(amount: Decimal, step: Decimal) -> None:
    rounded = a_market(amount_step=step).round_amount_up(amount)
    assert rounded - step < amount <= rounded
    assert rounded % step == 0


@given(price=st.decimals("1", "100000", places=4), step=steps, side=st.sampled_from(Side))
def test_limits_round_towards_less_risk(price: Decimal, step: Decimal, side: Side) -> None:
    limit = a_market(price_step=step).round_limit(price, side)
    assert limit > 0
    assert limit % step == 0
    assert limit <= max(price, step) if side is Side.BUY else limit >= price


@given(cost=st.decimals("1", "100000", places=2), price=st.decimals("0.1", "90000", places=1))
def test_what_a_cost_buys_never_costs_more(cost: Decimal, price: Decimal) -> None:
    market = a_market()
    assert market.cost(market.amount_for(cost, price), price) <= cost


@given(price=st.decimals("0.1", "90000", places=1), min_cost=st.decimals("1", "200", places=1))
def test_the_smallest_amount_is_accepted_and_a_step_less_is_not(price: Decimal, min_cost: Decimal) -> None:
    market = a_market(min_cost=min_cost)
    smallest = market.smallest_amount(price)
    assert market.accepts(smallest, price)
    assert not market.accepts(smallest - market.amount_step, price)


def test_half_is_on_the_grid() -> None:
    assert a_market().half(d("0.005")) == d("0.002")


def test_impossible_prices_and_markets_are_refused() -> None:
    with pytest.raises(BadInput):
        a_market().amount_for(d(1), d(0))
    with pytest.raises(BadInput):
        a_market().smallest_amount(d(-1))
    with pytest.raises(BadInput):
        a_market(amount_step=d(0))


def test_an_event_has_an_id_and_a_utc_time() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert DomainEvent(event_id="e", occurred_at=noon).occurred_at == noon
    with pytest.raises(ValueError, match="id"):
        DomainEvent(event_id="", occurred_at=noon)
    for wrong in (noon.replace(tzinfo=None), noon.astimezone(timezone(timedelta(hours=2)))):
        with pytest.raises(ValueError, match="UTC"):
            DomainEvent(event_id="e", occurred_at=wrong)


def test_entities_are_equal_by_identity() -> None:
    one, other = a_position(), a_position()
    assert one == one  # noqa: PLR0124 - reflexivity is the point
    assert one != other
    assert len({one, other, one}) == 2
    assert str(one.id) in repr(one)
