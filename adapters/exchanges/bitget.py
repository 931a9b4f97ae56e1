"""What Bitget's two account families share, and telling them apart (exchanges.md 6.1). Places no order itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_DOWN
from enum import StrEnum
from typing import Any

from adapters.exchanges.attempts import attempting
from adapters.exchanges.bitget_rows import NO_FACTS, OrderFacts, futures_fill, spot_fill
from adapters.exchanges.clients import Observed
from adapters.exchanges.failures import FAILURES, failure
from adapters.exchanges.markets import Catalog
from adapters.exchanges.wire import Row, moment_or_epoch, row, rows, text, windows
from core.application.ports import AccountFill
from core.domain.errors import ExchangeRefused
from core.domain.values import Exchange, MarketKind, OrderRequest, PositionSide, Side

PAGE = 100
LONGEST_WINDOW = timedelta(days=7)
CLASSIC_CODE = "40084"
LISTS = ("list", "fillList", "entrustedList", "bills")
Leg = Callable[[Row], PositionSide | None]


class Family(StrEnum):
    CLASSIC = "classic"
    UNIFIED = "unified"


async def detect_family(client: Observed) -> Family:
    """Ask, and believe only a clear answer: ccxt takes a timeout for "classic" and never asks again (T11)."""
    with attempting() as attempt:
        try:
            await client.privateUtaGetV3AccountSettings()
        except FAILURES as error:
            if attempt.code == CLASSIC_CODE:
                return Family.CLASSIC
            raise failure(Exchange.BITGET, attempt, error=error) from error
    return Family.UNIFIED


def spot_size(order: OrderRequest, catalog: Catalog) -> str:
    """A market buy is sized in quote coin (exchanges.md 6.2, T12), everything else in base coin."""
    if order.side is Side.SELL or order.limit_price is not None:
        return text(order.amount)
    if order.reference_price is None:
        raise ExchangeRefused("a market buy on Bitget needs a reference price", code="needs-reference-price")
    listing = catalog.listing(order.symbol)
    return text(
        listing.market.cost(order.amount, order.reference_price).quantize(listing.cost_step, rounding=ROUND_DOWN)
    )


def windows_of(since: datetime, client: Observed) -> Iterable[dict[str, object]]:
    """Seven days at the most per question."""
    for start, end in windows(since, int(client.milliseconds()), longest=LONGEST_WINDOW):
        yield {"startTime": str(start), "endTime": str(end)}


async def all_pages(
    call: Callable[[Mapping[str, object]], Any], request: Mapping[str, object], *, cursor: str, ids: Sequence[str]
) -> list[Row]:
    """Newest first, page by page; `cursor` names the field that carries the last id seen, `ids` the row's own id."""
    found: list[Row] = []
    last = ""
    while True:
        page = listed(await call(dict(request) | {"limit": str(PAGE)} | ({cursor: last} if last else {})))
        found += page
        if len(page) < PAGE:
            return found
        before, last = last, next((str(page[-1][name]) for name in ids if page[-1].get(name)), "")
        if last in {"", before}:
            raise LookupError("a page without an id, or the same one without end")


def listed(answer: object) -> list[Row]:
    """The rows, however this endpoint wraps them; nothing comes as null."""
    found = row(answer).get("data")
    if isinstance(found, list):
        return rows(found)
    wrapped = row(found)
    return next((rows(wrapped[name]) for name in LISTS if wrapped.get(name)), [])


def read_fills(
    found: Iterable[Row], catalog: Catalog, *, kind: MarketKind, leg: Leg, facts: OrderFacts = NO_FACTS
) -> list[AccountFill]:
    fills = []
    for executed in found:
        symbol = catalog.find_symbol(kind, str(executed.get("symbol", "")))
        if symbol is not None and kind is MarketKind.SPOT:
            fills.append(spot_fill(executed, symbol, facts=facts))
        elif symbol is not None:
            fills.append(futures_fill(executed, symbol, facts=facts, leg=leg(executed)))
    return fills


async def read_time(client: Observed) -> datetime:
    return moment_or_epoch(row(row(await client.publicCommonGetV2PublicTime())["data"])["serverTime"])


async def synchronise(client: Observed) -> None:
    await client.load_time_difference()


class BitgetStream:
    """The words of the private streams of both families (exchanges.md 6.5)."""

    exchange = Exchange.BITGET

    def __init__(self, kind: MarketKind, catalog: Catalog, *, family: Family, leg: Leg) -> None:
        self._kind, self._catalog, self._family, self._leg = kind, catalog, family, leg

    async def subscribe(self, client: Observed) -> None:
        url = client.urls["api"]["ws"]["utaPrivate" if self._family is Family.UNIFIED else "private"]
        await client.authenticate({"url": url})
        await client.listen(url, {"op": "subscribe", "args": [self._argument()]})

    def _argument(self) -> dict[str, str]:
        if self._family is Family.UNIFIED:
            return {"instType": "UTA", "topic": "fill"}
        product = "SPOT" if self._kind is MarketKind.SPOT else "USDT-FUTURES"
        return {"instType": product, "channel": "fill", "instId": "default"}

    def is_subscribed(self, message: Row) -> bool:
        return message.get("event") == "subscribe"

    def is_over(self, message: Row) -> bool:
        return False

    def fills(self, message: Row) -> Sequence[AccountFill] | None:
        argument = row(message.get("arg"))
        if "event" in message or "fill" not in (argument.get("channel"), argument.get("topic")):
            return None
        ours = [found for found in rows(message.get("data")) if self._is_ours(found)]
        return read_fills(ours, self._catalog, kind=self._kind, leg=self._leg)

    def _is_ours(self, found: Row) -> bool:
        """A unified account tells of both kinds by one topic."""
        if self._family is Family.CLASSIC:
            return True
        return (str(found.get("category", "")).upper() == "SPOT") is (self._kind is MarketKind.SPOT)
