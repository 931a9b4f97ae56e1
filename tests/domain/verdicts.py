"""Asking the copy rules with defaults, and reading which of the two answers it was."""

from decimal import Decimal

from core.domain.copy_rules import CopyRules
from core.domain.leader import CopyIntent
from core.domain.market import Market
from core.domain.verdict import CopyContext, CopyOrder, Skip, SkipReason
from tests.builders import a_context, a_market, an_intent, d

PRICE = d(60000)


def decide(
    rules: CopyRules | None = None,
    intent: CopyIntent | None = None,
    context: CopyContext | None = None,
    *,
    market: Market | None = None,
    price: Decimal | None = PRICE,
) -> CopyOrder | Skip:
    return (rules or CopyRules()).decide(
        intent or an_intent(), context or a_context(), market=market or a_market(), price=price
    )


def ordered(verdict: CopyOrder | Skip) -> CopyOrder:
    assert isinstance(verdict, CopyOrder), verdict
    return verdict


def skipped(verdict: CopyOrder | Skip) -> SkipReason:
    assert isinstance(verdict, Skip), verdict
    return verdict.reason
