"""Answers to queries: stored rows joined with the live prices and balances. Changes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from core.application.ports import Clock, Health, MarketBoard, WalletBoard
from core.application.queries import (
    FindFollowerQuery,
    GetAdminQuery,
    GetConfirmationTradeQuery,
    GetFollowQuery,
    GetHomeQuery,
    GetLeaderQuery,
    GetPnlQuery,
    GetPositionQuery,
    GetTradeQuery,
    ListAccountsQuery,
    ListFollowsQuery,
    ListHistoryQuery,
    ListLeadersQuery,
    ListPositionsQuery,
    PreviewStopQuery,
)
from core.application.read_model import LeaderRecord, PositionRecord, ReadModel
from core.application.showing import follow_view, follower_view, position_view, trade_view
from core.application.views import (
    AccountView,
    AdminView,
    FollowerView,
    FollowView,
    HistoryEntry,
    HomeView,
    LeaderView,
    PnlPeriod,
    PnlView,
    PositionView,
    StopPreviewView,
    StreamView,
    TradeView,
)
from core.domain.account import Account, AccountMode
from core.domain.errors import NotAllowed, NotFound
from core.domain.follower import Role
from core.domain.values import ZERO, FollowerId, LeaderId

HISTORY_PAGE = 5
SETTLE_COIN = "USDT"


class ReadingHandlers:
    """Everything a screen asks for; each find is bound to who asks."""

    def __init__(
        self, reads: ReadModel, *, board: MarketBoard, wallets: WalletBoard, health: Health, clock: Clock
    ) -> None:
        self._reads, self._board, self._wallets = reads, board, wallets
        self._health, self._clock = health, clock

    async def find_follower(self, query: FindFollowerQuery) -> FollowerView | None:
        follower = await self._reads.follower(query.actor)
        return None if follower is None else follower_view(follower)

    async def home(self, query: GetHomeQuery) -> HomeView:
        follower = await self._reads.follower(query.actor)
        if follower is None:
            raise NotAllowed("invite-needed")
        accounts = [account for account, _ in await self._reads.accounts(query.actor)]
        leaders = await self._reads.leaders()
        return HomeView(
            follower=follower_view(follower),
            is_copying_paused=await self._reads.is_copying_paused(),
            live_equity=self._equity_of_mode(accounts, AccountMode.LIVE),
            paper_equity=self._equity_of_mode(accounts, AccountMode.PAPER),
            today_pnl=(await self.pnl(GetPnlQuery(actor=query.actor, period=PnlPeriod.TODAY))).realized_pnl,
            open_positions=len(await self._reads.open_positions(query.actor)),
            running_follows=len(await self._reads.follows(query.actor)),
            accounts=len(accounts),
            leads=any(record.leader.owner_id == query.actor for record in leaders),
        )

    async def accounts(self, query: ListAccountsQuery) -> Sequence[AccountView]:
        return [
            AccountView(
                account_id=account.id,
                exchange=account.exchange,
                label=account.label,
                mode=account.mode,
                status=account.status,
                rights=account.rights,
                equity=self._equity(account),
                open_positions=open_positions,
            )
            for account, open_positions in await self._reads.accounts(query.actor)
        ]

    async def leaders(self, query: ListLeadersQuery) -> Sequence[LeaderView]:
        times = await self._reads.last_trade_times()
        return [leader_view(record, query.actor, times.get(record.leader.id)) for record in await self._reads.leaders()]

    async def leader(self, query: GetLeaderQuery) -> LeaderView:
        record = await self._reads.leader(query.leader_id)
        if record is None:
            raise NotFound("leader-unknown")
        times = await self._reads.last_trade_times()
        return leader_view(record, query.actor, times.get(query.leader_id))

    async def follows(self, query: ListFollowsQuery) -> Sequence[FollowView]:
        return [follow_view(record) for record in await self._reads.follows(query.actor)]

    async def follow(self, query: GetFollowQuery) -> FollowView:
        record = await self._reads.follow(query.actor, query.follow_id)
        if record is None:
            raise NotFound("follow-unknown")
        return follow_view(record)

    async def preview_stop(self, query: PreviewStopQuery) -> StopPreviewView:
        follow = await self.follow(GetFollowQuery(actor=query.actor, follow_id=query.follow_id))
        positions = [
            self._position(record)
            for record in await self._reads.open_positions(query.actor)
            if record.position.owner.follow_id == query.follow_id
        ]
        return StopPreviewView(follow=follow, positions=positions, unrealized_pnl=total_unrealized(positions))

    async def positions(self, query: ListPositionsQuery) -> Sequence[PositionView]:
        return [self._position(record) for record in await self._reads.open_positions(query.actor)]

    async def position(self, query: GetPositionQuery) -> PositionView:
        record = await self._reads.position(query.actor, query.position_id)
        if record is None:
            raise NotFound("position-unknown")
        return self._position(record)

    async def trade(self, query: GetTradeQuery) -> TradeView:
        record = await self._reads.trade(query.actor, query.trade_id)
        if record is None:
            raise NotFound("trade-unknown")
        return trade_view(record, self._board)

    async def confirmation_trade(self, query: GetConfirmationTradeQuery) -> TradeView:
        record = await self._reads.trade_of_confirmation(query.actor, query.confirmation_id)
        if record is None:
            raise NotFound("confirmation-unknown")
        return trade_view(record, self._board)

    async def pnl(self, query: GetPnlQuery) -> PnlView:
        closed = await self._reads.closed_positions(query.actor, self._since(query.period))
        results = [record.position.realized_pnl for record in closed]
        by_leader: dict[str, Decimal] = {}
        for record in closed:
            name = record.leader_name
            by_leader[name] = by_leader.get(name, ZERO) + record.position.realized_pnl
        open_ = await self.positions(ListPositionsQuery(actor=query.actor))
        return PnlView(
            period=query.period,
            realized_pnl=sum(results, ZERO),
            fees=sum((record.position.fees for record in closed), ZERO),
            funding=sum((record.position.funding for record in closed), ZERO),
            closed=len(results),
            won=sum(result > 0 for result in results),
            best=max(results, default=None),
            worst=min(results, default=None),
            unrealized_pnl=total_unrealized(open_),
            by_leader=sorted(by_leader.items(), key=lambda item: -item[1]),
        )

    async def history(self, query: ListHistoryQuery) -> Sequence[HistoryEntry]:
        offset = max(query.page, 0) * HISTORY_PAGE
        return await self._reads.history(query.actor, offset=offset, limit=HISTORY_PAGE)

    async def admin(self, query: GetAdminQuery) -> AdminView:
        follower = await self._reads.follower(query.actor)
        if follower is None or follower.role is not Role.OPERATOR:
            raise NotAllowed("operator-only")
        return AdminView(
            users=[follower_view(user) for user in await self._reads.followers()],
            is_copying_paused=await self._reads.is_copying_paused(),
            streams=await self._streams(),
            breakers=self._health.breakers(),
            unresolved_trades=await self._reads.unresolved_trades(),
            undelivered_events=await self._reads.undelivered_events(),
            is_in_maintenance=await self._reads.operator.maintenance() is not None,
        )

    async def _streams(self) -> Sequence[StreamView]:
        health = self._health.streams()
        views = []
        for record in await self._reads.leaders():
            state = health.get(record.leader.id)
            views.append(
                StreamView(
                    leader_name=record.leader.name,
                    exchange=record.account.exchange,
                    is_connected=state is not None and state.is_connected,
                    last_seen_at=None if state is None else state.last_seen_at,
                )
            )
        return views

    def _position(self, record: PositionRecord) -> PositionView:
        return position_view(record, self._board, self._wallets)

    def _equity(self, account: Account) -> Decimal | None:
        return self._wallets.equity(account.id, SETTLE_COIN)

    def _equity_of_mode(self, accounts: Sequence[Account], mode: AccountMode) -> Decimal | None:
        known = [self._equity(account) for account in accounts if account.mode is mode]
        found = [equity for equity in known if equity is not None]
        return sum(found, ZERO) if found else None

    def _since(self, period: PnlPeriod) -> datetime | None:
        now = self._clock.now()
        match period:
            case PnlPeriod.TODAY:
                return now.replace(hour=0, minute=0, second=0, microsecond=0)
            case PnlPeriod.WEEK:
                return now - timedelta(days=7)
            case PnlPeriod.MONTH:
                return now - timedelta(days=30)
            case PnlPeriod.ALL:
                return None


def leader_view(record: LeaderRecord, asker: FollowerId, last_trade_at: datetime | None) -> LeaderView:
    leader = record.leader
    return LeaderView(
        leader_id=LeaderId(leader.id),
        name=leader.name,
        exchange=record.account.exchange,
        since=leader.since,
        is_active=leader.is_active,
        is_mine=leader.owner_id == asker,
        followers=record.followers,
        holds={symbol: quantity for (symbol, _), quantity in leader.ledger.items()},
        last_trade_at=last_trade_at,
    )


def total_unrealized(positions: Sequence[PositionView]) -> Decimal | None:
    """None only when something is open and no price is known."""
    known = [p.unrealized_pnl for p in positions if p.unrealized_pnl is not None]
    return sum(known, ZERO) if known or not positions else None
