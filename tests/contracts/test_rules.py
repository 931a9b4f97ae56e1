"""An exchange's rules change while we run: they are read again, and a market that is gone can still be left."""

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.clients import build_client
from adapters.exchanges.market_source import DOUBTED_SECONDS, REREAD_SECONDS, CcxtMarketSource
from adapters.exchanges.transport import open_session, trusted_context
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.world import World
from core.domain.values import Exchange, Outcome
from tests.contracts.room import AMOUNT, BTC, LIVE, Room

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)
async def test_refused_form_casts_doubt_on_the_rules(room: Room) -> None:
    result = await room.exchange.place_order(room.order(amount=AMOUNT + AMOUNT / 7))
    assert result.outcome is Outcome.REJECTED
    assert room.house.factory.markets(room.subject.exchange).is_doubted


@pytest.mark.parametrize("exchange", Exchange)
async def test_rules_are_read_again_when_old_or_doubted(exchange: Exchange, tmp_path: Path) -> None:
    now = 0.0
    async with World(tmp_path) as world, open_session(world.gateway.address, world.gateway.ca_file) as session:
        client = build_client(exchange, session, tls=trusted_context(world.gateway.ca_file))
        source = CcxtMarketSource(exchange, client, breakers=Breakers(), monotonic=lambda: now)
        catalog, engine = await source.catalog(), world.engines[exchange]
        before = (await source.fetch_markets())[BTC]
        bitcoin = engine.instrument(Kind.PERPETUAL, "BTCUSDT")
        engine.relist(replace(bitcoin, min_cost=bitcoin.min_cost * 2))
        assert (await source.fetch_markets())[BTC] == before
        source.doubt_rules()
        assert (await source.fetch_markets())[BTC] == before
        now = DOUBTED_SECONDS
        assert (await source.fetch_markets())[BTC].min_cost == before.min_cost * 2
        assert catalog.markets[BTC].min_cost == before.min_cost * 2
        engine.delist(engine.instrument(Kind.PERPETUAL, "BTCUSDT"))
        now += REREAD_SECONDS
        assert not (await source.fetch_markets())[BTC].takes_entries
        assert catalog.native(BTC)
        await source.aclose()
