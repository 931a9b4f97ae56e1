"""A follower's own trades as a table for a spreadsheet: plain figures, times in UTC. Reads in parts, writes no file.

Opened in a spreadsheet, a text that begins like a formula would be one: such texts are marked as texts.
"""

import asyncio
import csv
import io
from collections.abc import Sequence

from core.application.operations import Fields, OperatorReads
from core.application.operator_queries import ExportTradesQuery
from core.domain.errors import BadInput, NotFound

PART_ROWS = 500
MOST_BYTES = 40_000_000
"""Telegram takes files of up to 50 MB from a bot."""

BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TIMES = frozenset({"decided_at", "settled_at"})
WORDS = frozenset({"account", "leader", "failure_code", "failure_message", "exchange_order_id", "client_order_id"})
"""What people or exchanges wrote."""

COLUMNS = {
    "decided_at": "time_utc",
    "settled_at": "settled_utc",
    "exchange": "exchange",
    "account": "account",
    "account_mode": "account_mode_now",
    "leader": "leader",
    "symbol": "symbol",
    "side": "side",
    "position_side": "position",
    "kind": "kind",
    "purpose": "purpose",
    "status": "status",
    "amount": "amount",
    "filled": "filled",
    "average_price": "price",
    "leader_price": "leader_price",
    "fee": "fee",
    "fee_coin": "fee_coin",
    "leverage": "leverage",
    "failure_code": "refusal",
    "failure_message": "refusal_words",
    "client_order_id": "client_order_id",
    "exchange_order_id": "exchange_order_id",
    "id": "trade_id",
}
"""What is read, and what it is called in the file: names for programs, the same in every language."""


class ExportTradesHandler:
    """Each part is written outside the event loop."""

    def __init__(self, reads: OperatorReads) -> None:
        self._reads = reads

    async def __call__(self, query: ExportTradesQuery) -> bytes:
        written = [(BYTE_ORDER_MARK + written_rows([list(COLUMNS.values())])).encode()]
        size, mark, is_last = 0, "", False
        while not is_last:
            rows, mark = await self._reads.trades(
                query.actor, since=query.since, until=query.until, after=mark, limit=PART_ROWS
            )
            part = await asyncio.to_thread(part_of, rows)
            size, is_last = size + len(part), not mark
            if size > MOST_BYTES:
                raise BadInput("export-too-large")
            written.append(part)
        if not size:
            raise NotFound("nothing-to-export")
        return b"".join(written)


def part_of(rows: Sequence[Fields]) -> bytes:
    return written_rows([[cell(name, row.get(name, "")) for name in COLUMNS] for row in rows]).encode()


def written_rows(rows: Sequence[Sequence[str]]) -> str:
    page = io.StringIO()
    csv.writer(page, lineterminator="\r\n").writerows(rows)
    return page.getvalue()


def cell(name: str, text: str) -> str:
    if name in TIMES:
        return f"{text[:19]}Z" if text else ""
    if name in WORDS:
        text = text.replace("\x00", "")
        return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text
    return text
