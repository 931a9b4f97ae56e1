"""Bybit's envelope, its refusals and its way of writing values. Knows no endpoint."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from aiohttp import web

Row = dict[str, object]

PLACES = Decimal("0.0000000001")
MAX_EXPONENT = 12  # nothing traded here is larger than 10^13 or finer than 10^-12


class Native(Exception):
    """A refusal in Bybit's own words. With `status` other than 200 the body is plain text, as its edge answers."""

    def __init__(self, code: int, message: str, *, status: int = 200) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.status = status


def envelope(result: Row, now_ms: int) -> Row:
    return {"retCode": 0, "retMsg": "OK", "result": result, "retExtInfo": {}, "time": now_ms}


def refusal(native: Native, now_ms: int, *, headers: dict[str, str]) -> web.Response:
    if native.status != 200:
        return web.Response(status=native.status, text=native.message)
    body = {"retCode": native.code, "retMsg": native.message, "result": {}, "retExtInfo": {}, "time": now_ms}
    return web.json_response(body, headers=headers)


def plain(value: Decimal | None) -> str:
    """Digits without exponent and without needless zeros; nothing for None, as Bybit writes absent prices."""
    if value is None:
        return ""
    rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    text = format(rounded, "f").rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


class Fields:
    """What a request carries, from query or JSON body alike; absent, null and empty are the same to Bybit."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return self.text(name) != ""

    def text(self, name: str, default: str = "") -> str:
        value = self._values.get(name)
        return default if value is None or value == "" else str(value)

    def need(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise Native(10001, f"params error: {name} is required")
        return value

    def decimal(self, name: str) -> Decimal | None:
        text = self.text(name)
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise Native(10001, f"params error: {name} invalid") from error
        if not value.is_finite() or abs(value.adjusted()) > MAX_EXPONENT:
            raise Native(10001, f"params error: {name} invalid")
        return value

    def price(self, name: str) -> Decimal | None:
        """A price or distance where "0" means none."""
        return self.decimal(name) or None

    def number(self, name: str, default: int = 0) -> int:
        value = self.decimal(name)
        return default if value is None else int(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() == "true"
