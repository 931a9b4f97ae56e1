"""ccxt's clients with its hooks used (exchanges.md 2): requests pass the gate, answers are noted, messages tapped.

The tap sees every message before ccxt's caches, which forget and coalesce (exchanges.md T8, T9). Decides nothing.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import ccxt
from aiohttp import ClientSession
from ccxt.pro.binance import binance
from ccxt.pro.bitget import bitget
from ccxt.pro.bybit import bybit
from loguru import logger

from adapters.exchanges.attempts import is_order, note_answer, refuse_the_late
from adapters.exchanges.gate import Gate
from adapters.exchanges.lean_transport import LeanTransport
from adapters.exchanges.line import LineBroken
from adapters.exchanges.query import plain_query
from adapters.exchanges.spelling import SpelledOnce
from adapters.exchanges.wire import Row, row
from core.domain.values import Credentials, Exchange

REQUEST_TIMEOUT_MS = 13_000  # above the exchanges' own 10 s, so that their answer wins (reliability.md, fact 2)
RECEIVE_WINDOW_MS = 5_000
KEEP_ALIVE_MS = 15_000
FILLS = "own-fills"
GOOD_CODES = frozenset({"", "0", "200", "00000"})

Tap = Callable[[Row], bool]
UNREADABLE = (LookupError, ValueError, TypeError, ArithmeticError, AttributeError)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """The lean way's errors as ccxt would say them."""
    try:
        yield
    except TimeoutError as error:
        raise ccxt.RequestTimeout(what) from error
    except (OSError, LineBroken) as error:
        raise ccxt.ExchangeNotAvailable(what) from error


class Observed(SpelledOnce):
    """Notes every answer's native code; with a `tap`, a message it takes never reaches ccxt."""

    code_key, message_key = "code", "msg"
    gate: Gate | None = None
    lean: LeanTransport | None = None
    tap: Tap | None = None
    on_lost: Callable[[str], None] | None = None
    timeout_on_exit = 0
    _listening = ""

    async def fetch2(
        self,
        path: str,
        api: str | Sequence[str] = "public",
        method: str = "GET",
        params: Mapping[str, object] | None = None,
        config: Mapping[str, object] | None = None,
    ) -> Any:
        """Before it is signed, for whoever waits here would be too late with an old signature."""
        if self.gate is not None:
            await self.gate.enter(api if isinstance(api, str) else "/".join(api), method, path=path)
        refuse_the_late()
        if is_order():
            return await self._send_once(path, api, method, params=params)
        return await super().fetch2(path, api, method, params or {}, config or {})

    async def _send_once(
        self, path: str, api: str | Sequence[str], method: str, *, params: Mapping[str, object] | None
    ) -> Any:
        """What ccxt does with a request, without its options for repeating one: an order is sent once."""
        request = self.sign(path, api, method, params or {})
        return await self.fetch(request["url"], request["method"], request["headers"], request["body"])

    @staticmethod
    def urlencode(params: Mapping[str, object], doseq: bool = False, sort: bool = False) -> str:  # noqa: FBT001, FBT002 - ccxt's signature
        """As ccxt does it; escaping what needs no escape is a third of signing."""
        plain = None if doseq else plain_query(params)
        return str(SpelledOnce.urlencode(params, doseq, sort)) if plain is None else plain

    async def fetch(self, url: str, method: str = "GET", headers: Any = None, body: Any = None) -> Any:
        """Orders may have a way out of their own; what ccxt makes of an answer is the same on both."""
        lean = self.lean
        if lean is None or not is_order():
            return await super().fetch(url, method, headers, body)
        sent = self.prepare_request_headers(headers)
        content, seconds = (body or "").encode(), self.timeout / 1000
        with translated(f"{self.id} {method}"):
            answer = await lean.send(method, url, headers=sent, body=content, timeout_seconds=seconds)
        text = answer.body.decode("utf-8", "replace")
        found = self.parse_json(text)
        self.handle_errors(answer.status, answer.reason, url, method, answer.headers, text, found, sent, body)
        self.handle_http_status_code(answer.status, answer.reason, url, method, text)
        return text if found is None else found

    def handle_errors(  # noqa: PLR0917 - ccxt's signature
        self,
        code: int,
        reason: str,
        url: str,
        method: str,
        headers: dict[str, str],
        body: str,
        response: object,
        requestHeaders: object,  # noqa: N803 - ccxt's name
        requestBody: object,  # noqa: N803 - ccxt's name
    ) -> object:
        answer = row(response)
        native = str(answer.get(self.code_key, ""))
        native = "" if native in GOOD_CODES else native
        message = str(answer.get(self.message_key, ""))[:200]
        note_answer(code, headers, code=native, message=message)
        if self.gate is not None:
            self.gate.hear(code, headers, code=native, message=message)
        return super().handle_errors(code, reason, url, method, headers, body, response, requestHeaders, requestBody)

    def handle_message(self, client: Any, message: Any) -> None:
        """An exception here would end ccxt's receive loop without a word, so the stream is given up loudly instead."""
        try:
            if self.tap is not None and isinstance(message, Mapping) and self.tap(message):
                return
            super().handle_message(client, message)
        except UNREADABLE as error:
            logger.bind(exchange=self.id).error("unreadable stream message: {}", type(error).__name__)
            self.give_up("unreadable message")

    def on_close(self, client: Any, error: object) -> None:
        super().on_close(client, error)
        self.give_up("closed")

    def on_error(self, client: Any, error: object) -> None:
        super().on_error(client, error)
        self.give_up(type(error).__name__)

    def give_up(self, reason: str) -> None:
        if self.on_lost is not None:
            self.on_lost(reason)

    async def dial(self) -> None:
        """Streams count too where exchanges count what comes from one address."""
        if self.gate is not None:
            await self.gate.dial()

    async def listen(self, url: str, request: Mapping[str, object] | None) -> None:
        """Connect to `url`, send the request, wait until `subscribed` is called."""
        self._listening = url
        await self.watch(url, FILLS, request, FILLS)

    def subscribed(self) -> None:
        self.client(self._listening).resolve(FILLS, FILLS)


