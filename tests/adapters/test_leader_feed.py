"""A leader's account as a source: nothing is lost in a gap, nothing comes twice, forced closes are told as such."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.circuit_breaker import AsyncBreaker
from adapters.exchanges.streams import AccountStreams
from adapters.leaders.exchange_account import KINDS, ExchangeAccountFeed, Watchable
from adapters.sandbox.engine.accounts import KeyState
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import PlaceOrder
from adapters.sandbox.engine.orders import Side as HandSide
from adapters.sandbox.faults import Fault, FaultKind
from core.application.leader_looks import in_order
from core.application.ports import AccountFill
from core.domain.account import Account
from core.domain.errors import CredentialsRejected, ExchangeUnavailable
from core.domain.leader_fill import LeaderFill
from core.domain.values import AccountId, Exchange, FollowerId, MarketKind, Side, Symbol, derive_client_order_id
from tests.builders import a_leader
from tests.contracts.room import BINANCE, BTC, BTC_SPOT, BYBIT, CLASSIC, UNIFIED, Room, Subject, eventually, open_house

EVERYWHERE = (BINANCE, BYBIT, CLASSIC, UNIFIED)
SHORT_SILENCE_SECONDS = 0.3
everywhere = pytest.mark.parametrize("subject", EVERYWHERE, ids=lambda subject: subject.name)


@dataclass(frozen=True)
class OneAccount:
    """An observatory with one telescope."""

    connection: Watchable

    async def observed_connection(self, account: Account) -> Watchable:
        return self.connection


@asynccontextmanager
async def a_room(directory: Path, subject: Subject) -> AsyncIterator[Room]:
    async with open_house(directory) as house, house.room(subject) as room:
        yield room


def feed_of(room: Room, silence_seconds: float = 30.0) -> ExchangeAccountFeed:
    assert isinstance(room.exchange, CcxtExchange)
    return ExchangeAccountFeed(OneAccount(room.exchange), silence_seconds=silence_seconds)


def an_account(exchange: Exchange) -> Account:
    return Account(
        AccountId("leader"),
        follower_id=FollowerId(1),
        exchange=exchange,
        label="leader",
        linked_at=datetime.now(UTC),
    )


@asynccontextmanager
async def listening(
    room: Room, feed: ExchangeAccountFeed, since: timedelta = timedelta(0)
) -> AsyncIterator[list[LeaderFill]]:
    heard: list[LeaderFill] = []
    async with asyncio.TaskGroup() as group:
        task = group.create_task(_listen(room, feed, heard, datetime.now(UTC) - since))
        try:
            await eventually(lambda: room.house.world.gateway.logs[room.subject.exchange].operations["stream"] > 0)
            await asyncio.sleep(0.3)  # both streams are up; trading earlier would be found by REST all the same
            yield heard
        finally:
            task.cancel()


async def _listen(room: Room, feed: ExchangeAccountFeed, heard: list[LeaderFill], since: datetime) -> None:
    async with aclosing(feed.fills(an_account(room.subject.exchange), since)) as batches:
        async for batch in batches:
            heard.extend(batch)


def trade(room: Room, side: HandSide = HandSide.BUY, kind: Kind = Kind.PERPETUAL, slices: int = 1) -> None:
    """A person trades by hand."""
    instrument = room.engine.instrument(kind, "BTCUSDT")
    wish = PlaceOrder(instrument=instrument, side=side, amount=Decimal("0.02"), slices=slices)
    room.engine.place(room.account, wish)


def plan(room: Room, kind: FaultKind, times: int = 1) -> None:
    fault = Fault(kind=kind, venue=room.subject.exchange, account=room.account.name, times=times)
    room.house.world.faults.add(fault)


@everywhere
async def test_trades_arrive_from_both_markets(tmp_path: Path, subject: Subject) -> None:
    began = datetime.now(UTC)
    async with a_room(tmp_path, subject) as room, listening(room, feed_of(room)) as heard:
        trade(room)
        trade(room, kind=Kind.SPOT)
        await eventually(lambda: len(heard) == 2)
    assert {(fill.symbol, fill.side) for fill in heard} == {(BTC, Side.BUY), (BTC_SPOT, Side.BUY)}
    assert all(fill.heard_at is not None and fill.heard_at >= began for fill in heard)


async def test_partial_fills_share_their_order(tmp_path: Path) -> None:
    async with a_room(tmp_path, BINANCE) as room, listening(room, feed_of(room)) as heard:
        trade(room, slices=4)
        await eventually(lambda: len(heard) == 4)
    assert len({fill.order_id for fill in heard}) == 1
    assert sum(fill.amount for fill in heard) == Decimal("0.02")


@everywhere
async def test_earlier_trades_are_read_at_start(tmp_path: Path, subject: Subject) -> None:
    async with a_room(tmp_path, subject) as room:
        trade(room)
        trade(room, HandSide.SELL)
        await room.acknowledged()
        async with listening(room, feed_of(room), timedelta(minutes=1)) as heard:
            await eventually(lambda: len(heard) == 2)
    assert [fill.side for fill in heard] == [Side.BUY, Side.SELL]


@everywhere
async def test_gap_is_filled_after_a_cut(tmp_path: Path, subject: Subject) -> None:
    async with a_room(tmp_path, subject) as room, listening(room, feed_of(room)) as heard:
        trade(room)
        await eventually(lambda: len(heard) == 1)
        plan(room, FaultKind.STREAM_GAP, times=50)
        trade(room, HandSide.SELL)
        await room.acknowledged()
        room.house.world.faults.clear()
        plan(room, FaultKind.STREAM_DROP)
        await eventually(lambda: len(heard) == 2)
    assert [fill.side for fill in heard] == [Side.BUY, Side.SELL]


async def test_deaf_stream_is_found_out(tmp_path: Path) -> None:
    async with (
        a_room(tmp_path, BYBIT) as room,
        listening(room, feed_of(room, SHORT_SILENCE_SECONDS)) as heard,
    ):
        plan(room, FaultKind.STREAM_SILENT, times=50)
        trade(room)
        await eventually(lambda: len(heard) == 1)


class Quiet:
    """A stream that opens and says nothing."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


