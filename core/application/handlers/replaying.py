"""Answers what a leader's last days would have brought under somebody's rules and money. Sends and stores nothing.

Works in slices of some milliseconds between which everything else has its turn, orders first.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from core.application.breathing import Bites, Breathe
from core.application.leader_past import LeaderPast, LeaderPasts
from core.application.past_prices import Candles, Hours, PastPrices, are_whole
from core.application.ports import Clock, ExchangeDirectory, MarketBoard, WalletBoard
from core.application.read_model import LeaderRecord, ReadModel
from core.application.replay_queries import (
    EnoughView,
    FindEnoughBalanceQuery,
    PastView,
    ReadLeaderPastQuery,
    ReplayFollowQuery,
    ReplayView,
)
from core.application.replay_showing import past_view, replay_view
from core.application.replaying import Moment, Replay
from core.domain.account import Account, AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, ExchangeError, NotFound, NotPossibleNow, StorageError
from core.domain.follow import Follow, FollowMode
from core.domain.leader import CopyIntent
from core.domain.replay_account import QUOTE, Assumptions, Means
from core.domain.replay_figures import LARGEST, misses_allowed, smallest_enough
from core.domain.sizing import Sizing
from core.domain.values import ZERO, FollowId, MarketKind

LONGEST_DAYS = 90
SLICE = 10
"""Events replayed between two breaths."""

REPLAYED = FollowId("replayed")

T = TypeVar("T")


Question = ReplayFollowQuery | FindEnoughBalanceQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Whose past, on which account, by which rules."""

    record: LeaderRecord
    account: Account
    rules: CopyRules
    past: LeaderPast
    slippage: Decimal