class BinanceClient(Observed, binance):  # type: ignore[misc]
    def on_connected(self, client: Any, message: object = None) -> None:
        """A listen key's stream confirms nothing: it is live as soon as it is open."""
        super().on_connected(client, message)
        client.resolve(FILLS, FILLS)

    async def keep_alive_listen_key(self, params: Mapping[str, object] | None = None) -> None:
        """ccxt's timer outlives the client."""
        if not self.closed_by_user:
            await super().keep_alive_listen_key(params or {})


class BybitClient(Observed, bybit):  # type: ignore[misc]
    code_key, message_key = "retCode", "retMsg"


class BitgetClient(Observed, bitget):  # type: ignore[misc]
    pass


CLASSES: Mapping[Exchange, type[Observed]] = {
    Exchange.BINANCE: BinanceClient,
    Exchange.BYBIT: BybitClient,
    Exchange.BITGET: BitgetClient,
}

# Preset what ccxt would otherwise ask for before the first order, or guess wrong (exchanges.md 1.5, 5.1, T11).
OPTIONS: Mapping[Exchange, Mapping[str, object]] = {
    Exchange.BINANCE: {
        "recvWindow": RECEIVE_WINDOW_MS,
        "fetchMargins": False,
        "fetchMarkets": {"types": ["spot", "linear"]},
    },
    Exchange.BYBIT: {
        "recvWindow": RECEIVE_WINDOW_MS,
        "enableUnifiedMargin": False,
        "enableUnifiedAccount": True,
        "unifiedMarginStatus": 6,
        "fetchMarkets": {"types": ["spot", "linear"]},
    },
    Exchange.BITGET: {"uta": False},
}


def build_client(
    exchange: Exchange,
    session: ClientSession,
    *,
    tls: ssl.SSLContext,
    credentials: Credentials | None = None,
    options: Mapping[str, object] | None = None,
    gate: Gate | None = None,
    lean: LeanTransport | None = None,
) -> Observed:
    """A client over the shared session and TLS context: its own would freeze the loop (exchanges.md T13)."""
    config: Any = {
        "session": session,
        "number": str,
        "timeout": REQUEST_TIMEOUT_MS,
        "enableRateLimit": False,
        "maxRetriesOnFailure": 0,
        "streaming": {"keepAlive": KEEP_ALIVE_MS},
        "options": {"fetchCurrencies": False} | dict(OPTIONS[exchange]) | dict(options or {}),
    }
    if credentials is not None:
        config |= {"apiKey": credentials.api_key, "secret": credentials.secret, "password": credentials.passphrase}
    client = CLASSES[exchange](config)
    client.ssl_context = tls
    client.gate, client.lean = gate, lean
    return client
