"""Orders as the three exchanges take and tell them, without a market behind: everything is filled at once.

Checks no signature and no rule: what is measured is who sends, not who receives.
"""

import itertools
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

import orjson

PRICE = "60000"
ORDER_PATHS = frozenset({"/fapi/v1/order", "/v5/order/create", "/api/v2/mix/order/place-order"})
LOOK_UPS = frozenset(
    {
        "/fapi/v1/order",
        "/fapi/v1/userTrades",
        "/v5/order/realtime",
        "/v5/order/history",
        "/api/v2/mix/order/detail",
    }
)
Fields = Mapping[str, str]


class Taken(NamedTuple):
    """One order and the moment at which it had arrived whole, in nanoseconds since the epoch."""

    number: int
    client_id: str
    side: str
    amount: str
    at_ns: int


class Orders:
    """By client id; answers None for what isn't an order's business."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1_000_001)
        self.taken: dict[str, Taken] = {}

    def answer(self, method: str, path: str, query: str, *, body: bytes) -> bytes | None:
        """What to answer, or None when somebody else must."""
        if method == "POST" and path in ORDER_PATHS:
            return orjson.dumps(self._take(path, fields_of(query, body)))
        if method == "GET" and path in LOOK_UPS:
            told = self._tell(path, dict(parse_qsl(query)))
            return None if told is None else orjson.dumps(told)
        return None

    def tell_arrivals(self) -> Sequence[tuple[str, int]]:
        """Each order's client id with the moment of its arrival; then all orders are forgotten."""
        told = [(taken.client_id, taken.at_ns) for taken in self.taken.values()]
        self.taken.clear()
        return told

    def _take(self, path: str, fields: Fields) -> object:
        at_ns, number = time.time_ns(), next(self._numbers)
        named = (fields.get(name) for name in ("newClientOrderId", "orderLinkId", "clientOid"))
        client_id = next(filter(None, named), str(number))
        amount = fields.get("quantity") or fields.get("qty") or fields["size"]
        taken = self.taken[client_id] = Taken(number, client_id, fields["side"], amount, at_ns)
        if path.startswith("/fapi"):
            return binance_order(taken)
        ids = {"orderId": str(number)}
        if path.startswith("/v5"):
            return bybit(ids | {"orderLinkId": client_id})
        return bitget(ids | {"clientOid": client_id})

    def _tell(self, path: str, asked: Fields) -> object | None:
        client_id = asked.get("origClientOrderId") or asked.get("orderLinkId") or asked.get("clientOid") or ""
        taken = self.taken.get(client_id)
        if path == "/fapi/v1/userTrades" and "orderId" in asked:
            return [{"commission": "0.01", "commissionAsset": "USDT", "orderId": asked["orderId"]}]
        if taken is None:
            return None
        match path:
            case "/fapi/v1/order":
                return binance_order(taken)
            case "/v5/order/realtime" | "/v5/order/history":
                return bybit({"list": [bybit_order(taken)], "nextPageCursor": ""})
            case "/api/v2/mix/order/detail":
                return bitget(bitget_order(taken))
            case _:
                return None


def fields_of(query: str, body: bytes) -> Fields:
    if body.startswith(b"{"):
        return {name: str(value) for name, value in orjson.loads(body).items()}
    return dict(parse_qsl(body.decode() or query))


def binance_order(taken: Taken) -> object:
    return {
        "orderId": taken.number,
        "symbol": "BTCUSDT",
        "status": "FILLED",
        "clientOrderId": taken.client_id,
        "price": "0",
        "avgPrice": PRICE,
        "origQty": taken.amount,
        "executedQty": taken.amount,
        "cumQuote": "600",
        "timeInForce": "IOC",
        "type": "LIMIT",
        "reduceOnly": False,
        "side": taken.side,
        "positionSide": "BOTH",
        "updateTime": taken.at_ns // 1_000_000,
    }


def bybit(result: object) -> object:
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": time.time_ns() // 1_000_000}


def bybit_order(taken: Taken) -> object:
    return {
        "orderId": str(taken.number),
        "orderLinkId": taken.client_id,
        "symbol": "BTCUSDT",
        "side": taken.side,
        "orderStatus": "Filled",
        "avgPrice": PRICE,
        "qty": taken.amount,
        "cumExecQty": taken.amount,
        "cumExecFee": "0.01",
        "updatedTime": str(taken.at_ns // 1_000_000),
    }


def bitget(result: object) -> object:
    return {"code": "00000", "msg": "success", "requestTime": time.time_ns() // 1_000_000, "data": result}


def bitget_order(taken: Taken) -> object:
    return {
        "orderId": str(taken.number),
        "clientOid": taken.client_id,
        "symbol": "BTCUSDT",
        "side": taken.side,
        "state": "filled",
        "priceAvg": PRICE,
        "size": taken.amount,
        "baseVolume": taken.amount,
        "fee": "-0.01",
        "marginCoin": "USDT",
        "uTime": str(taken.at_ns // 1_000_000),
    }
