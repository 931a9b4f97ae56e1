"""The fields of one request, from its query or its JSON body, read with Bitget's own complaints.

Knows no meaning of a field.
"""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

from aiohttp import web

from adapters.sandbox.venues.bitget.envelope import NativeError


class Fields:
    """Texts by name; an empty text counts as absent, as it does at Bitget."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw

    def find(self, name: str) -> str:
        value = self._raw.get(name)
        return "" if value is None else str(value)

    def get(self, name: str) -> str:
        if not (value := self.find(name)):
            raise NativeError("40019", f"Parameter {name} cannot be empty")
        return value

    def choice(self, name: str, *allowed: str) -> str:
        """One of the allowed words, whatever its case; the first is the default."""
        value = self.find(name).lower()
        if not value:
            return allowed[0]
        if value not in allowed:
            raise NativeError("40017", f"Parameter verification failed {name}")
        return value

    def find_number(self, name: str) -> Decimal | None:
        return self.get_number(name) if self.find(name) else None

    def get_number(self, name: str) -> Decimal:
        try:
            number = Decimal(self.get(name))
        except InvalidOperation as error:
            raise NativeError("40017", f"Parameter verification failed {name}") from error
        if not number.is_finite():
            raise NativeError("40017", f"Parameter verification failed {name}")
        return number

    def find_whole(self, name: str, default: int) -> int:
        number = self.find_number(name)
        return default if number is None else int(number)

    def rows(self, name: str) -> list["Fields"]:
        raw = self._raw.get(name)
        return [Fields(row) for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []


async def read_fields(request: web.Request) -> Fields:
    if request.method == "GET":
        return Fields(dict(request.query))
    try:
        raw = json.loads(await request.text() or "{}", parse_float=Decimal, parse_int=Decimal)
    except ValueError as error:
        raise NativeError("40017", "Parameter verification failed") from error
    if not isinstance(raw, dict):
        raise NativeError("40017", "Parameter verification failed")
    return Fields(raw)
