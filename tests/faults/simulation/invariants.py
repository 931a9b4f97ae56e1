"""Safety: the invariants of reliability.md (c) that this world can see at every moment, by number.

Each answers with what is wrong. What holds only after faults have stopped is in liveness.py.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from core.domain.leader import IntentKind, Leg
from core.domain.trade import TRANSITIONS, Trade, TradePurpose, TradeStatus
from core.domain.values import ZERO, ClientOrderId, Exchange, Symbol
from tests.faults.simulation.town import Town

STALE_SECONDS = 30 + 120 + 30 + 10
"""An entry's greatest age: as old as the rules allow when decided, asked about, then as long on its way; a margin."""

PROOF_SECONDS = {Exchange.BINANCE: 20.0, Exchange.BYBIT: 20.0, Exchange.BITGET: 45.0}
"""In true time, whatever the process's clock believes: until then an order may still appear (reliability.md E3)."""

Complaints = Iterator[str]


def so_far(town: Town) -> Sequence[str]:
    """Safety: true at every moment."""
    trades = town.tables.trades()
    checks = (
        one_order_per_leg(town),
        nothing_is_oversent(town, trades),
        no_resend_without_proof(town),
        the_same_name_means_the_same_order(town),
        no_end_by_error(town, trades),
        states_only_advance(town, trades),
        closes_only_reduce(town),
        events_keep_their_order(town, trades),
        entries_are_fresh_and_levered_as_agreed(town, trades),
        nothing_enters_while_paused(town),
    )
    return [complaint for check in checks for complaint in check]


def one_order_per_leg(town: Town) -> Complaints:
    """2."""
    for key, book in town.books.items():
        names = Counter(taken.order.client_order_id for taken in book.taken)
        yield from (f"invariant 2: {key} took {name} {count} times" for name, count in names.items() if count > 1)


def nothing_is_oversent(town: Town, trades: Sequence[Trade]) -> Complaints:
    """3."""
    amounts = {trade.client_order_id: trade.plan.amount for trade in trades}
    for key, book in town.books.items():
        for taken in book.taken:
            planned = amounts.get(taken.order.client_order_id)
            if planned is None or taken.result.filled > planned:
                yield f"invariant 3: {key} filled {taken.result.filled}, reserved {planned}"


def no_resend_without_proof(town: Town) -> Complaints:
    """5: after an attempt that may exist, the next one of that name waits at least the absence bound."""
    for key, weather in town.weathers.items():
        bound = PROOF_SECONDS[town.books[key].exchange]
        tried: dict[ClientOrderId, list[float]] = defaultdict(list)
        for attempt in weather.attempts:
            name = attempt.order.client_order_id
            if any(attempt.at - earlier < bound for earlier in tried[name]):
                yield f"invariant 5: {key} sent {name} again after {attempt.at - tried[name][-1]:.1f} s"
            if attempt.may_exist:
                tried[name].append(attempt.at)


def the_same_name_means_the_same_order(town: Town) -> Complaints:
    """6. Until when it may leave is not said at the exchange."""
    for key, weather in town.weathers.items():
        sent = [replace(attempt.order, leave_by=None) for attempt in weather.attempts]
        orders = {order.client_order_id: order for order in sent}
        if any(orders[order.client_order_id] != order for order in sent):
            yield f"invariant 6: {key} sent one name with two contents"


def no_end_by_error(town: Town, trades: Sequence[Trade]) -> Complaints:
    """7: what failed was filled nowhere, and what was executed was filled so."""
    for trade in trades:
        book = town.books[trade.plan.account_id]
        taken = book.find(trade.client_order_id)
        filled = ZERO if taken is None else taken.result.filled
        if trade.status is TradeStatus.FAILED and filled:
            yield f"invariant 7: {trade.id} failed as {trade.failure_code}, the exchange filled {filled}"
        if trade.execution is not None and trade.execution.filled != filled:
            yield f"invariant 7: {trade.id} booked {trade.execution.filled}, the exchange filled {filled}"


def states_only_advance(town: Town, trades: Sequence[Trade]) -> Complaints:
    """9."""
    for trade in trades:
        before = town.statuses.get(trade.id, trade.status)
        later = {before, *TRANSITIONS[before], *(end for next_ in TRANSITIONS[before] for end in TRANSITIONS[next_])}
        if trade.status not in later:
            yield f"invariant 9: {trade.id} went from {before} to {trade.status}"
        town.statuses[trade.id] = trade.status


def closes_only_reduce(town: Town) -> Complaints:
    """11: a close is sent as one that can't do anything else."""
    for key, weather in town.weathers.items():
        for attempt in weather.attempts:
            is_exit = attempt.order.side is attempt.order.position_side.exit_side
            if is_exit != attempt.order.reduce_only:
                yield f"invariant 11: {key} sent {attempt.order}"


def events_keep_their_order(town: Town, trades: Sequence[Trade]) -> Complaints:
    """13: the copies of one follow in one symbol are reserved in the order of the leader's events."""
    order = town.tables.event_order()
    copies: dict[tuple[str, Symbol], list[Trade]] = defaultdict(list)
    for trade in trades:
        if trade.plan.purpose is TradePurpose.COPY and trade.plan.event_key in order:
            copies[(str(trade.plan.follow_id), trade.plan.symbol)].append(trade)
    for place, row in copies.items():
        for one, other in pairwise(row):
            if order[one.plan.event_key] > order[other.plan.event_key]:
                yield f"invariant 13: {place}: {other.plan.event_key} after {one.plan.event_key}"


def entries_are_fresh_and_levered_as_agreed(town: Town, trades: Sequence[Trade]) -> Complaints:
    """14, and rows 20, 41, 61: what is sent too late, or at another leverage than agreed, is worse than nothing."""
    known = {trade.client_order_id: trade for trade in trades if trade.plan.leg is Leg.OPEN}
    for key, weather in town.weathers.items():
        for attempt in weather.attempts:
            trade = known.get(attempt.order.client_order_id)
            if trade is None:
                continue
            if trade.plan.kind is IntentKind.OPEN and attempt.leverage_there != trade.plan.leverage:
                yield f"invariant 14: {key} entered at {attempt.leverage_there}x, agreed {trade.plan.leverage}x"
            age = attempt.wall - (trade.plan.leader_at or attempt.wall)
            if age.total_seconds() > STALE_SECONDS:
                yield f"invariant 14: {key} entered {age.total_seconds():.0f} s after the leader"


def nothing_enters_while_paused(town: Town) -> Complaints:
    """15, row 113: once "paused" was answered, no entry is reserved."""
    for follow_id, newest in town.paused.items():
        for trade in town.tables.trades(after=newest):
            if trade.plan.follow_id == follow_id and trade.plan.leg is Leg.OPEN:
                yield f"invariant 15: {trade.id} was reserved while {follow_id} was paused"
