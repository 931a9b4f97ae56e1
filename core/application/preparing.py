"""Leverage and margin mode of a symbol, set at the exchange before the first entry and remembered. Sends no order.

Trading at 20x when 3x was agreed is worse than not trading: without the setting the entry isn't sent (row 61).
"""

from collections import OrderedDict
from datetime import datetime, timedelta

from core.application.ports import Clock, ExchangePort
from core.domain.account import Account, AccountMode
from core.domain.errors import CredentialsRejected, ExchangeError, ExchangeRefused
from core.domain.leader import IntentKind
from core.domain.trade import Trade
from core.domain.values import AccountId, MarginMode, OrderResult, Outcome, Symbol

KNOWN_FOR = timedelta(minutes=10)
"""The account's owner may change a setting by hand: after this it is set again."""

REMEMBERED = 50_000

Place = tuple[AccountId, AccountMode, Symbol]
"""What was set on paper says nothing about the live account."""


class Preparing:
    """Remembers what was set per account and symbol; a bounded memory, oldest first out."""

    def __init__(self, clock: Clock, *, remembered: int = REMEMBERED) -> None:
        self._clock, self._remembered = clock, remembered
        self._known: OrderedDict[Place, tuple[int, MarginMode | None, datetime]] = OrderedDict()

    async def refusal(self, connection: ExchangePort, account: Account, trade: Trade) -> OrderResult | None:
        """None when the order may leave; else why it didn't."""
        plan = trade.plan
        if plan.kind is not IntentKind.OPEN or plan.leverage is None or self._is_known(account, trade):
            return None
        try:
            if plan.margin_mode is not None:
                await connection.set_margin_mode(plan.symbol, plan.margin_mode)
            await connection.set_leverage(plan.symbol, plan.leverage)
        except ExchangeError as error:
            return not_sent(trade, error)
        self._remember(account, trade, plan.leverage)
        return None

    def _is_known(self, account: Account, trade: Trade) -> bool:
        known = self._known.get((account.id, account.mode, trade.plan.symbol))
        if known is None:
            return False
        leverage, mode, at = known
        wanted = (trade.plan.leverage, trade.plan.margin_mode)
        return (leverage, mode) == wanted and self._clock.now() - at < KNOWN_FOR

    def _remember(self, account: Account, trade: Trade, leverage: int) -> None:
        place = (account.id, account.mode, trade.plan.symbol)
        self._known[place] = (leverage, trade.plan.margin_mode, self._clock.now())
        while len(self._known) > self._remembered:
            self._known.popitem(last=False)


def not_sent(trade: Trade, error: ExchangeError) -> OrderResult:
    """A definite no to the setting is a definite no to the entry; an exchange that is away may be asked again."""
    match error:
        case CredentialsRejected():
            outcome = Outcome.AUTH
        case ExchangeRefused():
            outcome = Outcome.REJECTED
        case _:
            outcome = Outcome.NOT_SENT
    return OrderResult(
        outcome=outcome, client_order_id=trade.client_order_id, code=error.code, message=f"leverage: {error}"
    )
