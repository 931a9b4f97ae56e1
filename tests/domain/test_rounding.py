"""Every rounding rule against exact fractions: on the grid, less than a step away, and always towards less risk."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from hypothesis import given
from hypothesis import strategies as st

from core.domain.copy_rules import CopyRules
from core.domain.exits import exit_amount
from core.domain.market import Market, quote_fee
from core.domain.values import PositionSide, Side
from tests.builders import BTC, BTC_SPOT, a_market, a_position, d

STEPS = [d("0.00000001"), d("0.001"), d("0.25"), d(1), d(5), d(1000)]
steps = st.sampled_from(STEPS)
amounts = st.decimals("0", "1e9", places=8)
prices = st.decimals("0.00000001", "1e6", places=8)
slippages = st.decimals("0.0001", "0.2", places=4)
markets = st.builds(
    lambda amount, price, least, cost: a_market(amount_step=amount, price_step=price, min_amount=least, min_cost=cost),
    steps,
    steps,
    st.sampled_from([d(0), d("0.001"), d(7)]),
    st.sampled_from([d(0), d(5), d(100)]),
)


def below(value: Decimal, step: Decimal) -> Fraction:
    return floor(Fraction(value) / Fraction(step)) * Fraction(step)


def above(value: Decimal, step: Decimal) -> Fraction:
    return ceil(Fraction(value) / Fraction(step)) * Fraction(step)


@given(amount=amounts, market=markets)
def test_amounts_are_the_nearest_on_the_grid(amount: Decimal, market: Market) -> None:
    step = market.amount_step
    assert Fraction(market.round_amount(amount)) == below(amount, step)
    assert Fraction(market.round_amount_up(amount)) == above(amount, step)
    assert Fraction(market.half(amount)) == floor(Fraction(amount) / 2 / Fraction(step)) * Fraction(step)


@given(price=prices, market=markets, side=st.sampled_from(Side))
def test_a_limit_is_the_nearest_on_its_safe_side(price: Decimal, market: Market, side: Side) -> None:
    step = market.price_step
    exact = below(price, step) if side is Side.BUY else above(price, step)
    assert Fraction(market.round_limit(price, side)) == max(exact, Fraction(step))


@given(price=prices, slippage=slippages, market=markets, side=st.sampled_from(Side))
def test_slippage_never_allows_more_than_said(price: Decimal, slippage: Decimal, market: Market, side: Side) -> None:
    limit = Fraction(market.slippage_limit(price, side, slippage=slippage))
    worst = Fraction(price) * (1 + side.sign * Fraction(slippage))
    assert limit % Fraction(market.price_step) == 0
    assert limit <= max(worst, Fraction(market.price_step)) if side is Side.BUY else limit >= worst
    assert abs(limit - worst) < Fraction(market.price_step) or limit == market.price_step


@given(cost=st.decimals("0", "1e9", places=6), price=prices, market=markets)
def test_a_budget_buys_the_most_that_fits(cost: Decimal, price: Decimal, market: Market) -> None:
    amount, step = Fraction(market.amount_for(cost, price)), Fraction(market.amount_step)
    assert amount % step == 0
    assert amount * Fraction(price) <= Fraction(cost) < (amount + step) * Fraction(price)


@given(price=prices, market=markets)
def test_the_smallest_order_is_the_smallest(price: Decimal, market: Market) -> None:
    smallest, step = Fraction(market.smallest_amount(price)), Fraction(market.amount_step)
    needed = max(Fraction(market.min_amount), Fraction(market.min_cost) / Fraction(price), step)
    assert smallest % step == 0
    assert smallest - step < needed <= smallest


@given(quantity=st.integers(1, 10**9), fraction=st.decimals("0.0001", "1", places=4), price=prices, market=markets)
def test_an_exit_rounds_up_to_the_grid_or_takes_all(
    quantity: int, fraction: Decimal, price: Decimal, market: Market
) -> None:
    position = a_position(str(quantity * market.amount_step))
    amount = exit_amount(position, fraction, market=market, price=price)
    held, smallest = Fraction(position.quantity), Fraction(market.smallest_amount(price))
    part = ceil(held * Fraction(fraction) / Fraction(market.amount_step)) * Fraction(market.amount_step)
    wanted = max(part, smallest)
    assert Fraction(amount) == (held if fraction == 1 or held - wanted < smallest else wanted)


@given(
    entry=st.decimals("100", "1e5", places=4),
    stop=st.decimals("0.001", "0.99", places=3),
    take=st.decimals("0.001", "5", places=3),
    step=st.sampled_from([d("0.0001"), d("0.1"), d(5)]),
    side=st.sampled_from(PositionSide),
)
def test_own_protection_rounds_towards_the_entry(
    entry: Decimal, stop: Decimal, take: Decimal, step: Decimal, side: PositionSide
) -> None:
    """A stop loses no more than chosen; a target asks for no more than chosen; neither stands on the wrong side."""
    planned = CopyRules(stop_loss=stop, take_profit=take).protection_for(side, entry, a_market(price_step=step))
    exact = Fraction(entry)
    for trigger, share, sign in (
        (planned.stop_loss, stop, -side.sign),
        (planned.take_profit, take, side.sign),
    ):
        if trigger is None:
            assert exact * Fraction(share) < Fraction(step) or share >= 1
            continue
        distance = (Fraction(trigger) - exact) * sign
        assert 0 < distance <= exact * Fraction(share)
        assert Fraction(trigger) % Fraction(step) == 0


@given(fee=st.decimals("-10", "10", places=8), price=prices)
def test_fees_are_told_in_quote_coin(fee: Decimal, price: Decimal) -> None:
    assert quote_fee(BTC, fee, coin="USDT", price=price) == fee
    assert quote_fee(BTC_SPOT, fee, coin="", price=price) == fee
    assert Fraction(quote_fee(BTC_SPOT, fee, coin="BTC", price=price)) == Fraction(fee) * Fraction(price)
    assert quote_fee(BTC_SPOT, fee, coin="BNB", price=price) == 0
