"""A leader's past under one's own rules, before following: bound to its asker, honest about what isn't known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from core.application.handlers.replaying import ReplayHandlers
from core.application.leader_past import LeaderArchive, LeaderPasts, PastSource
from core.application.past_prices import PastPrices
from core.application.read_model import LeaderRecord
from core.application.replay_queries import FindEnoughBalanceQuery, ReadLeaderPastQuery, ReplayFollowQuery, ReplayView
from core.domain.account import Account
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable
from core.domain.leader import CopyIntent
from core.domain.leader_fill import LeaderFill
from core.domain.replay_account import Assumptions, Means, PastCandle, ReplayAccount
from core.domain.sizing import Sizing
from core.domain.values import Exchange, Side, Symbol
from core.domain.verdict import CopyOrder
from tests.application.replays import a_replay
from tests.application.steps import follow_with
from tests.application.world import ANNS, LEVS, THE_LEADER, World
from tests.builders import ANN, BO, BTC, NOON, a_fill, a_market, d

QUERY = ReplayFollowQuery(
    actor=ANN, leader_id=THE_LEADER, account_id=ANNS, rules=CopyRules(size=d(600)), days=30, slippage=d(0)
)


class Archive:
    """Implements the archive of exchanges; counts how often fills were asked for."""

    def __init__(self, *fills: LeaderFill, fails: Exception | None = None, hours: Sequence[PastCandle] = ()) -> None:
        self._fills, self._fails, self._hours, self.asked = fills, fails, hours, 0

    async def candles(self, exchange: Exchange, symbol: Symbol, since: datetime) -> Sequence[PastCandle]:
        return self._hours

    async def fills(self, account: Account, since: object, symbols: Sequence[Symbol]) -> Sequence[LeaderFill]:
        self.asked += 1
        if self._fails is not None:
            raise self._fails
        return self._fills


class Breaths:
    def __init__(self) -> None:
        self.taken = 0

    async def __call__(self) -> None:
        self.taken += 1


def pasts(world: World, archive: LeaderArchive | None = None, breaths: Breaths | None = None) -> LeaderPasts:
    return LeaderPasts(world.db.read_model, archive, clock=world.clock, breathe=breaths or Breaths())


async def a_past(world: World) -> None:
    """Two round trips: one won, one lost; an addition in the first."""
    for side, amount, price in (
        (Side.BUY, "1", "60000"),
        (Side.BUY, "1", "61000"),
        (Side.SELL, "2", "63000"),
        (Side.SELL, "1", "63000"),
        (Side.BUY, "1", "64000"),
    ):
        await world.wait(3600, BTC=price)
        await world.leader_trades(side, amount)


async def test_a_preview_tells_what_would_have_been(world: World) -> None:
    await a_past(world)
    view = await world.do(QUERY)
    assert (view.entries, view.copied, view.skips) == (3, 3, [])
    assert (view.closed, view.won, view.open_positions) == (2, 1, 0)
    assert view.worst is not None
    assert (view.worst.symbol, view.worst.pnl < 0) == (BTC, True)
    assert view.pnl == view.points[-1].equity - view.began_with
    assert (view.past.source, view.past.begins_at) == (PastSource.BOOK, NOON)


async def test_what_is_open_counts_at_todays_price(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    before = await world.do(QUERY)
    await world.wait(60, BTC="66000")
    after = await world.do(QUERY)
    assert after.pnl - before.pnl == d("0.01") * d(6000) - d("0.001") * d(6000)


async def test_a_preview_is_bound_to_its_asker(world: World) -> None:
    assert await world.refusal(replace(QUERY, account_id=LEVS)) == "account-unknown"
    assert await world.refusal(replace(QUERY, actor=BO)) == "account-unknown"
    assert await world.refusal(replace(QUERY, leader_id=type(THE_LEADER)("nobody"))) == "leader-unknown"
    assert await world.refusal(replace(QUERY, days=91)) == "out-of-range"
    query = FindEnoughBalanceQuery(actor=BO, leader_id=THE_LEADER, account_id=ANNS, rules=CopyRules(), days=7)
    assert await world.refusal(query) == "account-unknown"


async def test_without_a_balance_nothing_is_invented(world: World) -> None:
    world.restart()
    await world.refresh_board()
    assert await world.refusal(QUERY) == "balance-unknown"


async def test_without_any_past_there_is_nothing_to_show(world: World) -> None:
    view = await world.do(QUERY)
    assert (view.past.events, view.entries) == (0, 0)
    assert not view.pnl
    assert await world.do(ReadLeaderPastQuery(actor=ANN, leader_id=THE_LEADER, days=7)) == view.past


async def test_the_smallest_balance_copies_nearly_everything(world: World) -> None:
    await a_past(world)
    rules = CopyRules(sizing=Sizing.EQUITY_PERCENT, size=d("0.1"))
    question = FindEnoughBalanceQuery(
        actor=ANN, leader_id=THE_LEADER, account_id=ANNS, rules=rules, days=30, slippage=d(0)
    )
    enough = await world.do(question)
    assert enough.balance is not None
    intents = (await pasts(world).of(await record_of(world), 30)).intents
    assert missed(rules, intents, enough.balance) <= 0
    assert missed(rules, intents, enough.balance / 2) > 0


async def test_what_no_balance_copies_is_told_with_its_reason(world: World) -> None:
    await a_past(world)
    rules = CopyRules(allowed=frozenset({"ETH"}))
    question = FindEnoughBalanceQuery(actor=ANN, leader_id=THE_LEADER, account_id=ANNS, rules=rules, days=30)
    enough = await world.do(question)
    assert (enough.balance, enough.copied_at_best, enough.reason) == (None, 0, "symbol_not_allowed")


async def test_an_older_past_is_read_from_the_exchange_once(world: World) -> None:
    """What he held before is today's less all that was filled since."""
    archive = Archive(
        past_fill(Side.SELL, "0.5", hours=-40),
        past_fill(Side.SELL, "0.5", hours=-30),
        past_fill(Side.BUY, "0.2", hours=-20),
    )
    read = pasts(world, archive)
    past = await read.of(await record_of(world), 7)
    assert [str(intent.kind) for intent in past.intents] == ["reduce", "flip", "close"]
    assert past.intents[0].fraction == d("0.625")
    assert (past.source, past.begins_at) == (PastSource.EXCHANGE, NOON - timedelta(days=7))
    assert await read.of(await record_of(world), 7) is past
    assert archive.asked == 1


