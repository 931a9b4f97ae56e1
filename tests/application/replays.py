"""Replays without a database: markets on a shelf, a follow of Ann's, one wallet. Asserts nothing."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from core.application.replaying import Replay
from core.domain.copy_rules import CopyRules
from core.domain.leader import CopyIntent
from core.domain.market import Market
from core.domain.replay_account import Assumptions, Means
from core.domain.values import Exchange, Symbol
from tests.builders import BTC, BTC_SPOT, ETH, a_follow, a_market, an_account, d


class Shelf:
    """Implements MarketBoard with markets and no present prices."""

    def __init__(self, markets: Mapping[Symbol, Market] | None = None) -> None:
        self._markets = markets or {symbol: a_market(symbol) for symbol in (BTC, ETH, BTC_SPOT)}

    def market(self, exchange: Exchange, symbol: Symbol) -> Market | None:
        return self._markets.get(symbol)

    def price(self, exchange: Exchange, symbol: Symbol) -> Decimal | None:
        return None


FRICTIONLESS = Assumptions(slippage=d(0), spot_fee_in_coin=True)


def a_replay(
    rules: CopyRules, intents: Sequence[CopyIntent], balance: Decimal, assumptions: Assumptions = FRICTIONLESS
) -> Replay:
    replay = Replay(
        a_follow(rules=rules),
        an_account(),
        means=Means.of(balance),
        board=Shelf(),
        assumptions=assumptions,
    )
    for intent in intents:
        replay.take(intent)
    return replay
