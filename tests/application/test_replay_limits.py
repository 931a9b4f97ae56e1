"""Whatever the leader did and whatever the rules: a replay spends no more than there is and keeps every limit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.application.replaying import Replay, Replayed
from core.domain.copy_rules import BelowMinimum, CopyRules
from core.domain.sizing import Sizing
from core.domain.values import MarketKind, Side, Symbol
from core.domain.verdict import CopyOrder
from tests.application.replays import a_replay
from tests.builders import BTC, BTC_SPOT, ETH, NOON, a_fill, a_leader, d

amounts = st.decimals("0.001", "3", places=3)
prices = st.decimals("40000", "80000", places=1)
moves = st.lists(
    st.tuples(st.sampled_from([BTC, ETH, BTC_SPOT]), st.sampled_from(list(Side)), amounts, prices), max_size=25
)
limits = st.none() | st.decimals("10", "3000", places=2)
all_rules = st.builds(
    CopyRules,
    sizing=st.sampled_from([Sizing.FIXED_QUOTE, Sizing.LEADER_RATIO, Sizing.EQUITY_PROPORTIONAL]),
    size=st.decimals("0.01", "1000", places=2),
    max_per_trade=limits,
    max_symbol_exposure=limits,
    max_total_exposure=limits,
    max_open_positions=st.none() | st.integers(1, 2),
    leverage=st.integers(1, 50),
    below_minimum=st.sampled_from(list(BelowMinimum)),
    stop_loss=st.none() | st.decimals("0.01", "0.5", places=2),
)


@settings(max_examples=60, deadline=None)
@given(moves, all_rules, st.decimals("10", "5000", places=2))
def test_a_replay_never_spends_more_than_there_is(
    moved: Sequence[tuple[Symbol, Side, Decimal, Decimal]], rules: CopyRules, balance: Decimal
) -> None:
    leader = a_leader(equity=d(50000))
    replay = a_replay(rules, (), balance)
    for number, (symbol, side, amount, price) in enumerate(moved):
        fill = a_fill(side, str(amount), str(price), symbol=symbol, order_id=f"o{number}")
        intent = leader.interpret([replace(fill, at=NOON + timedelta(minutes=number))])
        if intent is not None:
            check(replay, rules, replay.take(intent))


def check(replay: Replay, rules: CopyRules, legs: Sequence[Replayed]) -> None:
    """Margins are covered, coins are there, and no entry is beyond a limit."""
    replayed = replay.replayed
    margin = sum((position.margin() for position in replayed.positions.values() if position.owner.symbol.settle), d(0))
    assert replayed.wallets[MarketKind.PERPETUAL].money >= margin
    assert all(amount >= 0 for amount in replayed.coins.values())
    worth = {symbol: held.notional(replayed.prices[symbol]) for symbol, held in replayed.positions.items()}
    for leg in legs:
        if not isinstance(leg.verdict, CopyOrder) or leg.verdict.reduce_only:
            continue
        cost = leg.verdict.amount * (leg.price or d(0))
        assert cost <= (rules.max_per_trade or cost)
        assert worth.get(leg.intent.symbol, d(0)) <= (rules.max_symbol_exposure or d("inf"))
        assert sum(worth.values()) <= (rules.max_total_exposure or d("inf"))
        assert len(worth) <= (rules.max_open_positions or len(worth))
