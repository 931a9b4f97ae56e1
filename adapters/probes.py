"""Looks at one edge of the house and says what it saw, for `check`. Changes nothing; raises with what is wrong."""

import asyncio
import os
import sqlite3
from contextlib import AsyncExitStack, closing
from pathlib import Path

from adapters.exchanges.circuit_breaker import Breakers
from adapters.exchanges.clients import build_client
from adapters.exchanges.market_source import CcxtMarketSource
from adapters.exchanges.transport import open_session, trusted_context
from adapters.identity import SystemClock
from adapters.key_ring import KeyRing
from adapters.persistence.engine import file_of, parse_url
from core.domain.errors import BadInput, StorageError
from core.domain.values import Exchange

WORST_SKEW_SECONDS = 1.0


async def probe_master_key(text: str) -> str:
    try:
        ring = KeyRing.parse(text)
    except BadInput as error:
        raise BadInput(
            f"{error.facts.get('problem', error.code)}: make one with `python -m bot check --new-key`"
        ) from error
    return f"{len(ring.ids)} key(s), {ring.first} seals"


async def probe_database(database_url: str) -> str:
    """Whole, or not there yet in a folder that may be written."""
    return await asyncio.to_thread(look_at_file, file_of(parse_url(database_url)))


def look_at_file(file: Path) -> str:
    if not file.exists():
        folder = next(parent for parent in file.absolute().parents if parent.exists())
        if not os.access(folder, os.W_OK):
            raise StorageError(f"{folder} can't be written")
        return f"{file} will be made at the first start"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        (complaint,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if complaint != "ok":
        raise StorageError(f"{file} is damaged: restore a backup ({complaint})")
    return f"{file} is whole"


async def probe_exchange(exchange: Exchange, gateway: str | None, *, ca_file: Path | None) -> str:
    """The exchange answers, and our clocks agree: orders carry timestamps."""
    async with AsyncExitStack() as stack:
        session = open_session(gateway, ca_file)
        stack.push_async_callback(session.close)
        client = build_client(exchange, session, tls=trusted_context(ca_file))
        source = CcxtMarketSource(exchange, client, breakers=Breakers())
        stack.push_async_callback(source.aclose)
        skew = (await source.fetch_time() - SystemClock().now()).total_seconds()
    if abs(skew) > WORST_SKEW_SECONDS:
        raise StorageError(f"this machine's clock is {-skew:+.1f} s off: set it by NTP")
    return f"reachable, clocks agree within {abs(skew):.1f} s"
