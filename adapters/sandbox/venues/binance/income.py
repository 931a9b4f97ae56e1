"""The income history of a futures account: funding, realised profit and loss, commissions. Changes nothing."""

from collections.abc import Iterator

from adapters.sandbox.engine.accounts import LedgerLine, VenueAccount
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Fill
from adapters.sandbox.venues.binance.wire import Params, Payload, fixed

DEFAULT_LINES = 100
MAX_LINES = 1000
TYPES = {"funding": "FUNDING_FEE"}


def income_rows(account: VenueAccount, params: Params) -> list[Payload]:
    """Oldest first; at most `limit` from the start, or the newest without one."""
    since, until = params.integer("startTime"), params.integer("endTime")
    symbol, wanted = params.text("symbol"), params.text("incomeType")
    rows = sorted(_all_rows(account), key=lambda row: (row["time"], row["tranId"]))
    found = [
        row
        for row in rows
        if symbol in ("", row["symbol"])
        and wanted in ("", row["incomeType"])
        and row["time"] >= (since or 0)
        and (until is None or row["time"] <= until)
    ]
    limit = min(params.integer("limit") or DEFAULT_LINES, MAX_LINES)
    return found[-limit:] if since is None else found[:limit]


def _all_rows(account: VenueAccount) -> Iterator[Payload]:
    for line in account.ledger:
        yield _ledger_row(line)
    for fill in account.fills:
        if fill.instrument.kind is Kind.PERPETUAL:
            yield from _fill_rows(fill)


def _ledger_row(line: LedgerLine) -> Payload:
    return {
        "symbol": line.symbol,
        "incomeType": TYPES.get(line.cause, "TRANSFER"),
        "income": fixed(line.amount),
        "asset": line.coin,
        "info": TYPES.get(line.cause, "TRANSFER"),
        "time": line.time_ms,
        "tranId": line.number,
        "tradeId": "",
    }


def _fill_rows(fill: Fill) -> Iterator[Payload]:
    common = {
        "symbol": fill.instrument.symbol,
        "asset": fill.fee_coin,
        "info": str(fill.fill_id),
        "time": fill.time_ms,
        "tranId": fill.fill_id,
        "tradeId": str(fill.fill_id),
    }
    yield common | {"incomeType": "COMMISSION", "income": fixed(-fill.fee)}
    if fill.closed:
        yield common | {"incomeType": "REALIZED_PNL", "income": fixed(fill.realised_pnl)}
