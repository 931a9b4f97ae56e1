"""What was missed while nobody listened: closes always, entries only if fresh and still held, one message about it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.application.commands import ObserveLeaderCommand, PauseFollowCommand, ResumeFollowCommand
from core.application.counting import Counting
from core.application.leader_commands import (
    CheckLeaderCommand,
    FeedState,
    LeaderCheck,
    LoseLeaderCommand,
    LossCause,
    TellLeaderFeedCommand,
)
from core.application.ports import AccountFill
from core.domain.copy_rules import CopyRules
from core.domain.errors import ExchangeUnavailable
from core.domain.events import (
    CopySkippedEvent,
    LeaderFeedBackEvent,
    LeaderFeedStaleEvent,
    LeaderForcedEvent,
    LeaderGapEvent,
    LeaderLostEvent,
    LeaderTermsChangedEvent,
    PositionClosedEvent,
)
from core.domain.follow import FollowStatus
from core.domain.leader_fill import LeaderFill
from core.domain.snapshot import Look
from core.domain.values import ZERO, PositionSide, Side, Symbol
from tests.application.steps import follow_with
from tests.application.world import LEVS, THE_LEADER, World
from tests.builders import ANN, BTC, ETH, a_follow, d

BUY, SELL = Side.BUY, Side.SELL


def late(world: World, side: Side, amount: str, *, symbol: Symbol = BTC, ago: float = 0) -> LeaderFill:
    """Read by REST after a gap."""
    return replace(world.fill(side, amount, symbol), at=world.clock.now() - timedelta(seconds=ago), is_late=True)


def listed(fill: LeaderFill) -> AccountFill:
    """As the leader's exchange lists it."""
    return AccountFill(
        fill_id=fill.fill_id.rpartition(":")[2],
        symbol=fill.symbol,
        side=fill.side,
        amount=fill.amount,
        price=fill.price,
        at=fill.at,
        exchange_order_id=fill.order_id,
    )


def heard(fill: LeaderFill, **changes: object) -> LeaderFill:
    """With the id that a listed fill has."""
    return replace(fill, fill_id=f"{fill.symbol}:{fill.fill_id}", **changes)  # type: ignore[arg-type]


async def leader_holds(world: World, symbol: Symbol = BTC) -> object:
    async with world.db.units() as unit:
        return (await unit.leaders.get(THE_LEADER)).holds(symbol)


def exchange_shows(world: World, amount: str, symbol: Symbol = BTC) -> None:
    world.venue(LEVS).positions[(symbol, PositionSide.LONG)] = d(amount)


async def check(world: World) -> LeaderCheck:
    return await world.do(CheckLeaderCommand(leader_id=THE_LEADER))


def missed(world: World) -> Sequence[tuple[int, int, int]]:
    return [(news.skipped, news.entered, news.closed) for news in world.told(LeaderGapEvent)]


@pytest.mark.parametrize("gap_seconds", [1, 10 * 60, 24 * 3600])
async def test_a_gap_closes_always_and_enters_only_fresh(world: World, gap_seconds: float) -> None:
    await world.leader_trades(BUY, "1")
    await world.wait(gap_seconds)
    await world.leader_fills(
        late(world, BUY, "1", symbol=ETH, ago=gap_seconds),
        late(world, SELL, "1", ago=gap_seconds / 2),
    )
    assert world.venue().amount(BTC) == 0
    is_fresh = gap_seconds <= 30
    assert (world.venue().amount(ETH) > 0) is is_fresh
    assert missed(world) == ([] if is_fresh else [(1, 0, 1)])
    assert world.told(CopySkippedEvent) == []


async def test_an_entry_the_leader_has_left_is_not_copied(world: World) -> None:
    """In and out again within one second of a gap: the round trip would only cost fees."""
    await world.wait(10)
    await world.leader_fills(late(world, BUY, "1", ago=2), late(world, SELL, "1", ago=1))
    assert world.venue().posts == []
    assert missed(world) == [(1, 0, 0)]


