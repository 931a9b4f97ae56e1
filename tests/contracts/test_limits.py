"""What exchanges ask of our pace is kept: counted at the exchange, request by request."""

import asyncio
from pathlib import Path

import pytest

from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.circuit_breaker import Lane
from adapters.exchanges.limiter import Silence
from adapters.sandbox.engine.accounts import TRADING_RIGHTS
from adapters.sandbox.faults import FOREVER, Fault, FaultKind, Stage
from core.domain.errors import BreakerOpen, ExchangeUnavailable, HeldBack
from core.domain.values import Exchange, MarketKind, OrderStatus, Outcome
from tests.contracts.room import BTC, LIVE, Room, Subject, open_house
from tests.contracts.test_faults import plan

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name),
]


def requests_seen(room: Room) -> int:
    return room.house.world.gateway.logs[room.subject.exchange].operations.total()


async def test_nothing_is_asked_before_retry_after(room: Room) -> None:
    plan(room, Fault(kind=FaultKind.RATE_LIMITED, retry_after_s=30))
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.THROTTLED
    seen = requests_seen(room)
    assert (await room.exchange.place_order(room.order())).outcome is Outcome.NOT_SENT
    with pytest.raises(HeldBack):
        await room.exchange.fetch_balance(BTC.kind)
    assert requests_seen(room) == seen


async def test_ban_silences_public_reads_and_other_accounts(subject: Subject, tmp_path: Path) -> None:
    """In a house of its own: the ban outlasts the case."""
    async with open_house(tmp_path) as house, house.room(subject) as room:
        other = await house.connect(subject, TRADING_RIGHTS)
        source = house.factory.markets(subject.exchange)
        house.world.faults.add(Fault(kind=FaultKind.IP_BANNED, venue=subject.exchange, retry_after_s=120))
        with pytest.raises((BreakerOpen, ExchangeUnavailable)):
            await room.exchange.fetch_balance(BTC.kind)
        seen = requests_seen(room)
        prices = source.fetch_prices(MarketKind.PERPETUAL)
        for asking in (prices, source.fetch_time(), other.fetch_positions(), other.fetch_balance(BTC.kind)):
            with pytest.raises(BreakerOpen):
                await asking
        assert (await other.place_order(room.close())).outcome is Outcome.NOT_SENT
        await no_stream(other)
        assert requests_seen(room) == seen
        await other.aclose()


async def no_stream(exchange: CcxtExchange) -> None:
    streams = exchange.open_streams((MarketKind.PERPETUAL,)).events()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await anext(streams)
    await streams.aclose()


@pytest.mark.parametrize("status", [403, 451])
async def test_blocked_address_hammers_nobody(subject: Subject, tmp_path: Path, status: int) -> None:
    """A firewall or a region rule: the order in flight is in doubt, then silence, and it is told once."""
    told: list[tuple[Exchange, Silence]] = []
    async with open_house(tmp_path) as house, house.room(subject) as room:
        house.factory.limiter.listen(lambda exchange, why, _seconds: told.append((exchange, why)))
        await room.exchange.fetch_position_mode()
        wall = Fault(
            kind=FaultKind.STATUS_HTML, status=status, stage=Stage.BEFORE, venue=subject.exchange, times=FOREVER
        )
        house.world.faults.add(wall)
        assert (await room.exchange.place_order(room.order())).outcome is Outcome.AMBIGUOUS
        seen = requests_seen(room)
        for order in (room.order(), room.close()):
            assert (await room.exchange.place_order(order)).outcome is Outcome.NOT_SENT
        with pytest.raises(BreakerOpen):
            await room.exchange.fetch_positions()
        assert requests_seen(room) == seen
        assert told == [(subject.exchange, Silence.BLOCK)]


async def test_without_look_ups_no_entry_is_begun(room: Room) -> None:
    """Half an outage: what nobody could look up afterwards isn't sent; exits are (reliability.md row 77)."""
    await room.opened()
    room.house.factory.breakers.lane(room.subject.exchange, Lane.LOOKUP).trip(60)
    refused = await room.exchange.place_order(room.order())
    assert (refused.outcome, refused.code) == (Outcome.NOT_SENT, "lookups-fail")
    assert (await room.exchange.place_order(room.close())).status is OrderStatus.FILLED
