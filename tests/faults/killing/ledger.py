"""Both truths as they stand now: the bot's file, read only, and the exchange's own book over HTTP. Judges nothing."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from adapters.sandbox.demo.levers import Json, Levers
from tests.faults.killing.scene import ANN, Scene

OURS, REPEAT = "ct", "(may be a repeat)"
ZERO = Decimal(0)
TRADES = """
    SELECT id, client_order_id, status, purpose, follow_id, event_key, leg, amount, filled, failure_code, reserve
    FROM trades ORDER BY id
"""
POSITIONS = "SELECT id, side, quantity, status, stop_loss, take_profit, version FROM positions ORDER BY id"
COUNTS = """
    SELECT (SELECT count(*) FROM trades WHERE status IN ('reserved', 'needs_reconciliation')),
           (SELECT count(*) FROM outbox WHERE delivered_at IS NULL),
           (SELECT count(*) FROM deliveries WHERE state <> 'sent') + (SELECT count(*) FROM leftovers),
           (SELECT count(*) FROM leader_events),
           (SELECT count(*) FROM leader_events WHERE is_finished = 0),
           (SELECT count(*) FROM decisions),
           (SELECT count(*) FROM cards WHERE chat_id = :chat)
               + (SELECT count(*) FROM deliveries d WHERE chat_id = :chat AND ghosts > 0 AND NOT EXISTS
                     (SELECT 1 FROM cards c WHERE c.chat_id = d.chat_id AND c.subject = d.subject))
"""
"""Subjects with a card, and those whose one message arrived as the bot died: it knows that this may be so."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The bot's: rows as they are stored."""

    trades: Sequence[Row]
    positions: Sequence[Row]
    unsettled: int
    undelivered: int
    unsent: int
    events: int
    unfinished: int
    decisions: int
    cards: int

    @property
    def open_positions(self) -> Sequence[Row]:
        return [position for position in self.positions if position["status"] == "open"]

    @property
    def signed(self) -> Decimal:
        return sum((signed(p["quantity"], p["side"]) for p in self.open_positions), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The exchange's: what it holds for a follower, and all order POSTs it has seen."""

    account: Json
    leader: Json
    told: Sequence[str]
    """The texts of its messages, as they stand now."""
    repeats: int = 0

    @property
    def messages(self) -> int:
        return len(self.told)

    @property
    def signed(self) -> Decimal:
        return holding(self.account)

    @property
    def orders(self) -> Sequence[Json]:
        """Ours that were taken; protection has ids of another form and its own rule."""
        return [order for order in self.account["orders"] if is_ours(order) and not order["purpose"]]

    @property
    def stops(self) -> Sequence[Json]:
        return [order for order in self.account["open_orders"] if order["purpose"]]

    @property
    def posts(self) -> Mapping[str, int]:
        return {str(client_id): int(count) for client_id, count in self.account["posts"].items()}


def read_book(database: Path) -> Book:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        connection.row_factory = sqlite3.Row
        trades = [plain(row) for row in connection.execute(TRADES)]
        positions = [plain(row) for row in connection.execute(POSITIONS)]
        counts = [int(count) for count in connection.execute(COUNTS, {"chat": int(ANN)}).fetchone()]
    names = ("unsettled", "undelivered", "unsent", "events", "unfinished", "decisions", "cards")
    return Book(trades=trades, positions=positions, **dict(zip(names, counts, strict=True)))


async def read_truth(levers: Levers, scene: Scene) -> Truth:
    place = f"/exchanges/{scene.case.exchange}/accounts"
    chat = await levers.get(f"/telegram/chats/{ANN}")
    news = [message for message in chat["messages"] if message["id"] >= scene.first_message and is_news(message)]
    return Truth(
        account=await levers.get(f"{place}/{scene.follower}"),
        leader=await levers.get(f"{place}/{scene.leader}"),
        told=[str(message["text"]) for message in news],
        repeats=sum(map(is_marked, news)),
    )


def is_news(message: Json) -> bool:
    return bool(message["from"]["is_bot"]) and not message["deleted"]


def is_marked(message: Json) -> bool:
    """It says, or said before it was edited, that it may be a repeat."""
    return any(REPEAT in text for text in (message["text"], *message["earlier"]))


def is_ours(order: Json) -> bool:
    return str(order["client_id"]).startswith(OURS)


def accepted_twice(orders: Sequence[Json]) -> Sequence[str]:
    return [client_id for client_id, count in Counter(str(o["client_id"]) for o in orders).items() if count > 1]


def holding(account: Json) -> Decimal:
    return sum((signed(position["amount"], position["side"]) for position in account["positions"]), ZERO)


def signed(amount: object, side: object) -> Decimal:
    return Decimal(str(amount)) * (1 if side == "long" else -1)


def plain(row: sqlite3.Row) -> Row:
    return {name: "" if row[name] is None else str(row[name]) for name in row.keys()}  # noqa: SIM118 - a Row is no mapping