async def test_a_gap_may_turn_a_position_round(world: World) -> None:
    await world.leader_trades(BUY, "1")
    await world.wait(10)
    await world.leader_fills(late(world, SELL, "2", ago=2), late(world, BUY, "1", ago=1))
    await world.resume()
    assert [post.reduce_only for post in world.venue().posts] == [False, True]
    assert missed(world) == [(1, 0, 1)]


async def test_a_counted_gap_survives_a_crash(world: World) -> None:
    """Killed between the count and the copies: resumed, entries judged by the leader's present holding."""
    await world.leader_trades(BUY, "1")
    await world.wait(100)
    fills = [late(world, BUY, "1", symbol=ETH, ago=90), late(world, SELL, "1", ago=50)]
    async with world.db.units() as unit:
        leader = await unit.leaders.get(THE_LEADER)
        intents = [leader.interpret([fill], world.clock.now()) for fill in fills]
        keys = frozenset(intent.event_key for intent in intents if intent)
        for intent in intents:
            assert intent is not None
            last = intent is intents[-1]
            unit.leader_events.begin(replace(intent, is_late=True, late_with=keys if last else frozenset()))
        await unit.commit()
    world.restart()
    await world.refresh()
    assert await world.resume() == 2
    await world.resume()
    assert (world.venue().amount(BTC), missed(world)) == (ZERO, [(1, 0, 1)])


async def test_a_close_before_its_open_opens_nothing(world: World) -> None:
    """The stream brought the close first; REST knows the open."""
    opened = world.fill(BUY, "1")
    world.clock.move(1)
    closed = world.fill(SELL, "1")
    world.venue(LEVS).fills = [listed(opened), listed(closed)]
    await world.leader_fills(heard(closed, reduces=True))
    await world.leader_fills(heard(opened))
    assert world.venue().posts == []
    assert await leader_holds(world) == 0


async def test_a_close_whose_open_nobody_lists_is_settled_by_a_look(world: World) -> None:
    """The late open comes when the leader is long flat: it must not be entered."""
    opened = world.fill(BUY, "1")
    world.clock.move(1)
    await world.leader_fills(replace(world.fill(SELL, "1"), reduces=True))
    await world.leader_fills(opened)
    assert world.venue().posts == []
    assert await leader_holds(world) == 0


async def test_a_close_that_cannot_be_looked_at_still_closes(world: World) -> None:
    await world.leader_trades(BUY, "1")
    world.venue(LEVS).reads_fail = ExchangeUnavailable("away")
    await world.leader_fills(replace(world.fill(SELL, "2"), reduces=True))
    assert world.venue().amount(BTC) == 0


async def test_a_close_nobody_told_of_is_found(world: World) -> None:
    """Liquidated while the stream was deaf, or further back than the exchange lists."""
    await world.leader_trades(BUY, "1")
    assert await check(world) is LeaderCheck.DIFFERS
    assert world.venue().amount(BTC) > 0
    await world.wait(20)
    assert await check(world) is LeaderCheck.CORRECTED
    assert world.venue().amount(BTC) == 0
    assert world.told(PositionClosedEvent)[0].cause == "leader"
    assert await check(world) is LeaderCheck.AGREES


async def test_a_reduction_nobody_told_of_is_matched(world: World) -> None:
    await follow_with(world, CopyRules(size=d(6000)))
    await world.leader_trades(BUY, "1")
    mine = world.venue().amount(BTC)
    exchange_shows(world, "0.25")
    await check(world)
    await world.wait(20)
    await check(world)
    assert mine / 4 <= world.venue().amount(BTC) + d("0.001") < mine / 2


async def test_exposure_nobody_told_of_is_not_adopted(world: World) -> None:
    exchange_shows(world, "2")
    await check(world)
    await world.wait(20)
    assert await check(world) is LeaderCheck.CORRECTED
    assert world.venue().posts == []
    assert await leader_holds(world) == 2
    exchange_shows(world, "0")
    await world.leader_trades(SELL, "2")
    assert world.venue().posts == []


