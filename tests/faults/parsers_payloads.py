"""Answers and stream messages of the three exchanges, spoiled, through the whole adapters: read, or a declared failure.

The genuine ones were taken from the sandbox (tests/faults/answers). No socket: the client is one canned answer.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, cast

from adapters.exchanges.binance import Binance, BinanceStream
from adapters.exchanges.bitget import BitgetStream, Family
from adapters.exchanges.bitget_classic import BitgetClassic
from adapters.exchanges.bitget_rows import stream_leg, unified_leg
from adapters.exchanges.bitget_unified import BitgetUnified
from adapters.exchanges.bybit import Bybit, BybitStream
from adapters.exchanges.clients import Observed
from adapters.exchanges.dialect import Dialect, ProtectionPlan
from adapters.exchanges.failures import FAILURES
from adapters.exchanges.links import StreamWords
from adapters.exchanges.markets import Catalog, Listing
from core.domain.errors import ExchangeError
from core.domain.values import (
    ClientOrderId,
    Exchange,
    MarketKind,
    OrderRequest,
    OrderResult,
    OrderStatus,
    Outcome,
    PositionMode,
    PositionSide,
    Protection,
    Side,
)
from tests.builders import BTC, BTC_SPOT, a_market
from tests.faults.parsers_garble import Tree, spoiled_tree

ANSWERS = Path(__file__).parent / "answers"
STREAM = "stream:"
ID = ClientOrderId("ct0123456789abcdefghijklmnop")
SINCE = timedelta(days=6)
LARGEST, FINEST = 40, -40
"""Powers of ten: no amount, price or fee is beyond them."""


class Payload(NamedTuple):
    """Which account is asked what (or hears which message); its answers are spoiled from `seed`."""

    account: str
    question: str
    seed: int
    message: Tree = None


@dataclass
class Canned:
    """A client with one answer to each call: a genuine one, mostly spoiled. Whoever asks again gets the same."""

    account: str
    seed: int
    answers: dict[str, Tree] = field(default_factory=dict)
    asked: int = 0

    def __getattr__(self, name: str) -> Any:
        return milliseconds if name == "milliseconds" else partial(self.reply, name)

    async def reply(self, name: str, *_: object, **__: object) -> Tree:
        self.asked += 1
        assert self.asked < MOST_QUESTIONS, "it asks for pages without end"
        if name not in self.answers:
            self.answers[name] = self._answer(name)
        return self.answers[name]

    def _answer(self, name: str) -> Tree:
        chance = Random(f"{self.seed}:{name}")
        known = genuine(self.account).get(name, [{}])
        return spoiled_tree(chance, chance.choice(known)) if chance.random() < SPOILED else chance.choice(known)


def milliseconds() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


SPOILED = 0.7
MOST_QUESTIONS = 200
Question = Callable[[Dialect], Coroutine[Any, Any, object]]


def order(symbol: Any, *, limit: Decimal | None = None) -> OrderRequest:
    return OrderRequest(
        client_order_id=ID,
        symbol=symbol,
        side=Side.BUY,
        position_side=PositionSide.LONG,
        amount=Decimal("0.01"),
        reduce_only=False,
        limit_price=limit,
        reference_price=Decimal(60_000),
    )


PLAN = ProtectionPlan(
    symbol=BTC,
    side=PositionSide.LONG,
    mode=PositionMode.HEDGE,
    protection=Protection(stop_loss=Decimal(50_000)),
    amount=Decimal("0.01"),
    key="k",
)
FILLED = OrderResult(
    outcome=Outcome.ACCEPTED, client_order_id=ID, status=OrderStatus.FILLED, exchange_order_id="1", filled=Decimal(1)
)
QUESTIONS: Mapping[str, Question] = {
    "send": lambda it: it.send_order(order(BTC), PositionMode.ONE_WAY),
    "send-spot": lambda it: it.send_order(order(BTC_SPOT, limit=Decimal(60_100)), PositionMode.ONE_WAY),
    "find": lambda it: it.find_order(BTC, ID),
    "find-spot": lambda it: it.find_order(BTC_SPOT, ID),
    "fee": lambda it: it.with_fee(BTC, FILLED),
    "open-orders": lambda it: it.fetch_open_orders(None),
    "fills": lambda it: it.fetch_fills(datetime.now(UTC) - SINCE, (BTC, BTC_SPOT)),
    "funding": lambda it: it.fetch_funding(datetime.now(UTC) - SINCE),
    "positions": lambda it: it.fetch_positions(),
    "balance": lambda it: it.fetch_balance(MarketKind.PERPETUAL),
    "balance-spot": lambda it: it.fetch_balance(MarketKind.SPOT),
    "mode": lambda it: it.fetch_position_mode(),
    "rights": lambda it: it.fetch_key_rights(),
    "time": lambda it: it.fetch_time(),
    "protect": lambda it: it.protect(PLAN),
}
DIALECTS: Mapping[str, Callable[[Observed, Catalog], Dialect]] = {
    "binance": lambda client, catalog: Binance(client, catalog, new_client=lambda: client),
    "bybit": lambda client, catalog: Bybit(client, catalog, new_client=lambda: client),
    "bitget-classic": lambda client, catalog: BitgetClassic(client, catalog, new_client=lambda: client),
    "bitget-unified": lambda client, catalog: BitgetUnified(client, catalog, new_client=lambda: client),
}


async def hedge() -> PositionMode:
    return PositionMode.HEDGE


STREAMS: Mapping[str, Callable[[MarketKind, Catalog], StreamWords]] = {
    "binance": BinanceStream,
    "bybit": lambda kind, catalog: BybitStream(kind, catalog, ask_mode=hedge),
    "bitget-classic": lambda kind, catalog: BitgetStream(kind, catalog, family=Family.CLASSIC, leg=stream_leg),
    "bitget-unified": lambda kind, catalog: BitgetStream(kind, catalog, family=Family.UNIFIED, leg=unified_leg),
}


@cache
def genuine(account: str) -> Mapping[str, Sequence[Tree]]:
    return cast(Mapping[str, Sequence[Tree]], json.loads((ANSWERS / f"{account}.json").read_text()))


@cache
def catalog_of(account: str) -> Catalog:
    exchange = Exchange(account.partition("-")[0])
    return Catalog(exchange, [Listing(market=a_market(symbol), native="BTCUSDT") for symbol in (BTC, BTC_SPOT)])


def make(chance: Random) -> Payload:
    """A third are messages of streams."""
    account, seed = chance.choice(list(DIALECTS)), chance.getrandbits(48)
    if chance.random() < 2 / 3:
        return Payload(account, chance.choice(list(QUESTIONS)), seed)
    source = STREAM + chance.choice(list(MarketKind))
    return Payload(account, source, seed, spoiled_tree(chance, chance.choice(genuine(account)[source])))


def take(payload: object) -> str:
    """FAILURES and our own errors are declared: the caller makes "unavailable" of them, or drops the stream loudly."""
    assert isinstance(payload, Payload)
    try:
        found = heard(payload) if payload.question.startswith(STREAM) else asked(payload)
    except (*FAILURES, ExchangeError):
        return "refused"
    for value in values(found):
        assert value.is_finite(), value
        assert value == 0 or FINEST <= value.adjusted() <= LARGEST, value
    return "read"


def asked(payload: Payload) -> object:
    client = cast(Observed, Canned(payload.account, payload.seed))
    dialect = DIALECTS[payload.account](client, catalog_of(payload.account))
    return at_once(QUESTIONS[payload.question](dialect))


def heard(payload: Payload) -> object:
    """As the tap hears it: only mappings are messages."""
    message = payload.message
    kind = MarketKind(payload.question.removeprefix(STREAM))
    words = STREAMS[payload.account](kind, catalog_of(payload.account))
    if not isinstance(message, Mapping) or words.is_subscribed(message) or words.is_over(message):
        return None
    return words.fills(message)


def at_once(steps: Coroutine[Any, Any, object]) -> object:
    """A breath between two pages is no wait."""
    try:
        while steps.send(None) is None:
            pass
    except StopIteration as done:
        return done.value
    raise asyncio.InvalidStateError("it waited for somebody")


def values(found: object) -> Iterable[Decimal]:
    """Every Decimal inside."""
    match found:
        case Decimal():
            yield found
        case Mapping():
            for inner in found.values():
                yield from values(inner)
        case list() | tuple():
            for inner in found:
                yield from values(inner)
        case _ if is_dataclass(found):
            for part in fields(found):
                yield from values(getattr(found, part.name))