class AwayOnce:
    """Its streams are up before REST answers."""

    def __init__(self, fill: AccountFill) -> None:
        self.fill, self.reads = fill, 0

    def open_streams(self, kinds: Sequence[MarketKind], silence_seconds: float) -> AccountStreams:
        breaker = AsyncBreaker(lambda _state: None)
        return AccountStreams(lambda _kind, _sink: Quiet(), kinds, breaker=breaker, silence_seconds=silence_seconds)

    async def fetch_fills(self, since: datetime, symbols: Sequence[Symbol] = ()) -> Sequence[AccountFill]:
        self.reads += 1
        if self.reads <= len(KINDS):
            raise ExchangeUnavailable("away")
        return [self.fill]


def a_sale() -> AccountFill:
    now = datetime.now(UTC)
    return AccountFill(fill_id="1", symbol=BTC, side=Side.SELL, amount=Decimal(1), price=Decimal(60_000), at=now)


async def test_a_backfill_that_failed_is_not_put_off_until_the_next_silence() -> None:
    """What happened meanwhile may be an exit."""
    away = AwayOnce(a_sale())
    feed = ExchangeAccountFeed(OneAccount(away), silence_seconds=600)
    async with asyncio.timeout(30), aclosing(feed.fills(an_account(Exchange.BINANCE), datetime.now(UTC))) as batches:
        batch = await anext(batches)
    assert [fill.is_late for fill in batch] == [True]


@everywhere
async def test_repeated_events_come_once(tmp_path: Path, subject: Subject) -> None:
    async with a_room(tmp_path, subject) as room, listening(room, feed_of(room)) as heard:
        plan(room, FaultKind.STREAM_DUPLICATE, times=20)
        trade(room)
        trade(room, HandSide.SELL)
        await eventually(lambda: len(heard) == 2)
        await asyncio.sleep(0.2)
    assert len({fill.fill_id for fill in heard}) == len(heard) == 2


