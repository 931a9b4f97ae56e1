"""The whole world: it starts, tells where everything is, answers under real names, and stops when told."""

import asyncio
import json
import signal
import sys
import time
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.exchanges.transport import open_session
from adapters.sandbox.world import World

PATIENCE_S = 30


@pytest.mark.parametrize(
    "url",
    [
        "https://api.binance.com/api/v3/time",
        "https://fapi.binance.com/fapi/v1/time",
        "https://api.bybit.com/v5/market/time",
        "https://api.bitget.com/api/v2/public/time",
    ],
)
async def test_every_exchange_answers_under_its_real_name(tmp_path: Path, url: str) -> None:
    async with World(tmp_path) as world:
        session = open_session(world.gateway.address, world.gateway.ca_file)
        async with session, session.get(url) as answer:
            assert (answer.status, answer.content_type) == (200, "application/json")


async def test_handshake_names_accounts_page_and_telegram(tmp_path: Path) -> None:
    async with World(tmp_path) as world, ClientSession() as session:
        async with session.get(f"{world.url}/control/world") as answer:
            handshake = await answer.json()
        names = {account["name"] for account in handshake["accounts"]}
        assert {"leader@binance", "ann@binance", "bo@bybit", "cleo@bitget", "dan@bitget", "risky@bybit"} <= names
        token = handshake["bot_token"]
        for url in (handshake["page_url"], f"{handshake['telegram_url']}/bot{token}/getMe"):
            async with session.get(url) as answer:
                assert answer.status == 200


async def test_leader_has_a_key_that_only_reads(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        leader = world.engines["binance"].floor.accounts["leader"]
        assert [sorted(key.rights) for key in leader.keys] == [["read"], ["futures", "read", "spot"]]


async def test_own_process_publishes_itself_and_stops_on_sigterm(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "adapters.sandbox", "--directory", str(tmp_path), "--seed", "2")
    process = await asyncio.create_subprocess_exec(*command)
    try:
        handshake = await asyncio.to_thread(_published, tmp_path / "world.json")
        async with ClientSession() as session, session.get(f"{handshake['control_url']}/market") as answer:
            assert (await answer.json())["running"] is True
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), PATIENCE_S) == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _published(file: Path) -> dict[str, str]:
    deadline = time.monotonic() + PATIENCE_S
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    handshake: dict[str, str] = json.loads(file.read_text())
    return handshake
