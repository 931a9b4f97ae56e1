"""An HTTP request to the Bot API, read and checked against Telegram's own schema (aiogram.methods).

Must not act on it. Nested values arrive as JSON strings, uploads as parts named by attach://.
"""

import inspect
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiohttp import BodyPartReader, MultipartReader, web
from pydantic import ValidationError

from adapters.sandbox.telegram.refusals import ApiRefusal, bad_request

LARGEST_UPLOAD_BYTES = 50 * 1024 * 1024
SAID_WHEN_MISSING = {"text": "message text is empty", "chat_id": "chat_id is empty"}
Call = TelegramMethod[object]


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


Uploads = Mapping[str, Upload]


@dataclass(slots=True)
class RawCall:
    fields: dict[str, object]
    uploads: dict[str, Upload]

    def chat_id(self) -> int | None:
        """The chat this call is about, before anything is checked."""
        written = str(self.fields.get("chat_id", ""))
        return int(written) if written.removeprefix("-").isdigit() else None


def _schemas() -> dict[str, type[Call]]:
    kinds = (kind for _, kind in inspect.getmembers(methods, inspect.isclass))
    own = (kind for kind in kinds if issubclass(kind, TelegramMethod) and kind is not TelegramMethod)
    return {kind.__api_method__.lower(): kind for kind in own}


SCHEMAS = _schemas()


async def read_call(request: web.Request) -> RawCall:
    raw = RawCall(fields=dict(request.query), uploads={})
    match request.content_type:
        case "application/json":
            body = await _json_body(request)
            raw.fields.update(body)
        case "multipart/form-data":
            await _read_parts(await request.multipart(), raw)
        case "application/x-www-form-urlencoded":
            raw.fields.update({name: str(value) for name, value in (await request.post()).items()})
    return raw


async def _json_body(request: web.Request) -> dict[str, object]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    return body if isinstance(body, dict) else {}


async def _read_parts(reader: MultipartReader, raw: RawCall) -> None:
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read())
        if part.filename is None:
            raw.fields[part.name] = content.decode()
        elif len(content) > LARGEST_UPLOAD_BYTES:
            raise ApiRefusal(413, "Request Entity Too Large")
        else:
            _keep(raw, part.name, Upload(part.filename, _mime(part), content))


def _keep(raw: RawCall, name: str, upload: Upload) -> None:
    raw.uploads[name] = upload
    raw.fields.setdefault(name, f"attach://{name}")


def _mime(part: BodyPartReader) -> str:
    return part.headers.get("Content-Type", "application/octet-stream")


def checked(schema: type[Call], raw: RawCall) -> Call:
    """The call as a typed object, or a 400 that names the wrong field."""
    fields = {name: _decoded(schema, name, value) for name, value in raw.fields.items()}
    try:
        return schema.model_validate(fields)
    except ValidationError as error:
        raise _complaint(error) from error


def _decoded(schema: type[Call], name: str, value: object) -> object:
    field = schema.model_fields.get(name)
    if field is None or not isinstance(value, str):
        return value
    kinds = {field.annotation, *get_args(field.annotation)}
    if int in kinds and value.removeprefix("-").isdigit():
        return int(value)
    return value if str in kinds else _from_json(value)


def _from_json(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _complaint(error: ValidationError) -> ApiRefusal:
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    return bad_request(SAID_WHEN_MISSING.get(place) or f"can't parse field {place}: {first['msg']}")
