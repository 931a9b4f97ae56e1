"""Binance's spelling: numbers as plain text, parameters out of query and form, UTC milliseconds. Decides nothing."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from adapters.sandbox.venues.binance.complaints import illegal, missing

Payload = dict[str, Any]
PRICE_PLACES = 8
LEGAL_NUMBER = "^([0-9]{1,20})(\\.[0-9]{1,20})?$"


def plain(amount: Decimal | None) -> str:
    """Exact digits without an exponent and without trailing zeros."""
    if not amount:
        return "0"
    return f"{amount.normalize():f}"


def fixed(amount: Decimal | None, places: int = PRICE_PLACES) -> str:
    """The padded form most of Binance's answers use: 0.00100000."""
    return f"{amount or Decimal(0):.{places}f}"


def read_message(text: str) -> Payload:
    """A WebSocket message as an object; what is none is an empty one."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


class Params:
    """The parameters of one request, query and body together, as Binance reads them."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        return self._values.get(name, "") != ""

    def text(self, name: str, default: str = "") -> str:
        return self._values.get(name, "") or default

    def required(self, name: str) -> str:
        value = self._values.get(name, "")
        if not value:
            raise missing(name)
        return value

    def number(self, name: str) -> Decimal | None:
        value = self._values.get(name, "")
        if not value:
            return None
        try:
            parsed = Decimal(value)
        except InvalidOperation as error:
            raise illegal(name, LEGAL_NUMBER) from error
        if not parsed.is_finite() or parsed < 0:
            raise illegal(name, LEGAL_NUMBER)
        return parsed

    def integer(self, name: str) -> int | None:
        value = self._values.get(name, "")
        if not value:
            return None
        try:
            return int(value)
        except ValueError as error:
            raise illegal(name, "^[0-9]{1,20}$") from error

    def flag(self, name: str) -> bool:
        return self._values.get(name, "").lower() == "true"

    def is_set(self, *names: str) -> bool:
        return any(self.has(name) for name in names)
