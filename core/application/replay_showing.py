"""A replay that has ended, made into what a screen may show. Computes only what sums and counts."""

from collections.abc import Sequence

from core.application.leader_past import LeaderPast
from core.application.replay_queries import (
    EquityPoint,
    PastView,
    ReplayView,
    WorstView,
)
from core.application.replaying import Moment, Replay, worst_of
from core.domain.replay_account import was_liquidated
from core.domain.replay_figures import deepest_fall, part, thinned
from core.domain.values import ZERO

POINTS = 400


def past_view(past: LeaderPast) -> PastView:
    return PastView(
        events=len(past.intents), begins_at=past.begins_at, source=past.source, may_lack_spot=past.may_lack_spot
    )


def replay_view(past: LeaderPast, replay: Replay, moments: Sequence[Moment]) -> ReplayView:
    """What a screen may show of a replay that has ended."""
    replayed, tally = replay.replayed, replay.tally
    equities = [moment.equity for moment in moments]
    fall = deepest_fall(replay.began_with, equities)
    pnl, positions = equities[-1] - replay.began_with, replayed.all_positions()
    worst = worst_of(positions)
    return ReplayView(
        past=past_view(past),
        ends_at=moments[-1].at,
        began_with=replay.began_with,
        pnl=pnl,
        pnl_part=part(pnl, replay.began_with),
        fall=fall.amount,
        fall_part=fall.fraction,
        fees=replayed.fees(),
        slippage=replayed.assumptions.slippage,
        entries=tally.entries,
        copied=tally.copied,
        skips=[(str(reason), times) for reason, times in tally.skips.most_common()],
        cut=tally.cut.most_common(),
        closed=len(replayed.ended),
        won=len([1 for position in replayed.ended if position.realized_pnl > ZERO]),
        open_positions=len(replayed.positions),
        stopped_out=sum(tally.hits.values()),
        liquidated=len([1 for position in replayed.ended if was_liquidated(position)]),
        worst=None
        if worst is None
        else WorstView(symbol=worst.owner.symbol, side=worst.owner.side, pnl=worst.realized_pnl),
        points=[EquityPoint(moment.at, moment.equity) for moment in thinned(moments, POINTS)],
    )
