"""Reads a control request's JSON into plain values, or says which field is wrong.

Must not know what the values are for.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from aiohttp import web

from adapters.sandbox.telegram.refusals import ApiRefusal, bad_request


@dataclass(frozen=True, slots=True)
class Asked:
    fields: dict[str, object]

    def text(self, name: str) -> str | None:
        value = self.fields.get(name)
        if value is None or isinstance(value, str):
            return value
        raise _wrong(name, "a string")

    def number(self, name: str) -> int | None:
        value = self.fields.get(name)
        if isinstance(value, str) and value.removeprefix("-").isdigit():
            return int(value)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise _wrong(name, "a whole number")

    def seconds(self, name: str) -> float | None:
        value = self.fields.get(name)
        if value is None or isinstance(value, int | float):
            return value
        raise _wrong(name, "a number of seconds")

    def flag(self, name: str) -> bool | None:
        value = self.fields.get(name)
        if value is None or isinstance(value, bool):
            return value
        raise _wrong(name, "true or false")

    def record(self, name: str) -> dict[str, object]:
        value = self.fields.get(name)
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        raise _wrong(name, "an object")

    def content(self, name: str) -> bytes | None:
        """Bytes written as base64; `true` stands for a ready-made sample and is the caller's to choose."""
        written = self.text(name)
        if written is None:
            return None
        try:
            return base64.b64decode(written, validate=True)
        except binascii.Error as error:
            raise _wrong(name, "base64") from error

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise _wrong(name, "present")
        return value

    def needed_number(self, name: str) -> int:
        value = self.number(name)
        if value is None:
            raise _wrong(name, "present")
        return value


async def read_asked(request: web.Request) -> Asked:
    try:
        fields = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise bad_request("the body must be JSON") from error
    if not isinstance(fields, dict):
        raise bad_request("the body must be a JSON object")
    return Asked(fields)


def _wrong(name: str, wanted: str) -> ApiRefusal:
    return bad_request(f"{name} must be {wanted}")
