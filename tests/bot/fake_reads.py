"""What a core in memory can be asked to tell: views from dictionaries, bound to who asks. Refuses as the real one."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeVar

from core.application import noise_commands as n
from core.application import quality_queries as qq
from core.application import queries as q
from core.application import views as v
from core.application import why_queries as w
from core.application.digest_views import DigestView
from core.application.drifts import Drift
from core.application.quality_reads import FollowedLeader
from core.application.why_views import WhyView
from core.domain.errors import NotAllowed, NotFound
from core.domain.follower import Role
from core.domain.values import AccountId, FollowerId, PositionId
from tests.bot import builders as b
from tests.bot import records
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA

T = TypeVar("T")
ONE_FOLLOW = n.Undone(follow_ids=(b.FOLLOW,), has_settings=False)


@dataclass
class FakeReads:
    """Ann has one of everything; Bohdan speaks Ukrainian and has nothing; Olena operates."""

    people: dict[int, v.FollowerView] = field(default_factory=dict)
    accounts: dict[int, list[v.AccountView]] = field(default_factory=dict)
    leaders: list[v.LeaderView] = field(default_factory=list)
    follows: dict[int, list[v.FollowView]] = field(default_factory=dict)
    positions: dict[int, list[v.PositionView]] = field(default_factory=dict)
    trades: dict[int, list[v.TradeView]] = field(default_factory=dict)
    history: list[v.HistoryEntry] = field(default_factory=list)
    verdicts: dict[str, WhyView] = field(default_factory=dict)
    done: list[object] = field(default_factory=list)
    trouble: Exception | None = None
    answer_trouble: Exception | None = None
    is_paused: bool = False
    drifts: list[Drift] = field(default_factory=list)
    refused_positions: set[PositionId] = field(default_factory=set)
    followed: dict[int, list[FollowedLeader]] = field(default_factory=lambda: {ANN: [records.followed()]})
    record: qq.LeaderStatisticsView = field(default_factory=records.statistics_view)
    digest: DigestView | None = None
    undone: n.Undone = field(default=ONE_FOLLOW)

    def __post_init__(self) -> None:
        self.people = {
            ANN: b.follower(),
            BOHDAN: b.follower(BOHDAN, "Bohdan", language="uk"),
            OLENA: b.follower(OLENA, "Olena", language="uk", role=Role.OPERATOR),
        }
        self.accounts, self.follows = {ANN: [b.account()]}, {ANN: [b.follow()]}
        self.leaders, self.positions = [b.leader()], {ANN: [b.position()]}
        self.trades = {ANN: [b.trade()]}

    async def find_follower(self, query: q.FindFollowerQuery) -> v.FollowerView | None:
        return self.people.get(query.actor)

    async def get_home(self, query: q.GetHomeQuery) -> v.HomeView:
        return v.HomeView(
            follower=self.people[query.actor],
            is_copying_paused=self.is_paused,
            live_equity=None,
            paper_equity=Decimal(10_000),
            today_pnl=Decimal("12.3"),
            open_positions=len(self.positions.get(query.actor, [])),
            running_follows=len(self.follows.get(query.actor, [])),
            accounts=len(self.accounts.get(query.actor, [])),
            leads=False,
        )

    async def list_accounts(self, query: q.ListAccountsQuery) -> Sequence[v.AccountView]:
        return list(self.accounts.get(query.actor, []))

    async def list_leaders(self, _: q.ListLeadersQuery) -> Sequence[v.LeaderView]:
        return list(self.leaders)

    async def get_leader(self, query: q.GetLeaderQuery) -> v.LeaderView:
        return next_or(NotFound("leader-unknown"), [it for it in self.leaders if it.leader_id == query.leader_id])

    async def list_follows(self, query: q.ListFollowsQuery) -> Sequence[v.FollowView]:
        return list(self.follows.get(query.actor, []))

    async def get_follow(self, query: q.GetFollowQuery) -> v.FollowView:
        mine = self.follows.get(query.actor, [])
        return next_or(NotFound("follow-unknown"), [it for it in mine if it.follow_id == query.follow_id])

    async def preview_follow(self, query: q.PreviewFollowQuery) -> v.PreviewView:
        return v.PreviewView(
            symbol=b.BTC,
            leader_cost=Decimal(5_000),
            price=Decimal(64_000),
            amount=Decimal("0.0015"),
            cost=query.rules.size,
            margin=Decimal(20),
            leverage=query.rules.leverage,
            equity=Decimal(10_000),
            skip_reason="",
            skip_numbers={},
            max_loss=Decimal(20),
        )

    async def preview_stop(self, query: q.PreviewStopQuery) -> v.StopPreviewView:
        follow = await self.get_follow(q.GetFollowQuery(actor=query.actor, follow_id=query.follow_id))
        mine = self.positions.get(query.actor, [])
        return v.StopPreviewView(follow=follow, positions=mine, unrealized_pnl=Decimal("12.3"))

    async def list_positions(self, query: q.ListPositionsQuery) -> Sequence[v.PositionView]:
        return list(self.positions.get(query.actor, []))

    async def get_position(self, query: q.GetPositionQuery) -> v.PositionView:
        mine = self.positions.get(query.actor, [])
        return next_or(NotFound("position-unknown"), [it for it in mine if it.position_id == query.position_id])

    async def get_trade(self, query: q.GetTradeQuery) -> v.TradeView:
        mine = self.trades.get(query.actor, [])
        return next_or(NotFound("trade-unknown"), [it for it in mine if it.trade_id == query.trade_id])

    async def get_digest(self, _: q.GetDigestQuery) -> DigestView:
        assert self.digest is not None
        return self.digest

    async def get_question(self, query: q.GetConfirmationTradeQuery) -> v.TradeView:
        asked = [it for it in self.trades.get(query.actor, []) if it.confirmation is not None]
        wanted = [it for it in asked if it.confirmation and it.confirmation.confirmation_id == query.confirmation_id]
        return next_or(NotFound("confirmation-unknown"), wanted)

    async def get_pnl(self, query: q.GetPnlQuery) -> v.PnlView:
        return v.PnlView(
            period=query.period,
            realized_pnl=Decimal("-1234.5"),
            fees=Decimal("3.2"),
            funding=Decimal("-0.4"),
            closed=5,
            won=3,
            best=Decimal(40),
            worst=Decimal(-60),
            unrealized_pnl=Decimal("12.3"),
            by_leader=[("Lev", Decimal("-1234.5"))],
        )

    async def list_history(self, query: q.ListHistoryQuery) -> Sequence[v.HistoryEntry]:
        return self.history[query.page * 5 : query.page * 5 + 5]

    async def explain_verdict(self, query: w.ExplainVerdictQuery) -> WhyView:
        return next_or(
            NotFound("verdict-unknown"), [it for key, it in self.verdicts.items() if key == query.verdict_id]
        )

    async def explain_trade(self, query: w.ExplainTradeQuery) -> WhyView:
        trade = await self.get_trade(q.GetTradeQuery(actor=query.actor, trade_id=query.trade_id))
        return b.why(trade=trade, numbers=trade.numbers, sized_by=trade.sized_by)

    async def find_skip(self, query: w.FindSkipQuery) -> str:
        return next((key for key, it in self.verdicts.items() if it.skip_reason == query.reason), "")

    async def list_position_trades(self, query: w.ListPositionTradesQuery) -> Sequence[v.TradeView]:
        mine = [it for it in self.trades.get(query.actor, []) if it.position_id == query.position_id]
        return [it for it in mine if query.at is None or it.settled_at == query.at]

    async def list_quality(self, query: qq.ListQualityQuery) -> Sequence[FollowedLeader]:
        return list(self.followed.get(query.actor, []))

    async def get_quality(self, query: qq.GetQualityQuery) -> qq.QualityView:
        mine = self.followed.get(query.actor, [])
        leader = next_or(NotFound("leader-unknown"), [it for it in mine if it.leader_id == query.leader_id])
        return replace(records.quality(), leader_id=leader.leader_id, period=query.period)

    async def get_statistics(self, query: qq.GetLeaderStatisticsQuery) -> qq.LeaderStatisticsView:
        await self.get_leader(q.GetLeaderQuery(actor=query.actor, leader_id=query.leader_id))
        return self.record

    async def get_admin(self, query: q.GetAdminQuery) -> v.AdminView:
        if self.people[query.actor].role is not Role.OPERATOR:
            raise NotAllowed("operator-only")
        return v.AdminView(
            users=list(self.people.values()),
            is_copying_paused=self.is_paused,
            streams=[],
            breakers={"binance open": "open"},
            unresolved_trades=0,
            undelivered_events=0,
        )

    def own_account(self, actor: FollowerId, account_id: AccountId) -> v.AccountView:
        mine = self.accounts.get(actor, [])
        return next_or(NotFound("account-unknown"), [it for it in mine if it.account_id == account_id])


def next_or(error: Exception, found: Sequence[T]) -> T:
    if not found:
        raise error
    return found[0]
