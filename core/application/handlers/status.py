"""Is all well? For operators the state of every live part; for a follower whether copies are made for them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.application.gates import Gates
from core.application.handlers.operating import require_operators_eye
from core.application.operator_queries import GetOwnStatusQuery, GetStatusQuery
from core.application.operator_views import ClosedGate, OwnFollowStatus, OwnStatusView, StatusView, StreamStatus
from core.application.ports import Clock, Health, StreamHealth
from core.application.read_model import FollowRecord, ReadModel
from core.application.vitals import Vitals
from core.domain.account import AccountStatus
from core.domain.errors import NotAllowed
from core.domain.follow import FollowStatus
from core.domain.values import LeaderId

FOLLOW_OBSTACLES = {
    FollowStatus.PAUSED: "follow-paused",
    FollowStatus.CLOSE_ONLY: "follow-closing",
    FollowStatus.CLOSING: "follow-closing",
    FollowStatus.STOPPED: "follow-closing",
}


class StatusHandlers:
    """Reads what is stored, and asks the live parts."""

    def __init__(self, reads: ReadModel, health: Health, *, vitals: Vitals, gates: Gates, clock: Clock) -> None:
        self._reads, self._health, self._vitals = reads, health, vitals
        self._gates, self._clock = gates, clock

    async def status(self, query: GetStatusQuery) -> StatusView:
        await require_operators_eye(self._reads, query.actor)
        maintenance = await self._reads.operator.maintenance()
        return StatusView(
            is_copying_paused=await self._reads.is_copying_paused(),
            maintenance_since=None if maintenance is None else maintenance.since,
            exchanges=self._vitals.exchanges(),
            streams=await self._streams(),
            gates=[
                ClosedGate(gate=gate, places=len(self._gates.places(gate))) for gate in sorted(self._gates.closed())
            ],
            queues=self._vitals.queues(),
            commit_ms=self._vitals.commit_ms(),
            unresolved_trades=await self._reads.unresolved_trades(),
            undelivered_events=await self._reads.undelivered_events(),
        )

    async def own(self, query: GetOwnStatusQuery) -> OwnStatusView:
        if await self._reads.follower(query.actor) is None:
            raise NotAllowed("invite-needed")
        maintenance, times = await self._reads.operator.maintenance(), await self._reads.last_trade_times()
        is_paused, streams = await self._reads.is_copying_paused(), self._health.streams()
        return OwnStatusView(
            is_copying_paused=is_paused,
            maintenance_since=None if maintenance is None else maintenance.since,
            follows=[self._follow(record, streams, times=times) for record in await self._reads.follows(query.actor)],
            unresolved_trades=await self._reads.operator.unresolved_of(query.actor),
        )

    async def _streams(self) -> Sequence[StreamStatus]:
        now, streams, times = self._clock.now(), self._health.streams(), await self._reads.last_trade_times()
        found = []
        for record in await self._reads.leaders():
            state = streams.get(record.leader.id)
            seen = None if state is None else state.last_seen_at
            found.append(
                StreamStatus(
                    leader_name=record.leader.name,
                    exchange=record.account.exchange,
                    is_connected=state is not None and state.is_connected,
                    lag_seconds=None if seen is None else max(int((now - seen).total_seconds()), 0),
                    last_event_at=times.get(record.leader.id),
                )
            )
        return found

    def _follow(
        self, record: FollowRecord, streams: Mapping[LeaderId, StreamHealth], *, times: Mapping[LeaderId, datetime]
    ) -> OwnFollowStatus:
        follow, account = record.follow, record.account
        return OwnFollowStatus(
            leader_name=record.leader_name,
            account_label=account.label,
            exchange=account.exchange,
            account_mode=account.mode,
            account_status=account.status,
            follow_status=follow.status,
            last_event_at=times.get(follow.leader_id),
            obstacle=self._obstacle(record, streams.get(follow.leader_id)),
        )

    def _obstacle(self, record: FollowRecord, stream: StreamHealth | None) -> str:
        """The first thing in the way of an entry, nearest to the follower first."""
        if record.follow.status is not FollowStatus.ACTIVE:
            return FOLLOW_OBSTACLES[record.follow.status]
        if record.account.status is not AccountStatus.ACTIVE:
            return "account-paused"
        if (gate := self._gates.stops(record.account)) is not None:
            return f"gate-{gate}"
        return "" if stream is not None and stream.is_connected else "leader-unheard"
