"""The factory: one connection per account, one set of markets, paper until told otherwise, secrets kept."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loguru import logger

from adapters.exchanges.ccxt_exchange import CcxtExchange
from adapters.exchanges.factory import ExchangeFactory
from adapters.exchanges.paper import PaperExchange
from adapters.exchanges.paper_store import MemoryPaperStore
from adapters.exchanges.transport import open_session, trusted_context
from adapters.sandbox.faults import Fault, FaultKind, Stage
from adapters.sandbox.world import World
from core.domain.account import Account, AccountMode
from core.domain.errors import CredentialsRejected
from core.domain.values import AccountId, Credentials, Exchange, FollowerId, KeyRights, MarketKind, PositionMode
from tests.contracts.room import SystemClock, credentials_of

RIGHTS = KeyRights(
    uid="1", can_trade_spot=True, can_trade_perpetual=True, can_withdraw=False, can_transfer=False, ip_bound=False
)
WHO = {Exchange.BINANCE: "ann", Exchange.BYBIT: "bo", Exchange.BITGET: "cleo"}


class KeyBox:
    """A vault that holds the sandbox's keys by account label."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def store(self, account: Account, credentials: Credentials) -> None:
        raise AssertionError("nobody stores here")

    async def open(self, account: Account) -> Credentials:
        return credentials_of(self._world.engines[account.exchange].floor.accounts[account.label].keys[0])

    async def erase(self, account: Account) -> None:
        raise AssertionError("nobody erases here")


@asynccontextmanager
async def a_factory(directory: Path) -> AsyncIterator[tuple[World, ExchangeFactory]]:
    async with World(directory) as world:
        session = open_session(world.gateway.address, world.gateway.ca_file)
        tls = trusted_context(world.gateway.ca_file)
        factory = ExchangeFactory(
            session, tls=tls, vault=KeyBox(world), clock=SystemClock(), paper_store=MemoryPaperStore()
        )
        try:
            yield world, factory
        finally:
            await factory.aclose()
            await session.close()


def an_account(exchange: Exchange, mode: AccountMode = AccountMode.LIVE, label: str = "") -> Account:
    return Account(
        AccountId(f"{exchange}-{label or WHO[exchange]}"),
        follower_id=FollowerId(1),
        exchange=exchange,
        label=label or WHO[exchange],
        linked_at=datetime.now(UTC),
        mode=mode,
        rights=RIGHTS,
    )


@pytest.mark.parametrize("exchange", Exchange)
async def test_same_account_gets_the_same_connection(tmp_path: Path, exchange: Exchange) -> None:
    async with a_factory(tmp_path) as (_, factory):
        first = await factory.connection(an_account(exchange))
        assert isinstance(first, CcxtExchange)
        assert await factory.connection(an_account(exchange)) is first


async def test_markets_are_read_once_for_all(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (world, factory):
        for label in ("leader", "ann"):
            connection = await factory.connection(an_account(Exchange.BINANCE, label=label))
            await connection.fetch_balance(MarketKind.PERPETUAL)
        assert world.gateway.logs["binance"].operations["markets"] == 2  # spot and futures, once each


async def test_paper_account_needs_no_key(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (world, factory):
        paper = await factory.connection(an_account(Exchange.BYBIT, AccountMode.PAPER))
        assert isinstance(paper, PaperExchange)
        assert (await paper.fetch_balance(MarketKind.SPOT))["USDT"].total == 10_000
        assert world.gateway.logs["bybit"].operations["balance"] == 0


async def test_observed_connection_is_the_real_account(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (_, factory):
        leader = an_account(Exchange.BINANCE, AccountMode.PAPER, "leader")
        observed = await factory.observed_connection(leader)
        assert isinstance(observed, CcxtExchange)
        assert (await observed.fetch_balance(MarketKind.SPOT))["USDT"].total == 100_000


@pytest.mark.parametrize("label", ["cleo", "dan"])
async def test_bitget_families_are_told_apart(tmp_path: Path, label: str) -> None:
    async with a_factory(tmp_path) as (_, factory):
        connection = await factory.connection(an_account(Exchange.BITGET, label=label))
        assert await connection.fetch_position_mode() is PositionMode.ONE_WAY
        assert (await connection.fetch_balance(MarketKind.PERPETUAL))["USDT"].total == 10_000


async def test_doubtful_family_is_asked_again(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (world, factory):
        world.faults.add(
            Fault(
                kind=FaultKind.STATUS_HTML,
                venue="bitget",
                operation="permissions",
                status=502,
                stage=Stage.BEFORE,
                times=2,
            )
        )
        connection = await factory.connection(an_account(Exchange.BITGET, label="dan"))
        assert (await connection.fetch_balance(MarketKind.SPOT))["USDT"].total == 10_000


async def test_forgotten_account_is_opened_anew(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (_, factory):
        account = an_account(Exchange.BYBIT)
        first = await factory.connection(account)
        await factory.forget(account.id)
        assert await factory.connection(account) is not first


async def test_trial_of_a_wrong_key_is_refused(tmp_path: Path) -> None:
    async with a_factory(tmp_path) as (_, factory):
        wrong = Credentials(api_key="nobody", secret="guess")
        connection = await factory.trial(Exchange.BYBIT, wrong)
        with pytest.raises(CredentialsRejected):
            await connection.fetch_key_rights()
        await connection.aclose()


async def test_log_never_shows_a_secret(tmp_path: Path) -> None:
    heard = io.StringIO()
    sink = logger.add(heard, level="TRACE", format="{message} {extra}")
    async with a_factory(tmp_path) as (world, factory):
        world.faults.add(Fault(kind=FaultKind.STATUS_HTML, venue="bitget", status=502, operation="balance", times=2))
        connection = await factory.connection(an_account(Exchange.BITGET))
        await connection.fetch_balance(MarketKind.SPOT)
        key = world.engines["bitget"].floor.accounts["cleo"].keys[0]
    logger.remove(sink)
    assert "read failed" in heard.getvalue()
    assert not any(part in heard.getvalue() for part in (key.key, key.secret, key.passphrase))
