"""The invariants of reliability.md (c) that hold when faults have stopped and time has passed, by number.

Each answers with what is wrong. What must hold at every moment is in invariants.py.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from decimal import Decimal
from itertools import product

from core.application.commands import RecoverAccountCommand, ResolveTradesCommand, ResumeLeaderEventsCommand
from core.domain.leader import Leader
from core.domain.trade import TradeStatus
from core.domain.values import AccountId, PositionSide, Symbol
from tests.application.world import THE_LEADER
from tests.faults.simulation.town import SYMBOLS, Town

Complaints = Iterator[str]
TOLD = {TradeStatus.EXECUTED: "TradeExecutedEvent", TradeStatus.FAILED: "TradeFailedEvent"}


async def in_the_end(town: Town) -> Sequence[str]:
    leader = await the_leader(town)
    checks = (
        one_disposition(town),
        each_end_is_told_once(town),
        nothing_stays_unsettled(town),
        books_are_equal(town),
        protection_stands(town),
        nobody_is_left_behind(town),
        every_fill_counts_once(town, leader),
    )
    found = [complaint for check in checks for complaint in check]
    return found + [complaint async for complaint in recovery_twice_is_quiet(town)]


async def the_leader(town: Town) -> Leader:
    async with town.life.db.units() as unit:
        return await unit.leaders.get(THE_LEADER)


def one_disposition(town: Town) -> Complaints:
    """1: one verdict per follow, event and leg; and every verdict to trade has its trade."""
    rows = town.tables.decisions()
    counts = Counter((row["follow_id"], row["event_key"], row["leg"]) for row in rows)
    yield from (f"invariant 1: {place} decided {count} times" for place, count in counts.items() if count > 1)
    trades = {trade.id for trade in town.tables.trades()}
    yield from (f"invariant 1: {row['trade_id']} is missing" for row in rows if row["trade_id"] not in {None, *trades})
    if town.tables.unfinished_events():
        yield "invariant 1: leader events without a verdict"


def each_end_is_told_once(town: Town) -> Complaints:
    """17."""
    told = Counter((row["kind"], row["source"]) for row in town.tables.events())
    for trade in town.tables.trades():
        if trade.is_settled and told[(TOLD[trade.status], f"Trade:{trade.id}")] != 1:
            yield f"invariant 17: the end of {trade.id} was told {told[(TOLD[trade.status], trade.id)]} times"


def nothing_stays_unsettled(town: Town) -> Complaints:
    """25."""
    for trade in town.tables.trades():
        if not trade.is_settled:
            yield f"invariant 25: {trade.id} is still {trade.status} ({trade.failure_code})"


def books_are_equal(town: Town) -> Complaints:
    """26: exactly; where somebody else traded too, the book claims no more than is there."""
    booked: dict[tuple[AccountId, Symbol, PositionSide], Decimal] = defaultdict(Decimal)
    for position in town.tables.open_positions():
        booked[(position.owner.account_id, position.owner.symbol, position.owner.side)] += position.quantity
    for key, symbol, side in product(town.books, SYMBOLS, PositionSide):
        book, ours = town.books[key], booked[(key, symbol, side)]
        there = book.held(symbol, side)
        if ours > there or (ours != there and symbol not in book.by_hand):
            yield f"invariant 26: {key} {symbol} {side} booked {ours}, the exchange has {there}"


def protection_stands(town: Town) -> Complaints:
    """28: what was planned stands in the right amount, and nothing else does."""
    planned = {
        (position.owner.account_id, position.owner.symbol, position.owner.side): (
            position.quantity,
            position.protection,
        )
        for position in town.tables.open_positions()
        if not position.protection.is_empty
    }
    for key, book in town.books.items():
        places = set(book.stops) | {place[1:] for place in planned if place[0] == key}
        for place in sorted(places - book.stops_by_hand, key=str):
            wanted, found = planned.get((key, *place)), book.stops.get(place)
            if wanted != found:
                yield f"invariant 28: {key} {place} planned {wanted}, the exchange holds {found}"


def nobody_is_left_behind(town: Town) -> Complaints:
    """12, 29: where the leader is out, or the follow was told to close, the follower is out."""
    for position in town.tables.open_positions():
        if town.is_left_behind(position):
            yield f"invariant 29: {position.owner.follow_id} still holds {position.quantity} {position.owner.symbol}"


def every_fill_counts_once(town: Town, leader: Leader) -> Complaints:
    """10, 31: the leader's ledger is what the leader holds, and it has heard everything."""
    for symbol in SYMBOLS:
        if leader.holds(symbol) != town.leader[symbol]:
            yield f"invariant 31: {symbol} counted {leader.holds(symbol)}, the leader holds {town.leader[symbol]}"


async def recovery_twice_is_quiet(town: Town) -> AsyncIterator[str]:
    """32: the second recovery in a row writes nothing and sends nothing."""
    await recover(town)
    before = marks(town)
    await recover(town)
    if marks(town) != before:
        yield f"invariant 32: {before} became {marks(town)}"


async def recover(town: Town) -> None:
    for message in (ResolveTradesCommand(), ResumeLeaderEventsCommand()):
        await town.life.finish(message)
    for key in town.accounts:
        await town.life.finish(RecoverAccountCommand(account_id=key))


def marks(town: Town) -> Sequence[int]:
    attempts = sum(len(weather.attempts) for weather in town.weathers.values())
    versions = sum(trade.version for trade in town.tables.trades())
    versions += sum(position.version for position in town.tables.positions())
    return (len(town.tables.events()), attempts, versions)