@everywhere
async def test_disorder_on_the_wire_ends_in_order(tmp_path: Path, subject: Subject) -> None:
    """A close that comes before its open waits for it: the leader is flat, so nothing is open."""
    async with a_room(tmp_path, subject) as room, listening(room, feed_of(room, SHORT_SILENCE_SECONDS)) as heard:
        plan(room, FaultKind.STREAM_REORDER)
        trade(room)
        trade(room, HandSide.SELL)
        await eventually(lambda: len(heard) == 2)
        await asyncio.sleep(0.1)
    leader = a_leader(since=datetime.now(UTC) - timedelta(minutes=1))
    for fill in in_order(heard):
        leader.interpret([fill])
    assert (len({fill.fill_id for fill in heard}), leader.ledger) == (2, {})


async def test_what_was_read_after_a_gap_says_so(tmp_path: Path) -> None:
    async with a_room(tmp_path, BYBIT) as room:
        trade(room)
        await room.acknowledged()
        async with listening(room, feed_of(room), timedelta(minutes=1)) as heard:
            await eventually(lambda: len(heard) == 1)
            trade(room, HandSide.SELL)
            await eventually(lambda: len(heard) == 2)
    assert [fill.is_late for fill in heard] == [True, False]


async def test_a_talking_market_hides_no_deaf_one(tmp_path: Path) -> None:
    """Spot fills keep coming; the perpetual stream says nothing, and is asked about."""
    async with (
        a_room(tmp_path, BINANCE) as room,
        listening(room, feed_of(room, SHORT_SILENCE_SECONDS)) as heard,
    ):
        plan(room, FaultKind.STREAM_GAP, times=2)
        trade(room)
        room.house.world.faults.clear()
        for _ in range(40):
            trade(room, kind=Kind.SPOT)
            await asyncio.sleep(SHORT_SILENCE_SECONDS / 4)
            if any(fill.symbol == BTC for fill in heard):
                break
    assert any(fill.symbol == BTC for fill in heard)


async def test_a_quiet_leader_is_proven_quiet(tmp_path: Path) -> None:
    """Empty batches say that REST was asked and nothing is missing."""
    async with a_room(tmp_path, BYBIT) as room:
        feed = feed_of(room, SHORT_SILENCE_SECONDS)
        async with aclosing(feed.fills(an_account(Exchange.BYBIT), datetime.now(UTC))) as batches:
            said = [len(await anext(batches)) for _ in range(4)]
    assert said == [0, 0, 0, 0]


async def test_a_close_says_that_it_only_reduces(tmp_path: Path) -> None:
    async with a_room(tmp_path, BINANCE) as room, listening(room, feed_of(room)) as heard:
        await room.opened()
        await room.exchange.place_order(room.close())
        await eventually(lambda: len(heard) == 2)
    assert [fill.reduces for fill in heard] == [False, True]


async def test_a_copy_is_told_from_an_own_trade(tmp_path: Path) -> None:
    copy = derive_client_order_id("here", AccountId("x"), event_key="e", leg="open")
    async with a_room(tmp_path, BYBIT) as room, listening(room, feed_of(room)) as heard:
        await room.exchange.place_order(room.order(client_order_id=copy))
        trade(room)
        await eventually(lambda: len(heard) == 2)
    assert [fill.is_copy for fill in heard] == [True, False]


async def test_liquidation_of_the_leader_is_told(tmp_path: Path) -> None:
    async with a_room(tmp_path, BINANCE) as room, listening(room, feed_of(room)) as heard:
        await room.exchange.set_leverage(BTC, 20)
        await room.opened(amount=Decimal(1))
        held = await room.position()
        assert held is not None
        assert held.liquidation_price is not None
        room.move(held.liquidation_price * 98 / 100)
        await eventually(lambda: any(fill.liquidation for fill in heard))
    assert heard[-1].side is Side.SELL


async def test_revoked_key_ends_the_feed(tmp_path: Path) -> None:
    async with a_room(tmp_path, BYBIT) as room:
        room.engine.customers.set_key_state(room.account, KeyState.REVOKED)
        fills = feed_of(room).fills(an_account(Exchange.BYBIT), datetime.now(UTC))
        async with aclosing(fills):
            with pytest.raises(CredentialsRejected):
                await anext(fills)
        room.engine.customers.set_key_state(room.account, KeyState.VALID)
