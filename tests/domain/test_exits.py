"""What an exit takes off a position, and that nothing blocks it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.domain.copy_rules import CopyRules, SideFilter
from core.domain.leader import CopyIntent, IntentKind
from core.domain.values import PositionSide, Side
from core.domain.verdict import SkipReason
from tests.builders import BTC_SPOT, a_context, a_market, a_position, after, an_intent, d
from tests.domain.verdicts import decide, ordered, skipped


def exit_of(kind: IntentKind, fraction: str) -> CopyIntent:
    return an_intent(kind, fraction=d(fraction))


def test_a_reduction_takes_the_leaders_fraction_of_mine() -> None:
    order = ordered(decide(None, exit_of(IntentKind.REDUCE, "0.4"), a_context(position=a_position("0.1"))))
    assert (order.amount, order.side, order.reduce_only) == (d("0.04"), Side.SELL, True)
    assert (order.limit_price, order.reserve) == (None, d(0))


def test_a_reduction_rounds_towards_less_risk() -> None:
    order = ordered(decide(None, exit_of(IntentKind.REDUCE, "0.333"), a_context(position=a_position("0.01"))))
    assert order.amount == d("0.004")


def test_a_remainder_below_the_minimum_goes_with_the_rest() -> None:
    market = a_market(min_amount=d("0.005"))
    context = a_context(position=a_position("0.010"))
    assert ordered(decide(None, exit_of(IntentKind.REDUCE, "0.6"), context, market=market)).amount == d("0.010")


def test_an_exit_is_never_blocked_by_a_limit() -> None:
    rules = CopyRules(
        denied=frozenset({"BTC"}), side_filter=SideFilter.SHORT_ONLY, max_total_exposure=d(1), max_age_seconds=1
    )
    context = a_context(None, position=a_position("0.1"), now=after(9999), symbol_taken=True)
    assert ordered(decide(rules, exit_of(IntentKind.CLOSE, "1"), context, price=None)).amount == d("0.1")


def test_an_exit_needs_no_market_to_be_sized() -> None:
    context = a_context(position=a_position("0.1"))
    verdict = CopyRules().decide(exit_of(IntentKind.REDUCE, "0.25"), context, market=None, price=None)
    assert ordered(verdict).amount == d("0.1")
    verdict = CopyRules().decide(exit_of(IntentKind.CLOSE, "1"), context, market=None, price=None)
    assert ordered(verdict).amount == d("0.1")


def test_nothing_of_mine_is_nothing_to_close() -> None:
    assert skipped(decide(None, exit_of(IntentKind.CLOSE, "1"))) is SkipReason.NOTHING_TO_CLOSE
    context = a_context(position=a_position(side=PositionSide.SHORT))
    assert skipped(decide(None, exit_of(IntentKind.CLOSE, "1"), context)) is SkipReason.NOTHING_TO_CLOSE


def test_spot_sells_what_the_wallet_still_holds() -> None:
    position = a_position("0.1", symbol=BTC_SPOT)
    intent = an_intent(IntentKind.CLOSE, symbol=BTC_SPOT, fraction=d(1))
    context = a_context(position=position, spot_holding=d("0.0999"))
    assert ordered(decide(None, intent, context, market=a_market(BTC_SPOT))).amount == d("0.099")
    dust = a_context(position=position, spot_holding=d("0.00001"))
    assert skipped(decide(None, intent, dust, market=a_market(BTC_SPOT))) is SkipReason.DUST


@given(quantity=st.integers(1, 100000), fraction=st.decimals("0.0001", "1", places=4), price=st.integers(1000, 90000))
def test_an_exit_is_at_least_the_fraction_and_at_most_all(quantity: int, fraction: Decimal, price: int) -> None:
    position = a_position(str(quantity * d("0.001")))
    intent = exit_of(IntentKind.CLOSE if fraction == 1 else IntentKind.REDUCE, str(fraction))
    order = ordered(decide(None, intent, a_context(position=position), price=d(price)))
    assert position.quantity * fraction <= order.amount <= position.quantity
    rest = position.quantity - order.amount
    assert rest == 0 or rest >= a_market().smallest_amount(d(price))