async def test_a_difference_that_moves_is_no_proof(world: World) -> None:
    """Between two looks the leader traded: the exchange and the stream are just not at the same moment."""
    await world.leader_trades(BUY, "1")
    await check(world)
    await world.wait(20)
    await world.leader_trades(BUY, "1")
    assert await check(world) is LeaderCheck.DIFFERS
    exchange_shows(world, "2")
    await world.wait(20)
    assert await check(world) is LeaderCheck.AGREES
    assert world.venue().amount(BTC) > 0


async def test_two_looks_in_a_hurry_are_one(world: World) -> None:
    await world.leader_trades(BUY, "1")
    for _ in range(3):
        assert await check(world) is LeaderCheck.DIFFERS
    assert world.venue().amount(BTC) > 0


async def test_a_symbol_without_a_price_waits(world: World) -> None:
    await world.leader_trades(BUY, "1")
    await check(world)
    world.clock.move(3600)
    assert await check(world) is LeaderCheck.DIFFERS


async def test_silence_and_its_end_are_told_once(world: World) -> None:
    since = world.clock.now()
    for state in (FeedState.STALE, FeedState.STALE, FeedState.BACK, FeedState.BACK):
        await world.do(TellLeaderFeedCommand(leader_id=THE_LEADER, state=state, since=since))
    assert [news.since for news in world.told(LeaderFeedStaleEvent)] == [since]
    assert len(world.told(LeaderFeedBackEvent)) == 1


async def test_a_lost_leader_leaves_follows_that_only_close(world: World) -> None:
    await world.leader_trades(BUY, "1")
    assert await lose(world) == 1
    assert await lose(world) == 0
    [news] = world.told(LeaderLostEvent)
    assert (news.cause, news.open_positions, await status(world)) == ("rejected", 1, FollowStatus.CLOSE_ONLY)
    await world.leader_trades(SELL, "1")
    assert world.venue().amount(BTC) == 0


async def test_a_leader_lost_again_is_told_again(world: World) -> None:
    await lose(world)
    await world.do(ResumeFollowCommand(actor=ANN, follow_id=a_follow().id))
    assert await lose(world) == 1
    assert len(world.told(LeaderLostEvent)) == 2


async def test_a_paused_follow_is_asked_too(world: World) -> None:
    await world.do(PauseFollowCommand(actor=ANN, follow_id=a_follow().id))
    assert await lose(world) == 1
    assert await status(world) is FollowStatus.CLOSE_ONLY


async def test_another_leverage_is_noted_and_not_followed(world: World) -> None:
    await follow_with(world, CopyRules(leverage=5))
    exchange_shows(world, "1")
    for leverage in (10, 10, 50):
        world.venue(LEVS).leverages[BTC] = leverage
        await world.do(ObserveLeaderCommand(leader_id=THE_LEADER))
    assert [(news.before, news.after) for news in world.told(LeaderTermsChangedEvent)] == [(10, 50)]
    await world.leader_trades(BUY, "1")
    assert (await world.position()).owner.leverage == 5


async def lose(world: World) -> int:
    return await world.do(LoseLeaderCommand(leader_id=THE_LEADER, cause=LossCause.REJECTED))


async def status(world: World) -> FollowStatus:
    async with world.db.units() as unit:
        return (await unit.follows.get(a_follow().id)).status


async def test_a_liquidated_leader_takes_his_followers_out(world: World) -> None:
    await world.leader_trades(BUY, "1")
    await world.leader_fills(replace(world.fill(SELL, "1"), liquidation="liquidation", reduces=True))
    assert world.venue().amount(BTC) == 0
    assert [(news.symbol, news.cause) for news in world.told(LeaderForcedEvent)] == [(BTC, "liquidation")]


async def test_a_look_older_than_the_ledger_corrects_nothing(world: World) -> None:
    """While the check waited for its turn, the leader's fill was counted."""
    counting = Counting(world.db.units, world.directory, clock=world.clock)
    stale = Look(booked={}, found={}, at=world.clock.now())
    await world.leader_trades(BUY, "1")
    assert await counting.follow(THE_LEADER, stale, {BTC: d(60000)}) == []
    assert await leader_holds(world) == 1
