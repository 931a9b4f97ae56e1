"""The quick way of writing parameters says the same as ccxt's, or leaves it to ccxt."""

from decimal import Decimal

from ccxt.async_support.base.exchange import Exchange as CcxtBase
from hypothesis import given
from hypothesis import strategies as st

from adapters.exchanges.clients import CLASSES
from adapters.exchanges.query import plain_query
from core.domain.values import Exchange

values = st.one_of(
    st.text(max_size=12), st.integers(), st.booleans(), st.sampled_from([Decimal("0.010"), None, "a=b", "a&b", "ї", ""])
)


@given(fields=st.dictionaries(st.text(max_size=6), values, max_size=6))
def test_every_client_writes_what_ccxt_writes(fields: dict[str, object]) -> None:
    for kind in (CLASSES[Exchange.BINANCE], CLASSES[Exchange.BYBIT], CLASSES[Exchange.BITGET]):
        assert kind.urlencode(fields) == CcxtBase.urlencode(fields)


def test_an_order_goes_the_quick_way() -> None:
    fields = {"symbol": "BTCUSDT", "quantity": "0.010", "reduceOnly": True, "timestamp": 1}
    assert plain_query(fields) == "symbol=BTCUSDT&quantity=0.010&reduceOnly=true&timestamp=1"
