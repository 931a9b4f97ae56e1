"""Bitget's answers and numbers on the wire: code "00000" with a payload, or a native code with a text.

Decides nothing: it only dresses what it is given.
"""

import time
from decimal import Decimal
from typing import Any

from aiohttp import web

GOOD = "00000"
BAD_REQUEST = 400
TOO_MANY = 429
RATIO_GRID = Decimal("0.000000000001")


class NativeError(Exception):
    """A request Bitget refuses, in its own code and words."""

    def __init__(self, code: str, text: str, *, http_status: int = BAD_REQUEST) -> None:
        super().__init__(f"{code} {text}")
        self.code = code
        self.text = text
        self.http_status = http_status


def good(payload: Any) -> web.Response:
    return web.json_response({"code": GOOD, "msg": "success", "requestTime": now_ms(), "data": payload})


def bad(error: NativeError) -> web.Response:
    answer = {"code": error.code, "msg": error.text, "requestTime": now_ms(), "data": None}
    return web.json_response(answer, status=error.http_status)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def plain(number: Decimal | None) -> str:
    """A number as Bitget writes it: no exponent, no trailing zeros; nothing is an empty text."""
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def ratio(part: Decimal, whole: Decimal) -> str:
    return plain((part / whole).quantize(RATIO_GRID)) if whole else "0"


def places(step: Decimal) -> int:
    """How many decimals a step such as 0.01 needs."""
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
