"""What the screens are told: own things with today's figures, nothing of strangers, worked examples before a yes."""

import asyncio
from datetime import timedelta

import pytest

from core.application.bus import MessageBus
from core.application.commands import ClosePositionCommand, StopFollowCommand
from core.application.handlers.previewing import PreviewFollowHandler
from core.application.ports import StreamHealth
from core.application.queries import (
    GetAdminQuery,
    GetFollowQuery,
    GetHomeQuery,
    GetLeaderQuery,
    GetPnlQuery,
    GetPositionQuery,
    GetTradeQuery,
    ListAccountsQuery,
    ListHistoryQuery,
    ListLeadersQuery,
    ListPositionsQuery,
    PreviewFollowQuery,
    PreviewStopQuery,
)
from core.application.views import PnlPeriod, PreviewView
from core.domain.account import AccountMode
from core.domain.copy_rules import CopyRules
from core.domain.errors import NotAllowed, NotPossibleNow
from core.domain.exposure import PositionStatus
from core.domain.follow import StopChoice
from core.domain.values import FollowerId, FollowId, LeaderId, PositionId, Side, TradeId
from tests.application.mishaps import Fault
from tests.application.steps import opened
from tests.application.world import ANNS, THE_LEADER, World
from tests.builders import ANN, BO, BTC, ETH, LEV, NOON, OLENA, a_follow, d


async def test_home_sums_up(world: World) -> None:
    await opened(world)
    home = await world.do(GetHomeQuery(actor=ANN))
    assert (home.live_equity, home.paper_equity) == (d(10_000), None)
    assert (home.open_positions, home.running_follows, home.accounts, home.leads) == (1, 1, 1, False)
    assert (await world.do(GetHomeQuery(actor=LEV))).leads


async def test_home_is_for_the_invited(world: World) -> None:
    with pytest.raises(NotAllowed, match="invite-needed"):
        await world.do(GetHomeQuery(actor=FollowerId(9)))


async def test_an_unread_wallet_is_no_equity(bare: World) -> None:
    home = await bare.do(GetHomeQuery(actor=ANN))
    assert (home.live_equity, home.paper_equity) == (None, None)


async def test_accounts_show_mode_and_equity(world: World) -> None:
    (view,) = await world.do(ListAccountsQuery(actor=ANN))
    assert (view.account_id, view.mode, view.equity, view.open_positions) == (ANNS, AccountMode.LIVE, d(10_000), 0)
    world.restart()
    (view,) = await world.do(ListAccountsQuery(actor=ANN))
    assert view.equity is None


