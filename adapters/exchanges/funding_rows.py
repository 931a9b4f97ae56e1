"""Reads what each exchange lists about funding into our payments: received is positive. Pure: asks nobody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from adapters.exchanges.markets import QUOTE, Catalog
from adapters.exchanges.wire import Row, moment_or_epoch, number
from core.application.ports import FundingPayment
from core.domain.values import MarketKind

BINANCE_KIND, BYBIT_KIND, CLASSIC_KIND = "FUNDING_FEE", "Funding", "contract_settle_fee"
UNIFIED_RECEIVED, UNIFIED_PAID = "CONTRACT_MAIN_SETTLE_FEE_USER_IN", "CONTRACT_MAIN_SETTLE_FEE_USER_OUT"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingWords:
    """The fields of one exchange's rows. A row of another kind is no funding, whatever was asked for."""

    kind: str
    kinds: frozenset[str]
    id: str
    coin: str
    time: str
    received: Callable[[Row], Decimal]


def payments(found: Iterable[Row], catalog: Catalog, *, words: FundingWords) -> list[FundingPayment]:
    """Those of the perpetuals we know."""
    read = []
    for line in found:
        symbol = catalog.find_symbol(MarketKind.PERPETUAL, str(line.get("symbol", "")))
        if symbol is None or str(line.get(words.kind)) not in words.kinds:
            continue
        payment = FundingPayment(
            payment_id=str(line[words.id]),
            symbol=symbol,
            amount=words.received(line),
            coin=str(line.get(words.coin) or QUOTE),
            at=moment_or_epoch(line[words.time]),
        )
        read.append(payment)
    return read


def _fee_received(line: Row) -> Decimal:
    """A fee is positive when paid, the opposite of `funding` in the account's transaction log.

    Source: https://bybit-exchange.github.io/docs/v5/account/transaction-log
    """
    return -number(line["execFee"])


def _told_by_kind(line: Row) -> Decimal:
    """Who paid is in the kind; whether what was paid also carries a minus is not documented."""
    amount = abs(number(line["amount"]))
    return amount if line["type"] == UNIFIED_RECEIVED else -amount


BINANCE = FundingWords(
    kind="incomeType",
    kinds=frozenset({BINANCE_KIND}),
    id="tranId",
    coin="asset",
    time="time",
    received=lambda line: number(line["income"]),
)
BYBIT = FundingWords(
    kind="execType",
    kinds=frozenset({BYBIT_KIND}),
    id="execId",
    coin="feeCurrency",
    time="execTime",
    received=_fee_received,
)
BITGET_CLASSIC = FundingWords(
    kind="businessType",
    kinds=frozenset({CLASSIC_KIND}),
    id="billId",
    coin="coin",
    time="cTime",
    received=lambda line: number(line["amount"]),
)
BITGET_UNIFIED = FundingWords(
    kind="type",
    kinds=frozenset({UNIFIED_RECEIVED, UNIFIED_PAID}),
    id="id",
    coin="coin",
    time="ts",
    received=_told_by_kind,
)
