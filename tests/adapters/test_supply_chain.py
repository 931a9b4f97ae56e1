"""Packages that turn bad: who signs for us, whom we talk to; and that planted secrets would be found (rows 114, 120).

Calls nobody.
"""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from ccxt.async_support.base.exchange import Exchange as CcxtBase

from adapters.exchanges.clients import CLASSES
from bot.settings import Settings
from core.domain.values import Exchange
from tests.canaries import leaks, spoken

HOSTS: Mapping[Exchange, tuple[str, ...]] = {
    Exchange.BINANCE: ("binance.com", "binancefuture.com", "binance.vision"),
    Exchange.BYBIT: ("bybit.com", "bybit-tr.com", "bytick.com"),
    Exchange.BITGET: ("bitget.com",),
}


def signer(exchange: Exchange) -> type[CcxtBase]:
    """The class whose `sign` our client really uses."""
    return next(found for found in CLASSES[exchange].__mro__ if "sign" in vars(found))


@pytest.mark.parametrize("exchange", Exchange)
def test_requests_are_signed_by_ccxt_itself(exchange: Exchange) -> None:
    """A look-alike package once replaced exactly this method (reliability.md a4)."""
    found = signer(exchange)
    assert found.__module__ == f"ccxt.async_support.{exchange}"
    assert vars(found)["sign"].__code__.co_filename == inspect.getfile(found), "replaced at run time"


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for inner in value.values():
                yield from texts(inner)
        case _:
            return


@pytest.mark.parametrize("exchange", Exchange)
def test_only_the_exchanges_own_hosts_are_called(exchange: Exchange) -> None:
    client = CLASSES[exchange]({})
    urls = [url for url in texts(client.urls["api"]) if "://" in url]
    hosts = {url.split("://")[1].split("/")[0].replace("{hostname}", client.hostname or "") for url in urls}
    assert hosts
    assert {host for host in hosts if not host.split(":")[0].endswith(HOSTS[exchange])} == set()


def test_telegram_is_the_only_other_host() -> None:
    addresses = [field.default for field in Settings.model_fields.values() if "://" in str(field.default)]
    assert [address for address in addresses if "sqlite" not in address] == ["https://api.telegram.org"]


def test_a_planted_secret_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "bot.log").write_bytes(b"\x00\xff key=can" + b"ary123")
    (folder / "world.log").write_bytes(b"can" + b"ary")
    assert list(leaks(folder)) == ["bot.log"]
    assert list(spoken([("stderr", "a can" + "ary here"), ("stdout", "nothing")])) == ["stderr"]
    (folder / "bot.log").unlink()
