"""The small words that many screens share: badges, sides, names of markets and exchanges. Not whole sentences."""

from decimal import Decimal

from bot.texts import Html, Value, Voice
from core.domain.account import AccountMode
from core.domain.values import Exchange, PositionSide, Symbol

TABLE_COLUMNS = 30
"""What fits on a narrow phone in fixed width."""


def exchange_name(exchange: Exchange) -> str:
    return exchange.value.title()


def account_name(label: str, exchange: Exchange) -> str:
    """`Binance 2`, or `Savings (Binance)`: the exchange is named once."""
    name = exchange_name(exchange)
    return label if label.startswith(name) else f"{label} ({name})".lstrip()


def market_name(voice: Voice, symbol: Symbol) -> str:
    """`BTC/USDT`, and whether it is the perpetual."""
    pair = f"{symbol.base}/{symbol.quote}"
    return voice.plain("market-perpetual", pair=pair) if symbol.settle else pair


def side_name(voice: Voice, side: PositionSide) -> str:
    return voice.plain(f"side-{side}")


def badge(voice: Voice, mode: AccountMode) -> Html:
    """Paper is marked wherever it could be taken for money."""
    return Html(f" · <b>{voice.say('badge-paper')}</b>") if mode is AccountMode.PAPER else Html("")


def money_or_unknown(voice: Voice, value: Decimal | None) -> str:
    return voice.plain("unknown") if value is None else f"{voice.figures.money(value)} USDT"


def signed_or_unknown(voice: Voice, value: Decimal | None) -> str:
    return voice.plain("unknown") if value is None else f"{voice.figures.signed(value)} USDT"


def price_or_none(voice: Voice, value: Decimal | None) -> str:
    return voice.plain("none") if value is None else voice.figures.price(value)


def dressed(voice: Voice, numbers: dict[str, str]) -> dict[str, Value]:
    """Figures of a verdict, which travel as texts, in the reader's way of writing numbers."""
    return {name: voice.figures.price_text(text) for name, text in numbers.items()}


def table_row(name: str, figure: str) -> str:
    """Name left, figure right, cut to the width of a phone."""
    room = TABLE_COLUMNS - len(figure) - 1
    short = name if len(name) <= room else f"{name[: room - 1]}…"
    return f"{short.ljust(room)} {figure}"
