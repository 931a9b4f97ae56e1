"""Binance's refusals in its own codes and words, spot and futures apart. Decides nothing.

The texts matter as much as the codes: clients pick the meaning of -1013 and -2010 out of them.
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.refusals import Refusal, Refused


class Complaint(Exception):
    """An answer `{"code": ..., "msg": ...}` with its HTTP status."""

    def __init__(self, code: int, text: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{code} {text}")
        self.code, self.text, self.status = code, text, status
        self.headers = dict(headers or {})

    @property
    def payload(self) -> dict[str, Any]:
        return {"code": self.code, "msg": self.text}

    def answer(self, headers: Mapping[str, str]) -> web.Response:
        return web.json_response(self.payload, status=self.status, headers={**headers, **self.headers})


SPOT_WORDS: dict[Refusal, tuple[int, str]] = {
    Refusal.INSUFFICIENT_FUNDS: (-2010, "Account has insufficient balance for requested action."),
    Refusal.BELOW_MIN_AMOUNT: (-1013, "Filter failure: LOT_SIZE"),
    Refusal.BELOW_MIN_COST: (-1013, "Filter failure: NOTIONAL"),
    Refusal.MAX_AMOUNT: (-1013, "Filter failure: MARKET_LOT_SIZE"),
    Refusal.BAD_STEP: (-1013, "Filter failure: LOT_SIZE"),
    Refusal.BAD_TICK: (-1013, "Filter failure: PRICE_FILTER"),
    Refusal.BAD_PARAMETER: (-1100, "Illegal characters found in a parameter."),
    Refusal.UNKNOWN_SYMBOL: (-1121, "Invalid symbol."),
    Refusal.DUPLICATE_CLIENT_ID: (-2010, "Duplicate order sent."),
    Refusal.WOULD_TRIGGER: (-2010, "Stop price would trigger immediately."),
    Refusal.WOULD_TAKE: (-2010, "Order would immediately match and take."),
    Refusal.NOT_FOUND: (-2013, "Order does not exist."),
    Refusal.SYMBOL_CLOSED: (-1013, "Market is closed."),
}

FUTURES_WORDS: dict[Refusal, tuple[int, str]] = {
    Refusal.INSUFFICIENT_FUNDS: (-2019, "Margin is insufficient."),
    Refusal.BELOW_MIN_AMOUNT: (-4003, "Quantity less than or equal to zero."),
    Refusal.BELOW_MIN_COST: (
        -4164,
        "Order's notional must be no smaller than the minimum (unless you choose reduce only).",
    ),
    Refusal.MAX_AMOUNT: (-4005, "Quantity greater than max quantity."),
    Refusal.BAD_STEP: (-1111, "Precision is over the maximum defined for this asset."),
    Refusal.BAD_TICK: (-4014, "Price not increased by tick size."),
    Refusal.BAD_PARAMETER: (-1102, "A mandatory parameter was not sent, was empty/null, or malformed."),
    Refusal.UNKNOWN_SYMBOL: (-1121, "Invalid symbol."),
    Refusal.DUPLICATE_CLIENT_ID: (-4116, "ClientOrderId is duplicated."),
    Refusal.REDUCE_ONLY: (-2022, "ReduceOnly Order is rejected."),
    Refusal.POSITION_SIDE_MISMATCH: (-4061, "Order's position side does not match user's setting."),
    Refusal.MODE_LOCKED: (-4068, "Position side cannot be changed if there exists position."),
    Refusal.LEVERAGE_TOO_HIGH: (-2027, "Exceeded the maximum allowable position at current leverage."),
    Refusal.NO_CHANGE: (-4059, "No need to change position side."),
    Refusal.WOULD_TRIGGER: (-2021, "Order would immediately trigger."),
    Refusal.WOULD_TAKE: (
        -5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected.",
    ),
    Refusal.NOT_FOUND: (-2013, "Order does not exist."),
    Refusal.NO_POSITION: (-4509, "Time in Force (TIF) GTE can only be used with open positions."),
    Refusal.SYMBOL_CLOSED: (-4140, "Invalid symbol status for opening position."),
}


def complaint_for(
    refused: Refused, kind: Kind, *, special: Mapping[Refusal, tuple[int, str]] | None = None
) -> Complaint:
    """The venue's words for a refusal; `special` overrides them where one call words it differently."""
    words = SPOT_WORDS if kind is Kind.SPOT else FUTURES_WORDS
    code, text = (special or {}).get(refused.refusal) or words.get(refused.refusal, (-1013, refused.text))
    return Complaint(code, text)


def missing(name: str) -> Complaint:
    return Complaint(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def illegal(name: str, allowed: str) -> Complaint:
    return Complaint(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{allowed}'.")


def bad_key() -> Complaint:
    return Complaint(-2015, "Invalid API-key, IP, or permissions for action.", status=401)