async def test_a_silent_exchange_leaves_what_the_book_knows(world: World) -> None:
    await a_past(world)
    archive = Archive(fails=ExchangeUnavailable("away"))
    past = await pasts(world, archive).of(await record_of(world), 30)
    assert (past.source, past.begins_at, len(past.intents)) == (PastSource.BOOK, NOON, 5)
    assert past.is_fresh(past.read_at + timedelta(seconds=59))
    assert not past.is_fresh(past.read_at + timedelta(seconds=61))


async def test_a_stop_between_two_trades_is_hit(world: World) -> None:
    """The bad end of an hour comes first; an hour that began before the entry says nothing."""
    query = replace(QUERY, rules=CopyRules(size=d(600), stop_loss=d("0.02"), take_profit=d("0.03")))
    await world.leader_trades(Side.BUY, "1")
    await world.wait(3 * 3600)
    hours = [an_hour(-0.5, "50000", "70000"), an_hour(1, "58900", "60000"), an_hour(2, "58000", "62000")]
    view = await replayed_with(world, hours, query)
    assert (view.stopped_out, view.closed, view.won, view.has_prices) == (1, 1, 0, True)
    assert view.pnl < d("0.009") * d(-1190)
    assert view.points[-1].equity == view.began_with + view.pnl
    unknown = await replayed_with(world, [], query)
    assert (unknown.stopped_out, unknown.open_positions, unknown.has_prices) == (0, 1, False)


def an_hour(after_hours: float, low: str, high: str) -> PastCandle:
    begins_at = NOON + timedelta(hours=after_hours)
    ends_at = begins_at + timedelta(hours=1)
    return PastCandle(begins_at=begins_at, ends_at=ends_at, low=d(low), high=d(high), close=d(60000))


async def replayed_with(world: World, hours: Sequence[PastCandle], query: ReplayFollowQuery) -> ReplayView:
    archive = Archive(fails=ExchangeUnavailable("away"), hours=hours)
    handlers = handlers_of(world, pasts(world, archive), archive, Breaths())
    return await handlers.replay(query)


async def test_slippage_foreseen_is_slippage_paid(world: World) -> None:
    """Live, the market has moved against the follower by just that much when his copy arrives."""
    assumed = Assumptions(slippage=d("0.001"), spot_fee_in_coin=True)
    rules = CopyRules(size=d(700), leverage=10)
    await follow_with(world, rules)
    for side, amount, price in (
        (Side.BUY, "1", "60001.3"),
        (Side.SELL, "0.4", "60777.7"),
        (Side.SELL, "1.2", "59012.9"),
    ):
        paid = ReplayAccount(Means.of(d(1)), assumed).price_paid(a_market(), d(price), side)
        await world.wait(60, BTC=str(paid))
        await world.leader_fills(replace(world.fill(side, amount), price=d(price)))
    intents = (await pasts(world).of(await record_of(world), 30)).intents
    replay = a_replay(rules, (), d(10000), assumed)
    legs = [leg for intent in intents for leg in replay.take(intent)]
    foreseen = [(leg.verdict.amount, leg.price) for leg in legs if isinstance(leg.verdict, CopyOrder)]
    executions = [trade.execution for trade in await world.trades()]
    assert foreseen == [(it.filled, it.average_price) for it in executions if it is not None]
    assert len(foreseen) == 4


async def test_a_long_replay_leaves_the_loop_to_others(world: World) -> None:
    fills = [past_fill(side, "1", hours=-100 + number / 10) for number, side in enumerate([Side.BUY, Side.SELL] * 50)]
    breaths, archive = Breaths(), Archive(*fills)
    handlers = handlers_of(world, pasts(world, archive), archive, breaths)
    view = await handlers.replay(QUERY)
    assert (view.entries, view.copied) == (50, 50)
    assert breaths.taken >= 10


async def test_a_long_past_leaves_the_loop_to_others(world: World) -> None:
    fills = [past_fill(side, "1", hours=-100 + number / 10) for number, side in enumerate([Side.BUY, Side.SELL] * 50)]
    breaths = Breaths()
    await pasts(world, Archive(*fills), breaths).of(await record_of(world), 30)
    assert breaths.taken >= 20


def past_fill(side: Side, amount: str, *, hours: float) -> LeaderFill:
    at = NOON + timedelta(hours=hours)
    return a_fill(side, amount, order_id=f"old{hours}", fill_id=f"old{hours}", at=at)


async def record_of(world: World) -> LeaderRecord:
    record = await world.db.read_model.leader(THE_LEADER)
    assert record is not None
    return record


def missed(rules: CopyRules, intents: Sequence[CopyIntent], balance: Decimal) -> int:
    return a_replay(rules, intents, balance).tally.missed


def handlers_of(world: World, past: LeaderPasts, archive: Archive, breaths: Breaths) -> ReplayHandlers:
    return ReplayHandlers(
        world.db.read_model,
        past,
        PastPrices(archive, world.clock),
        directory=world.directory,
        board=world.board,
        wallets=world.wallets,
        clock=world.clock,
        breathe=breaths,
    )
