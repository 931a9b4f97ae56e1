"""Digests: which are due now, and what a follower's day or week was. Words nothing."""

from collections.abc import Sequence
from statistics import mean

from core.application.digest_views import DigestView, Extreme
from core.application.noise_commands import TellDigestsCommand
from core.application.ports import Clock, MarketBoard, WalletBoard
from core.application.queries import GetDigestQuery
from core.application.read_model import PositionRecord, ReadModel
from core.application.repeating import repeated
from core.application.showing import position_view
from core.application.unit_of_work import UnitOfWorkFactory
from core.domain.account import AccountMode
from core.domain.values import ZERO, FollowerId


class DigestHandlers:
    """A digest counts as told in the commit that publishes it."""

    def __init__(
        self, units: UnitOfWorkFactory, reads: ReadModel, *, board: MarketBoard, wallets: WalletBoard, clock: Clock
    ) -> None:
        self._units, self._reads = units, reads
        self._board, self._wallets, self._clock = board, wallets, clock

    async def tell(self, _: TellDigestsCommand) -> int:
        told = 0
        for follower in await self._reads.followers():
            follower.tell_digests(self._clock.now())
            if follower.get_domain_events():
                told += await repeated(lambda key=follower.id: self._tell(key))  # type: ignore[misc]
        return told

    async def _tell(self, follower_id: FollowerId) -> int:
        async with self._units() as unit:
            follower = await unit.followers.get(follower_id)
            follower.tell_digests(self._clock.now())
            due = len(follower.get_domain_events())
            await unit.commit()
        return due

    async def digest(self, query: GetDigestQuery) -> DigestView:
        newest_first = await self._reads.closed_positions(query.actor, query.since)
        closed = [it for it in newest_first if it.position.closed_at is None or it.position.closed_at < query.until]
        executed = await self._reads.executed(query.actor, query.since, until=query.until)
        deviations = [trade.deviation for trade in executed if trade.deviation is not None]
        skips = await self._reads.skips(query.actor, query.since, until=query.until)
        open_ = [position_view(it, self._board, self._wallets) for it in await self._reads.open_positions(query.actor)]
        floating = [view.unrealized_pnl for view in open_ if view.unrealized_pnl is not None]
        accounts = await self._reads.accounts(query.actor)
        return DigestView(
            realized_pnl=sum((record.position.realized_pnl for record in closed), ZERO),
            fees=sum((record.position.fees for record in closed), ZERO),
            funding=sum((record.position.funding for record in closed), ZERO),
            closed=len(closed),
            won=sum(record.position.realized_pnl > 0 for record in closed),
            best=max(extremes(closed), key=lambda it: it.pnl, default=None),
            worst=min(extremes(closed), key=lambda it: it.pnl, default=None),
            copied=len(executed),
            slippage=mean(deviations) if deviations else None,
            skips=sorted(skips.items(), key=lambda it: -it[1]),
            open_positions=len(open_),
            unrealized_pnl=sum(floating, ZERO) if floating or not open_ else None,
            is_paper=all(account.mode is AccountMode.PAPER for account, _ in accounts),
        )


def extremes(closed: Sequence[PositionRecord]) -> Sequence[Extreme]:
    return [Extreme(symbol=it.position.owner.symbol, pnl=it.position.realized_pnl) for it in closed]
