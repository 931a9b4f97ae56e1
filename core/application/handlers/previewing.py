"""A worked example of copy rules in money, before anybody confirms: the same rules, asked without sending."""

import asyncio
from datetime import datetime
from decimal import Decimal

from core.application.ports import Clock, MarketBoard, WalletBoard
from core.application.queries import PreviewFollowQuery
from core.application.read_model import ReadModel
from core.application.views import PreviewView
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotFound, NotPossibleNow
from core.domain.leader import CopyIntent, IntentKind
from core.domain.market import Market
from core.domain.sizing import example_cost
from core.domain.values import AccountId, Balance, Exchange, LeaderId, PositionSide, Symbol
from core.domain.verdict import CopyContext, CopyOrder, Skip

EXAMPLE_SYMBOL = Symbol(base="BTC", quote="USDT", settle="USDT")
QUOTE_LOOKS = 16
WALLET_LOOKS = 8
BETWEEN_LOOKS_SECONDS = 0.25


class PreviewFollowHandler:
    """The leader opens a position in BTC: this is what I would do."""

    def __init__(
        self,
        reads: ReadModel,
        *,
        board: MarketBoard,
        wallets: WalletBoard,
        clock: Clock,
        pause_seconds: float = BETWEEN_LOOKS_SECONDS,
    ) -> None:
        self._reads, self._board, self._wallets, self._clock = reads, board, wallets, clock
        self._pause_seconds = pause_seconds

    async def __call__(self, query: PreviewFollowQuery) -> PreviewView:
        record = await self._reads.leader(query.leader_id)
        if record is None:
            raise NotFound("leader-unknown")
        accounts = {account.id: account for account, _ in await self._reads.accounts(query.actor)}
        account = accounts.get(query.account_id)
        if account is None:
            raise NotFound("account-unknown")
        market, price = await self._quote(account.exchange)
        balance = await self._balance(account.id)
        now = self._clock.now()
        intent = example_intent(query.leader_id, market, price, equity=record.leader.equity, at=now)
        context = CopyContext(now=now, balance=balance)
        verdict = query.rules.decide(intent, context, market=market, price=price)
        return preview(query.rules, intent, market, price=price, balance=balance, verdict=verdict)

    async def _balance(self, account_id: AccountId) -> Balance | None:
        """A new account's wallet is read in a moment; one that can't be read is no reason to wait for long."""
        for _ in range(WALLET_LOOKS):
            found = self._wallets.balance(account_id, EXAMPLE_SYMBOL.kind, EXAMPLE_SYMBOL.settle)
            if found is not None:
                return found
            await asyncio.sleep(self._pause_seconds)
        return None

    async def _quote(self, exchange: Exchange) -> tuple[Market, Decimal]:
        """An exchange linked a moment ago has its first prices in a moment: nobody hurries here."""
        for _ in range(QUOTE_LOOKS):
            market = self._board.market(exchange, EXAMPLE_SYMBOL)
            price = self._board.price(exchange, EXAMPLE_SYMBOL)
            if market is not None and price is not None:
                return market, price
            await asyncio.sleep(self._pause_seconds)
        raise NotPossibleNow("no-price", symbol=EXAMPLE_SYMBOL)


def example_intent(
    leader_id: LeaderId, market: Market, price: Decimal, *, equity: Decimal | None, at: datetime
) -> CopyIntent:
    amount = max(market.amount_for(example_cost(equity), price), market.amount_step)
    return CopyIntent(
        kind=IntentKind.OPEN,
        event_key="example",
        leader_id=leader_id,
        symbol=market.symbol,
        position_side=PositionSide.LONG,
        amount=amount,
        price=price,
        occurred_at=at,
        equity=equity,
    )


def preview(
    rules: CopyRules,
    intent: CopyIntent,
    market: Market,
    *,
    price: Decimal,
    balance: Balance | None,
    verdict: CopyOrder | Skip,
) -> PreviewView:
    order = verdict if isinstance(verdict, CopyOrder) else None
    skip = verdict if isinstance(verdict, Skip) else None
    cost = None if order is None else market.cost(order.amount, price)
    return PreviewView(
        symbol=market.symbol,
        leader_cost=market.cost(intent.amount, price),
        price=price,
        amount=None if order is None else order.amount,
        cost=cost,
        margin=None if order is None else order.reserve,
        leverage=rules.leverage_for(intent, market),
        equity=None if balance is None else balance.total,
        skip_reason="" if skip is None else skip.reason,
        skip_numbers={} if skip is None else skip.numbers,
        max_loss=None if order is None else rules.planned_loss(order.amount, price),
    )
