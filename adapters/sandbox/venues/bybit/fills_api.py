"""Executions, funding among them, and the transaction log: what happened to an account's money. Only reads."""

from adapters.sandbox.engine.accounts import QUOTE, LedgerLine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Fill
from adapters.sandbox.venues.bybit.calls import PrivateCall
from adapters.sandbox.venues.bybit.fill_rows import EXEC_TYPES, exec_id, fill_row, funding_row, order_of
from adapters.sandbox.venues.bybit.paging import page, window
from adapters.sandbox.venues.bybit.wire import Row, plain

FUNDING = "funding"
Event = Fill | LedgerLine


def executions(call: PrivateCall) -> Row:
    """Newest first. Without execType every kind of execution, liquidations and funding too."""
    kind, wanted = call.kind(), call.fields.text("execType")
    span = window(call.fields, call.engine.now_ms())
    events: list[Event] = [
        fill
        for fill in call.engine.fills(call.account, kind, symbol=call.fields.text("symbol"), since_ms=span.start_ms)
        if wanted in ("", EXEC_TYPES[fill.cause]) and _is_of_order(call, fill)
    ]
    if kind is Kind.PERPETUAL and wanted in ("", "Funding") and not _names_order(call):
        events += _funding(call)
    events = sorted((event for event in events if span.has(event.time_ms)), key=_key, reverse=True)
    shown, following = page(events, _key, fields=call.fields, limit=50, maximum=100)
    return {
        "category": call.fields.text("category"),
        "list": [_row(call, event) for event in shown],
        "nextPageCursor": following,
    }


def transaction_log(call: PrivateCall) -> Row:
    """Payments that are not trades: funding is called a settlement here."""
    span = window(call.fields, call.engine.now_ms())
    lines = [line for line in reversed(call.account.ledger) if span.has(line.time_ms) and _is_logged(call, line)]
    shown, following = page(lines, lambda line: line.number, fields=call.fields, limit=20, maximum=50)
    return {"list": [_log_row(call, line) for line in shown], "nextPageCursor": following}


def _is_of_order(call: PrivateCall, fill: Fill) -> bool:
    order_id, client_id = call.fields.text("orderId"), call.fields.text("orderLinkId")
    return order_id in ("", fill.order_id) and (bool(order_id) or client_id in ("", fill.client_id))


def _names_order(call: PrivateCall) -> bool:
    return "orderId" in call.fields or "orderLinkId" in call.fields


def _funding(call: PrivateCall) -> list[LedgerLine]:
    symbol = call.fields.text("symbol")
    return [line for line in call.account.ledger if line.cause == FUNDING and symbol in ("", line.symbol)]


def _key(event: Event) -> int:
    """Falls with time, and tells apart what happened in the same millisecond."""
    number, is_payment = (event.fill_id, 0) if isinstance(event, Fill) else (event.number, 1)
    return (event.time_ms * 10**9 + number) * 2 + is_payment


def _row(call: PrivateCall, event: Event) -> Row:
    if isinstance(event, Fill):
        return fill_row(event, order_of(call.account, event))
    return funding_row(event)


def _is_logged(call: PrivateCall, line: LedgerLine) -> bool:
    kinds = {FUNDING: "SETTLEMENT"}
    kind, currency = call.fields.text("type"), call.fields.text("currency")
    return kind in ("", kinds.get(line.cause, "TRANSFER_IN")) and currency in ("", line.coin)


def _log_row(call: PrivateCall, line: LedgerLine) -> Row:
    """`change` is what the wallet felt: cash flow plus funding less fee."""
    is_funding = line.cause == FUNDING
    return {
        "id": exec_id("log", line.number),
        "type": "SETTLEMENT" if is_funding else "TRANSFER_IN",
        "transSubType": "",
        "category": "linear" if line.symbol else "",
        "symbol": line.symbol,
        "side": _side(line),
        "currency": line.coin,
        "transactionTime": str(line.time_ms),
        "qty": plain(abs(line.position_amount)),
        "size": plain(line.position_amount),
        "tradePrice": plain(line.mark),
        "tradeId": exec_id("funding", line.number) if is_funding else "",
        "orderId": "",
        "orderLinkId": "",
        "funding": plain(line.amount) if is_funding else "",
        "feeRate": plain(line.rate),
        "fee": "0",
        "cashFlow": "0" if is_funding else plain(line.amount),
        "change": plain(line.amount),
        "cashBalance": plain(call.account.futures.balance(QUOTE)),
        "bonusChange": "",
    }


def _side(line: LedgerLine) -> str:
    if line.position_amount == 0:
        return "None"
    return "Buy" if line.position_amount > 0 else "Sell"
