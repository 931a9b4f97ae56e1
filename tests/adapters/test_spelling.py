"""Clients that are born cheaply have all names of the first one. Asks no exchange."""

import pytest

from adapters.exchanges.clients import CLASSES
from core.domain.values import Exchange


@pytest.mark.parametrize("exchange", Exchange)
def test_a_later_client_has_every_name(exchange: Exchange) -> None:
    first, second = [CLASSES[exchange]({"apiKey": key}) for key in ("one", "two")]
    assert set(object.__dir__(first)) == set(object.__dir__(second))
    assert first.fetchTicker.__func__ is second.fetchTicker.__func__
    assert (first.apiKey, second.apiKey) == ("one", "two")
    assert second.arrayConcat([1], [2]) == [1, 2]


def test_later_clients_walk_over_values_only() -> None:
    client = CLASSES[Exchange.BYBIT]({})
    assert {"fetch_ticker", "fetchTicker", "public_get_v5_market_time"}.isdisjoint(dir(client))
    assert {"markets_by_id", "array_concat"} <= set(dir(client))