async def test_leaders_are_shown_to_all(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    (view,) = await world.do(ListLeadersQuery(actor=ANN))
    assert (view.name, view.followers, view.holds, view.is_mine) == ("Lev", 1, {BTC: d(1)}, False)
    assert view.last_trade_at == NOON
    assert (await world.do(GetLeaderQuery(actor=LEV, leader_id=THE_LEADER))).is_mine


async def test_a_position_has_todays_figures(world: World) -> None:
    await opened(world)
    await world.wait(1, BTC="61000")
    (view,) = await world.do(ListPositionsQuery(actor=ANN))
    assert (view.price, view.unrealized_pnl) == (d(61000), d("0.099") * 1000)
    assert view.liquidation_price is not None
    world.clock.move(60)
    (view,) = await world.do(ListPositionsQuery(actor=ANN))
    assert (view.price, view.unrealized_pnl) == (None, None)


async def test_a_closed_position_needs_no_price(world: World) -> None:
    await opened(world)
    position = await world.position()
    await world.do(ClosePositionCommand(actor=ANN, position_id=position.id))
    view = await world.do(GetPositionQuery(actor=ANN, position_id=position.id))
    assert (view.status, view.price, view.exit_price) == (PositionStatus.CLOSED, None, d(60000))


async def test_a_trade_shows_deviation_and_delay(world: World) -> None:
    fill = world.fill(Side.BUY, "1")
    await world.wait(2, BTC="60060")
    await world.leader_fills(fill)
    trade = await world.trade()
    view = await world.do(GetTradeQuery(actor=ANN, trade_id=trade.id))
    assert (view.deviation, view.delay_seconds, view.filled) == (d("0.001"), d("2.0"), d("0.001"))
    assert (view.leader_name, view.confirmation) == ("Lev", None)


async def test_an_unsettled_trade_shows_no_execution(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    view = await world.do(GetTradeQuery(actor=ANN, trade_id=(await world.trade()).id))
    assert (view.filled, view.average_price, view.delay_seconds, view.deviation) == (d(0), None, None, None)


async def test_a_question_shows_its_deadline_and_price(asking: World) -> None:
    await asking.leader_trades(Side.BUY, "1")
    view = await asking.do(GetTradeQuery(actor=ANN, trade_id=(await asking.trade()).id))
    assert view.confirmation is not None
    assert view.confirmation.deadline == NOON + timedelta(seconds=120)
    assert view.confirmation.price == d(60000)


async def test_strangers_find_nothing(world: World) -> None:
    await opened(world)
    position, trade = await world.position(), await world.trade()
    for query, code in (
        (GetPositionQuery(actor=BO, position_id=position.id), "position-unknown"),
        (GetTradeQuery(actor=BO, trade_id=trade.id), "trade-unknown"),
        (GetFollowQuery(actor=BO, follow_id=a_follow().id), "follow-unknown"),
        (PreviewStopQuery(actor=BO, follow_id=a_follow().id), "follow-unknown"),
        (preview_query(actor=BO), "account-unknown"),
    ):
        assert await world.refusal(query) == code
    assert await world.do(ListPositionsQuery(actor=BO)) == []
    assert await world.do(ListHistoryQuery(actor=BO)) == []


async def test_what_isnt_there_isnt_found(world: World) -> None:
    for query, code in (
        (GetPositionQuery(actor=ANN, position_id=PositionId("none")), "position-unknown"),
        (GetTradeQuery(actor=ANN, trade_id=TradeId("none")), "trade-unknown"),
        (GetFollowQuery(actor=ANN, follow_id=FollowId("none")), "follow-unknown"),
        (GetLeaderQuery(actor=ANN, leader_id=LeaderId("none")), "leader-unknown"),
        (preview_query(leader_id=LeaderId("none")), "leader-unknown"),
    ):
        assert await world.refusal(query) == code


@pytest.mark.parametrize("period", list(PnlPeriod))
async def test_pnl_adds_up(world: World, period: PnlPeriod) -> None:
    for symbol in (BTC, ETH):
        await world.leader_trades(Side.BUY, "1", symbol=symbol)
    await world.wait(1, BTC="61000", ETH="2990")
    await world.leader_trades(Side.SELL, "1")
    await world.leader_trades(Side.SELL, "1", symbol=ETH)
    await world.leader_trades(Side.BUY, "1")
    pnl = await world.do(GetPnlQuery(actor=ANN, period=period))
    assert (pnl.closed, pnl.won, pnl.best) == (2, 1, d(1))
    assert pnl.realized_pnl == d(1) - d("0.033") * 10
    assert pnl.by_leader == [("Lev", pnl.realized_pnl)]
    assert pnl.unrealized_pnl == 0


async def test_pnl_of_nothing_is_nothing(world: World) -> None:
    pnl = await world.do(GetPnlQuery(actor=BO))
    assert (pnl.realized_pnl, pnl.closed, pnl.best, pnl.unrealized_pnl) == (d(0), 0, None, d(0))


async def test_history_has_trades_and_skips(world: World) -> None:
    await world.leader_trades(Side.BUY, "1")
    world.clock.move(60)
    await world.leader_trades(Side.BUY, "1")
    entries = await world.do(ListHistoryQuery(actor=ANN))
    assert [(entry.status, entry.reason) for entry in entries][-1][0] == "executed"
    assert entries[0].reason == "no_price"
    assert await world.do(ListHistoryQuery(actor=ANN, page=1)) == []


async def test_the_operator_sees_the_state(world: World) -> None:
    world.venue().faults.append(Fault.LOST)
    await world.leader_trades(Side.BUY, "1")
    view = await world.do(GetAdminQuery(actor=OLENA))
    assert (len(view.users), view.unresolved_trades, view.is_copying_paused) == (4, 1, False)
    assert view.undelivered_events > 0
    assert view.breakers == {"binance/open": "half_open"}
    assert not view.streams[0].is_connected
    world.health.of_leaders[THE_LEADER] = StreamHealth(is_connected=True, last_seen_at=NOON)
    view = await world.do(GetAdminQuery(actor=OLENA))
    assert (view.streams[0].is_connected, view.streams[0].last_seen_at) == (True, NOON)


@pytest.mark.parametrize("actor", [ANN, FollowerId(9)])
async def test_only_the_operator_sees_it(world: World, actor: FollowerId) -> None:
    with pytest.raises(NotAllowed, match="operator-only"):
        await world.do(GetAdminQuery(actor=actor))


async def test_a_stop_is_previewed(world: World) -> None:
    await opened(world)
    await world.wait(1, BTC="59000")
    view = await world.do(PreviewStopQuery(actor=ANN, follow_id=a_follow().id))
    assert (len(view.positions), view.unrealized_pnl) == (1, d("0.099") * -1000)
    await world.do(StopFollowCommand(actor=ANN, follow_id=a_follow().id, choice=StopChoice.CLOSE_ALL))
    view = await world.do(PreviewStopQuery(actor=ANN, follow_id=a_follow().id))
    assert (view.positions, view.unrealized_pnl) == ([], d(0))


def preview_query(**changes: object) -> PreviewFollowQuery:
    known: dict[str, object] = {
        "actor": ANN,
        "leader_id": THE_LEADER,
        "account_id": ANNS,
        "rules": CopyRules(size=d(600), stop_loss=d("0.1")),
    }
    return PreviewFollowQuery(**(known | changes))  # type: ignore[arg-type]


async def preview(world: World, **changes: object) -> PreviewView:
    return await world.do(preview_query(**changes))


async def test_rules_are_previewed_in_money(world: World) -> None:
    view = await preview(world)
    assert (view.leader_cost, view.amount, view.cost, view.max_loss) == (d(960), d("0.009"), d(540), d(54))
    assert (view.leverage, view.skip_reason) == (5, "")
    assert world.venue().attempts == []


async def test_a_skip_is_previewed_with_its_reason(world: World) -> None:
    view = await preview(world, rules=CopyRules(size=d(1)))
    assert (view.amount, view.cost, view.max_loss) == (None, None, None)
    assert view.skip_reason == "below_minimum"


async def test_a_preview_needs_a_price(world: World) -> None:
    parts = {"board": world.board, "wallets": world.wallets, "clock": world.clock}
    handler = PreviewFollowHandler(world.db.read_model, **parts, pause_seconds=0)  # type: ignore[arg-type]
    world.clock.move(60)
    with pytest.raises(NotPossibleNow, match="no-price"):
        await handler(preview_query())


async def test_a_preview_waits_for_the_first_price(world: World) -> None:
    world.clock.move(60)
    previewing = asyncio.ensure_future(preview(world))
    await asyncio.sleep(0.05)
    await world.refresh_board()
    assert (await previewing).price == d(60000)


async def test_a_preview_without_a_wallet_says_so(world: World) -> None:
    world.restart()
    await world.refresh_board()
    parts = {"board": world.board, "wallets": world.wallets, "clock": world.clock}
    handler = PreviewFollowHandler(world.db.read_model, **parts, pause_seconds=0)  # type: ignore[arg-type]
    view = await handler(preview_query())
    assert (view.equity, view.skip_reason) == (None, "not_enough_balance")


async def test_every_message_has_a_handler(world: World) -> None:
    assert len(list(world.bus.handled())) == len(set(world.bus.handled())) > 40


async def test_a_message_nobody_handles_is_a_bug() -> None:
    with pytest.raises(KeyError):
        await MessageBus({}).handle(GetHomeQuery(actor=ANN))
