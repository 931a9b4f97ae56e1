"""A leader's stream message until its intent: our CPU beside that of ccxt.pro's own parse. No network, no database.

Both get the message as ccxt's socket hands it on, already read from JSON.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import ccxt.pro

from adapters.exchanges.binance import BinanceStream
from adapters.exchanges.bitget import BitgetStream, Family
from adapters.exchanges.bitget_rows import stream_leg
from adapters.exchanges.bybit import BybitStream
from adapters.exchanges.clients import OPTIONS, build_client
from adapters.exchanges.links import ClientLink, StreamWords
from adapters.exchanges.markets import Catalog, read_catalog
from adapters.exchanges.transport import open_session, trusted_context
from core.application.leader_looks import leader_fill
from core.application.ports import AccountFill
from core.domain.leader import Leader
from core.domain.values import AccountId, Exchange, FollowerId, LeaderId, MarketKind, PositionMode
from tests.bench.arena import Arena

MESSAGES, ROUNDS = 1_000, 7
URLS: Mapping[Exchange, str] = {
    Exchange.BINANCE: "wss://fstream.binance.com/ws/listen",
    Exchange.BYBIT: "wss://stream.bybit.com/v5/private",
    Exchange.BITGET: "wss://ws.bitget.com/v2/ws/private",
}
Message = dict[str, Any]
Take = Callable[[Message], object]


async def stream_cost(arena: Arena, exchange: Exchange) -> tuple[float, float]:
    """Microseconds of CPU per message: ours, and ccxt.pro's."""
    place = arena.place
    tls = trusted_context(place.ca_file)
    async with open_session(place.gateway, place.ca_file) as session:
        ours = build_client(exchange, session, tls=tls)
        theirs = getattr(ccxt.pro, exchange.value)({"session": session, "options": dict(OPTIONS[exchange])})
        theirs.ssl_context = tls
        try:
            async with arena.learning():
                await ours.load_markets()
            theirs.set_markets_from_exchange(ours)
            catalog = read_catalog(exchange, ours.markets.values())
            takes = [understanding(exchange, ours, catalog), parsing(exchange, theirs)]
            mine, bare = [median(micros(take, exchange, first) for first in starts()) for take in takes]
        finally:
            await asyncio.gather(ours.close(), theirs.close())
    return mine, bare


def starts() -> Sequence[int]:
    return [number * MESSAGES for number in range(ROUNDS)]


def micros(take: Take, exchange: Exchange, first: int) -> float:
    messages = [message_of(exchange, number) for number in range(first, first + MESSAGES)]
    began = time.process_time()
    for message in messages:
        take(message)
    return (time.process_time() - began) * 1e6 / MESSAGES


def understanding(exchange: Exchange, client: Any, catalog: Catalog) -> Take:
    """As the feed and the counting do it, up to the intent that would be stored."""
    heard: list[object] = []
    link = ClientLink(client, words_of(exchange, catalog), sink=heard.append)
    since = datetime.now(UTC) - timedelta(hours=1)
    leader = Leader(LeaderId("lev"), owner_id=FollowerId(1), account_id=AccountId("a"), name="Lev", since=since)
    client.tap = link._take

    def take(message: Message) -> None:
        client.handle_message(None, message)
        fill = heard.pop()
        assert isinstance(fill, AccountFill)
        assert leader.interpret([leader_fill(fill)], datetime.now(UTC)) is not None

    return take


def parsing(exchange: Exchange, client: Any) -> Take:
    socket = client.client(URLS[exchange])

    def take(message: Message) -> None:
        client.handle_message(socket, message)

    return take


def words_of(exchange: Exchange, catalog: Catalog) -> StreamWords:
    async def mode() -> PositionMode:
        return PositionMode.ONE_WAY

    match exchange:
        case Exchange.BINANCE:
            return BinanceStream(MarketKind.PERPETUAL, catalog)
        case Exchange.BYBIT:
            return BybitStream(MarketKind.PERPETUAL, catalog, ask_mode=mode)
        case Exchange.BITGET:
            return BitgetStream(MarketKind.PERPETUAL, catalog, family=Family.CLASSIC, leg=stream_leg)


def message_of(exchange: Exchange, number: int) -> Message:
    now = int(time.time() * 1000)
    match exchange:
        case Exchange.BINANCE:
            return {"e": "ORDER_TRADE_UPDATE", "E": now, "T": now, "o": BINANCE_ORDER | {"T": now, "t": number + 1}}
        case Exchange.BYBIT:
            executed = BYBIT_EXECUTION | {"execId": f"exec-{number}", "execTime": str(now)}
            return {"id": f"{number}", "topic": "execution", "creationTime": now, "data": [executed]}
        case Exchange.BITGET:
            filled = BITGET_FILL | {"tradeId": f"{number}", "cTime": str(now), "uTime": str(now)}
            place = {"instType": "USDT-FUTURES", "channel": "fill", "instId": "default"}
            return {"action": "snapshot", "arg": place, "data": [filled], "ts": now}


BINANCE_ORDER: Message = {"s": "BTCUSDT", "c": "web_1", "S": "BUY", "o": "MARKET", "f": "GTC", "q": "0.01", "p": "0"}
BINANCE_ORDER |= {"ap": "60000", "sp": "0", "x": "TRADE", "X": "FILLED", "i": 8886774, "l": "0.01", "z": "0.01"}
BINANCE_ORDER |= {"L": "60000", "n": "0.24", "N": "USDT", "b": "0", "a": "0", "m": False, "R": False}
BINANCE_ORDER |= {"wt": "CONTRACT_PRICE", "ot": "MARKET", "ps": "BOTH", "cp": False, "rp": "0"}

BYBIT_EXECUTION: Message = {"category": "linear", "symbol": "BTCUSDT", "execFee": "0.33", "execPrice": "60000"}
BYBIT_EXECUTION |= {"execQty": "0.01", "execType": "Trade", "execValue": "600", "isMaker": False, "feeRate": "0.00055"}
BYBIT_EXECUTION |= {"markPrice": "60000", "leavesQty": "0", "closedSize": "0", "orderId": "f6e324ff-99c2", "seq": 1}
BYBIT_EXECUTION |= {"orderLinkId": "", "orderPrice": "63000", "orderQty": "0.01", "orderType": "Market", "side": "Buy"}

BITGET_FILL: Message = {"orderId": "1169142761031114781", "symbol": "BTCUSDT", "orderType": "market", "side": "buy"}
BITGET_FILL |= {"price": "60000", "baseVolume": "0.01", "quoteVolume": "600", "profit": "0", "tradeSide": "buy_single"}
BITGET_FILL |= {"posMode": "one_way_mode", "tradeScope": "taker"}
BITGET_FILL |= {"feeDetail": [{"feeCoin": "USDT", "deduction": "no", "totalDeductionFee": "0", "totalFee": "-0.36"}]}
