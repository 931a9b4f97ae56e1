"""The tables around the aggregates: events on their way, what the chat remembers, switches, sealed keys, episodes."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.persistence.codec import Codec
from adapters.persistence.columns import Amount, Coded, Instant, SymbolText, Whole
from adapters.persistence.tables import metadata
from core.domain.episodes import Course

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("source", Text, nullable=False, comment="whose events keep their order"),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    UniqueConstraint("event_id"),
    Index("ix_outbox_undelivered", "seq", sqlite_where=text("delivered_at IS NULL")),
    sqlite_autoincrement=True,
)

switches = Table(
    "switches",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

update_inbox = Table(
    "update_inbox",
    metadata,
    Column("update_id", Whole, primary_key=True, autoincrement=False),
    Column("payload", LargeBinary, nullable=False, comment="sealed: it may be a message with a key"),
    Column("accepted_at", Instant, nullable=False),
    Column("done_at", Instant),
    Index("ix_update_inbox_unfinished", "update_id", sqlite_where=text("done_at IS NULL")),
)

conversations = Table(
    "conversations",
    metadata,
    Column("key", Text, primary_key=True),
    Column("state", Text),
    Column("memory", Text, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("chat_id", Whole, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("message_id", Whole, nullable=False),
    Column("content_hash", Text, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("chat_id", Whole, primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),
    Column("event_id", Text, nullable=False, comment="of the outbox: what is told is made again from it"),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("ghosts", Integer, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Index("ix_deliveries_unfinished", "chat_id", sqlite_where=text("state <> 'sent'")),
)

leftovers = Table(
    "leftovers",
    metadata,
    Column("chat_id", Whole, primary_key=True, autoincrement=False),
    Column("message_id", Whole, primary_key=True, autoincrement=False),
)

silences = Table(
    "silences",
    metadata,
    Column("chat_id", Whole, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
)

paper_wallets = Table(
    "paper_wallets",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("book", Text, nullable=False),
)

sealed_keys = Table(
    "sealed_keys",
    metadata,
    Column("account_id", Text, primary_key=True),
    Column("key_id", Text, nullable=False, index=True),
    Column("wrapped", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("form", Integer, nullable=False),
)

leader_episodes = Table(
    "leader_episodes",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("leader_id", ForeignKey("leaders.id"), nullable=False),
    Column("symbol", SymbolText, nullable=False),
    Column("position_side", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant, nullable=False),
    Column("entered", Amount, nullable=False),
    Column("pnl", Amount, nullable=False),
    Column("equity", Amount),
    Column("is_whole", Boolean, nullable=False),
    Index("ix_leader_episodes_newest", "leader_id", "closed_at"),
)

leader_courses = Table(
    "leader_courses",
    metadata,
    Column("leader_id", ForeignKey("leaders.id"), primary_key=True),
    Column("symbol", SymbolText, primary_key=True),
    Column("position_side", Text, primary_key=True),
    Column("course", Coded(Codec(Course)), nullable=False),
)
