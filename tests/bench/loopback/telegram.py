"""As much of a Bot API as the bot needs to talk: takes every message at once, hands over what a person writes.

Words nothing and checks nothing; notes when each chat was answered.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import parse_qsl

import orjson

from tests.bench.loopback.connection import Request, Say

BOT = {"id": 424242, "is_bot": True, "first_name": "Tandem", "username": "tandem_bench_bot"}
MESSAGES = frozenset({"sendmessage", "editmessagetext"})
POLL_SECONDS = 20.0


class Telegram:
    """Updates are told until a later offset confirms them."""

    def __init__(self) -> None:
        self._updates: list[dict[str, object]] = []
        self._numbers = 1_000
        self._said: dict[int, list[int]] = defaultdict(list)
        self._polling: Say | None = None

    def take(self, request: Request, say: Say) -> None:
        verb = request.path.rpartition("/")[2].lower()
        fields = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        match verb:
            case "getme":
                say(200, told(BOT))
            case "getupdates":
                self._poll(int(fields.get("offset", 0)), say)
            case _ if verb in MESSAGES:
                say(200, told(self._note(int(fields["chat_id"]), fields)))
            case _:
                say(200, told(True))

    def ask(self, chat: int, text: str) -> int:
        """A person writes; answers with the moment, in nanoseconds since the epoch."""
        self._numbers += 1
        person = {"id": chat, "is_bot": False, "first_name": "Ann"}
        command = {"type": "bot_command", "offset": 0, "length": len(text)}
        message = message_of(self._numbers, chat, text) | {"from": person, "entities": [command]}
        self._updates.append({"update_id": self._numbers, "message": message})
        self._hand_over()
        return time.time_ns()

    def said(self, chat: int) -> Sequence[int]:
        """When this chat was told something, then forgotten."""
        return self._said.pop(chat, [])

    def _poll(self, offset: int, say: Say) -> None:
        self._updates = [update for update in self._updates if int(str(update["update_id"])) >= offset]
        self._polling = say
        if self._updates:
            self._hand_over()
        else:
            asyncio.get_running_loop().call_later(POLL_SECONDS, self._give_up, say)

    def _give_up(self, say: Say) -> None:
        if self._polling is say:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._polling is not None:
            say, self._polling = self._polling, None
            say(200, told(self._updates))

    def _note(self, chat: int, fields: dict[str, str]) -> dict[str, object]:
        self._said[chat].append(time.time_ns())
        self._numbers += 1
        return message_of(int(fields.get("message_id", self._numbers)), chat, fields.get("text", "-"))


def told(result: object) -> bytes:
    return orjson.dumps({"ok": True, "result": result})


def message_of(number: int, chat: int, text: str) -> dict[str, object]:
    private = {"id": chat, "type": "private", "first_name": "Ann"}
    return {"message_id": number, "date": int(time.time()), "chat": private, "text": text}