class ReplayHandlers:
    """Every question is bound to an account of the asker."""

    def __init__(
        self,
        reads: ReadModel,
        pasts: LeaderPasts,
        prices: PastPrices,
        *,
        directory: ExchangeDirectory,
        board: MarketBoard,
        wallets: WalletBoard,
        clock: Clock,
        breathe: Breathe,
    ) -> None:
        self._reads, self._pasts, self._prices, self._directory = reads, pasts, prices, directory
        self._board, self._wallets, self._clock, self._breathe = board, wallets, clock, breathe
        self._turn = asyncio.Lock()  # however many ask, the loop has one replay to carry at a time

    async def read(self, query: ReadLeaderPastQuery) -> PastView:
        return past_view(await self._past(await self._leader(query), query.days))

    async def replay(self, query: ReplayFollowQuery) -> ReplayView:
        scene = await self._scene(query)
        replay = self._begin(scene, await self._means(scene.account))
        candles = await self._prices.of(scene.account.exchange, scene.past)
        async with self._turn:
            return await self._replayed(scene, replay, candles)

    async def _replayed(self, scene: Scene, replay: Replay, candles: Candles) -> ReplayView:
        hours, bites = Hours(candles), Bites(self._breathe, SLICE)
        moments = [Moment(scene.past.begins_at, replay.began_with)]
        for intent in scene.past.intents:
            moments += await self._pass(replay, hours, intent.occurred_at, bites)
            replay.take(intent)
            moments.append(replay.moment(intent.occurred_at))
            await bites.swallow()
        now = self._clock.now()
        moments += await self._pass(replay, hours, now, bites)
        replay.end(self._board, now)
        moments.append(replay.moment(now))
        return replace(
            replay_view(scene.past, replay, moments),
            has_prices=are_whole(candles, scene.past),
            has_todays_equity=scene.past.has_todays_equity and scene.rules.sizing is Sizing.EQUITY_PROPORTIONAL,
        )

    @staticmethod
    async def _pass(replay: Replay, hours: Hours, at: datetime, bites: Bites) -> Sequence[Moment]:
        """The hours before the next event, where anything is open."""
        moments: list[Moment] = []
        for symbol, candle in hours.until(at):
            if replay.holds(symbol):
                replay.live_through(symbol, candle)
                moments.append(replay.moment(candle.ends_at))
            await bites.swallow()
        return moments

    async def find_enough(self, query: FindEnoughBalanceQuery) -> EnoughView:
        """With any money first: what no balance copies, none is asked to."""
        scene = await self._scene(query)
        async with self._turn:
            return await self._enough(scene)

    async def _enough(self, scene: Scene) -> EnoughView:
        at_best = self._begin(scene, Means.of(LARGEST))
        await self._play(at_best, scene.past.intents)
        own = await self._means(scene.account)
        first = sum((balance.total for balance in own.balances.values()), ZERO)
        search = smallest_enough(first)
        copied, found = at_best.tally.copied, None
        try:
            balance = next(search)
            while copied:
                balance = search.send(await self._is_enough(scene, balance, at_best=copied))
        except StopIteration as ended:
            found = ended.value
        skips = at_best.tally.skips.most_common(1)
        return EnoughView(
            balance=found,
            entries=at_best.tally.entries,
            copied_at_best=copied,
            reason=skips[0][0] if skips else "",
        )

    async def _is_enough(self, scene: Scene, balance: Decimal, *, at_best: int) -> bool:
        """Given up as soon as it misses too many."""
        replay = self._begin(scene, Means.of(balance))
        never = len([1 for leg in scene.past.intents if leg.kind.adds_exposure]) - at_best
        most = max(never, 0) + misses_allowed(at_best)
        for batch in batches(scene.past.intents, SLICE):
            for intent in batch:
                replay.take(intent)
            if replay.tally.missed > most:
                return False
            await self._breathe()
        return True

    async def _play(self, replay: Replay, intents: Sequence[CopyIntent]) -> None:
        for batch in batches(intents, SLICE):
            for intent in batch:
                replay.take(intent)
            await self._breathe()

    def _begin(self, scene: Scene, means: Means) -> Replay:
        leader, account = scene.record.leader, scene.account
        follow = Follow(
            REPLAYED,
            follower_id=account.follower_id,
            leader_id=leader.id,
            account_id=account.id,
            rules=scene.rules,
            mode=FollowMode.AUTO,
            started_at=scene.past.begins_at,
        )
        assumptions = Assumptions(slippage=scene.slippage, spot_fee_in_coin=account.mode is AccountMode.LIVE)
        return Replay(follow, account, means=means, board=self._board, assumptions=assumptions)

    async def _scene(self, query: Question) -> Scene:
        record = await self._leader(query)
        accounts = {account.id: account for account, _ in await self._reads.accounts(query.actor)}
        account = accounts.get(query.account_id)
        if account is None:
            raise NotFound("account-unknown")
        past = await self._past(record, query.days)
        return Scene(record=record, account=account, rules=query.rules, past=past, slippage=query.slippage)

    async def _leader(self, query: Question | ReadLeaderPastQuery) -> LeaderRecord:
        record = await self._reads.leader(query.leader_id)
        if record is None:
            raise NotFound("leader-unknown")
        return record

    async def _past(self, record: LeaderRecord, days: int) -> LeaderPast:
        if not 0 < days <= LONGEST_DAYS:
            raise BadInput("out-of-range", field="days", low=1, high=LONGEST_DAYS)
        return await self._pasts.of(record, days)

    async def _means(self, account: Account) -> Means:
        """The account's money as it is now; what is bound elsewhere stays bound."""
        known = {kind: self._wallets.balance(account.id, kind, QUOTE) for kind in MarketKind}
        balances = {kind: balance for kind, balance in known.items() if balance is not None}
        if not balances:
            raise NotPossibleNow("balance-unknown")
        try:
            shares = (await self._directory.connection(account)).shares_wallet
        except (ExchangeError, NotFound, StorageError):
            raise NotPossibleNow("balance-unknown") from None
        return Means(balances=balances, shares_wallet=shares)


def batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
