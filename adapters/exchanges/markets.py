"""Reads an exchange's own market rows into Market, and keeps both names of every symbol. Asks nobody."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from adapters.exchanges.wire import Row, maybe_price, number, row
from core.domain.errors import BadInput, ExchangeRefused
from core.domain.market import Market
from core.domain.values import Exchange, MarketKind, Symbol

QUOTE = "USDT"
UNKNOWN_MAX_LEVERAGE = 20  # Binance tells brackets only to a key; a careful bound until then
UNKNOWN_TAKER_FEE = Decimal("0.001")
KNOWN_TAKER_FEES: Mapping[tuple[Exchange, MarketKind], Decimal] = {
    (Exchange.BYBIT, MarketKind.PERPETUAL): Decimal("0.00055"),
}
"""What an account pays to begin with, where ccxt remembers an older rate and the list of markets tells none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A market with the exchange's own name for it; `cost_step` is the grid of amounts given in quote coin."""

    market: Market
    native: str
    cost_step: Decimal = Decimal("0.01")


class Catalog:
    """All listings of one exchange, by our symbol and by the exchange's name."""

    def __init__(self, exchange: Exchange, listings: Iterable[Listing]) -> None:
        self.exchange = exchange
        self._by_symbol: dict[Symbol, Listing] = {}
        self._by_native: dict[tuple[MarketKind, str], Symbol] = {}
        self.markets: Mapping[Symbol, Market] = {}
        self.take(listings)

    def take(self, listings: Iterable[Listing]) -> None:
        """Rules read anew, in place, for every connection holds this catalog. What is no longer listed stays, for
        exits: an order in it is the exchange's to refuse, not ours (reliability.md row 81).
        """
        found = {listing.market.symbol: listing for listing in listings}
        gone = {symbol: closed(listing) for symbol, listing in self._by_symbol.items() if symbol not in found}
        self._by_symbol = gone | found
        self._by_native = {(symbol.kind, listing.native): symbol for symbol, listing in self._by_symbol.items()}
        self.markets = {symbol: listing.market for symbol, listing in self._by_symbol.items()}

    def listing(self, symbol: Symbol) -> Listing:
        found = self._by_symbol.get(symbol)
        if found is None:
            raise ExchangeRefused(f"{self.exchange} does not list {symbol}", code="unknown-symbol")
        return found

    def native(self, symbol: Symbol) -> str:
        return self.listing(symbol).native

    def find_symbol(self, kind: MarketKind, native: str) -> Symbol | None:
        return self._by_native.get((kind, native))


def closed(listing: Listing) -> Listing:
    return replace(listing, market=replace(listing.market, takes_entries=False))


def read_catalog(exchange: Exchange, markets: Iterable[Mapping[str, Any]]) -> Catalog:
    return Catalog(exchange, read_listings(exchange, markets))


def read_listings(exchange: Exchange, markets: Iterable[Mapping[str, Any]]) -> Sequence[Listing]:
    """The USDT markets, spot and linear perpetuals (ccxt market structures, `number: str`); the closed ones too."""
    found = (_listing(exchange, market) for market in markets if _is_ours(market))
    return [listing for listing in found if listing is not None]


def _is_ours(market: Mapping[str, Any]) -> bool:
    if market["quote"] != QUOTE:
        return False
    return bool(market["spot"]) or (bool(market["swap"]) and market["settle"] == QUOTE)


def _listing(exchange: Exchange, market: Mapping[str, Any]) -> Listing | None:
    """None for a row that makes no sense: one odd listing must not hide the others."""
    try:
        symbol = Symbol.parse(market["symbol"])
        rules = READERS[exchange, symbol.kind](row(market["info"]))
        told = KNOWN_TAKER_FEES.get((exchange, symbol.kind)) or maybe_price(market.get("taker"))
        fee = told or UNKNOWN_TAKER_FEE
        takes_entries = market["active"] is not False
        read = Market(exchange=exchange, symbol=symbol, taker_fee=fee, takes_entries=takes_entries, **rules.fields)
    except (BadInput, LookupError, ArithmeticError):
        return None
    return Listing(market=read, native=market["id"], cost_step=rules.cost_step)


@dataclass(frozen=True, slots=True)
class _Rules:
    fields: dict[str, Any]
    cost_step: Decimal = Decimal("0.01")


def _binance(info: Row) -> _Rules:
    filters = {entry["filterType"]: entry for entry in info["filters"]}
    notional = row(filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL"))
    return _Rules(
        {
            "price_step": number(filters["PRICE_FILTER"]["tickSize"]),
            "amount_step": number(filters["LOT_SIZE"]["stepSize"]),
            "min_amount": number(filters["LOT_SIZE"]["minQty"]),
            "min_cost": number(notional.get("minNotional", notional.get("notional"))),
            "max_market_amount": maybe_price(row(filters.get("MARKET_LOT_SIZE")).get("maxQty")),
            "max_leverage": UNKNOWN_MAX_LEVERAGE if "marginAsset" in info else 1,
        }
    )


def _bybit_spot(info: Row) -> _Rules:
    lot = row(info["lotSizeFilter"])
    return _Rules(
        {
            "price_step": number(info["priceFilter"]["tickSize"]),
            "amount_step": number(lot["basePrecision"]),
            "min_amount": number(lot.get("minOrderQty")),
            "min_cost": number(lot.get("minOrderAmt")),
            "max_market_amount": maybe_price(lot.get("maxMarketOrderQty")),
        }
    )


def _bybit_perpetual(info: Row) -> _Rules:
    lot = row(info["lotSizeFilter"])
    return _Rules(
        {
            "price_step": number(info["priceFilter"]["tickSize"]),
            "amount_step": number(lot["qtyStep"]),
            "min_amount": number(lot["minOrderQty"]),
            "min_cost": number(lot.get("minNotionalValue")),
            "max_market_amount": maybe_price(lot.get("maxMktOrderQty")),
            "max_leverage": int(number(info["leverageFilter"]["maxLeverage"])),
        }
    )


def _bitget_spot(info: Row) -> _Rules:
    return _Rules(
        {
            "price_step": _digits(info["pricePrecision"]),
            "amount_step": _digits(info["quantityPrecision"]),
            "min_amount": number(info.get("minTradeAmount")),
            "min_cost": number(info.get("minTradeUSDT")),
        },
        cost_step=_digits(info.get("quotePrecision", "2")),
    )


def _bitget_perpetual(info: Row) -> _Rules:
    return _Rules(
        {
            "price_step": number(info["priceEndStep"]) * _digits(info["pricePlace"]),
            "amount_step": number(info["sizeMultiplier"]),
            "min_amount": number(info["minTradeNum"]),
            "min_cost": number(info.get("minTradeUSDT")),
            "max_market_amount": maybe_price(info.get("maxMarketOrderQty")),
            "max_leverage": int(number(info.get("maxLever")) or 1),
        }
    )


def _digits(places: object) -> Decimal:
    return Decimal(1).scaleb(-int(number(places)))


READERS: Mapping[tuple[Exchange, MarketKind], Callable[[Row], _Rules]] = {
    (Exchange.BINANCE, MarketKind.SPOT): _binance,
    (Exchange.BINANCE, MarketKind.PERPETUAL): _binance,
    (Exchange.BYBIT, MarketKind.SPOT): _bybit_spot,
    (Exchange.BYBIT, MarketKind.PERPETUAL): _bybit_perpetual,
    (Exchange.BITGET, MarketKind.SPOT): _bitget_spot,
    (Exchange.BITGET, MarketKind.PERPETUAL): _bitget_perpetual,
}
