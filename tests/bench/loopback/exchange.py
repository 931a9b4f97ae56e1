"""The three exchanges' side: orders at once and timed, all else as the sandbox answered it once. Checks no signature.

What one account was told while it was taught is told to every account: they are alike, and a read costs little here.
"""

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import parse_qsl

import orjson
from aiohttp import ClientSession
from yarl import URL

from tests.bench.loopback.connection import Request, Say
from tests.bench.loopback.orders import Orders
from tests.bench.loopback.telegram import Telegram

HOPS = frozenset({b"host", b"connection", b"content-length", b"accept-encoding"})
OF_THE_MOMENT = frozenset({"timestamp", "signature", "recvWindow"})
CLOCKS = frozenset({"/fapi/v1/time", "/api/v3/time", "/v5/market/time", "/api/v2/public/time"})
Question = tuple[str, str, tuple[tuple[str, str], ...]]


class ExchangeDesk:
    """What all connections share: the orders, the delay, and what was learnt from the sandbox."""

    def __init__(self, session: ClientSession, telegram: Telegram, group: asyncio.TaskGroup) -> None:
        self._orders, self._session, self._telegram, self._group = Orders(), session, telegram, group
        self._delay_s = 0.0
        self._is_learning = False
        self._learnt: dict[Question, tuple[int, bytes]] = {}

    def take(self, request: Request, say: Say) -> None:
        if (answer := self._orders.answer(request.method, request.path, request.query, body=request.body)) is not None:
            self._say_later(answer, say)
        elif request.path.startswith("/bench/"):
            say(200, orjson.dumps(self._obey(request.path.split("/")[2:])))
        elif (known := self._learnt.get(question_of(request))) is not None:
            say(*known)
        else:
            self._group.create_task(self._pass_on(request, say))

    def _say_later(self, answer: bytes, say: Say) -> None:
        if self._delay_s:
            asyncio.get_running_loop().call_later(self._delay_s, say, 200, answer)
        else:
            say(200, answer)

    def _obey(self, words: Sequence[str]) -> object:
        """The bench's own commands; arrivals are told once."""
        match words:
            case ["delay", milliseconds]:
                self._delay_s = int(milliseconds) / 1000
            case ["learn", "on" | "off" as wish]:
                self._is_learning = wish == "on"
            case ["arrivals"]:
                return self._orders.tell_arrivals()
            case ["cpu"]:
                return time.process_time()
            case ["ask", chat, text]:
                return self._telegram.ask(int(chat), f"/{text}")
            case ["said", chat]:
                return self._telegram.said(int(chat))
        return {}

    async def _pass_on(self, request: Request, say: Say) -> None:
        named = {name.decode(): value.decode() for name, value in request.headers if name.lower() not in HOPS}
        host = next(value.decode() for name, value in request.headers if name.lower() == b"host")
        url = URL(f"https://{host}{request.path}?{request.query}".removesuffix("?"), encoded=True)
        asking = self._session.request(request.method, url, headers=named, data=request.body or None)
        async with asking as response:
            status, answer = response.status, await response.read()
        if self._is_learning and request.path not in CLOCKS:
            self._learnt[question_of(request)] = status, answer
        say(status, answer)


def question_of(request: Request) -> Question:
    """The same question of another account, at another time, is the same question."""
    asked = (pair for pair in parse_qsl(request.query) if pair[0] not in OF_THE_MOMENT)
    return request.method, request.path, tuple(sorted(asked)) if request.method == "GET" else ()
