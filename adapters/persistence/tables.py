"""The tables of the core's aggregates. Columns say how things are stored; rules about them live in the core.

A column marked FIXED never changes after its insert and stays out of every UPDATE, and so do its indexes.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint, text

from adapters.persistence.codec import Codec
from adapters.persistence.columns import Amount, Coded, Instant, Shared, SymbolText, Whole, Words
from core.domain.copy_rules import CopyRules
from core.domain.follower import News, Noise, Terms
from core.domain.leader import CopyIntent
from core.domain.timetable import DigestKind, Timetable, Told
from core.domain.undo import FollowChange, SettingsChange
from core.domain.values import FollowId, KeyRights, Symbol

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

FIXED = {"fixed": True}
POSITIONS_OPEN = "uq_positions_open"

NOISE = Codec[Mapping[News, Noise]](dict[News, Noise])
LEVERAGES = Codec[Mapping[Symbol, int]](dict[Symbol, int])
SEEN_WHOLE = Codec[Mapping[Symbol, datetime]](dict[Symbol, datetime])
USED_BY = Codec[Mapping[str, datetime]](dict[str, datetime])
TOLD = Codec[Mapping[DigestKind, Told]](dict[DigestKind, Told])
FOLLOW_CHANGES = Codec[Mapping[FollowId, FollowChange]](dict[FollowId, FollowChange])
NUMBERS = Codec[Mapping[str, str]](dict[str, str])

followers = Table(
    "followers",
    metadata,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("name", Words, nullable=False),
    Column("language", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("joined_at", Instant, nullable=False, info=FIXED),
    Column("noise", Coded(NOISE), nullable=False),
    Column("terms", Shared(Codec(Terms)), nullable=False, server_default="{}"),
    Column("timetable", Coded(Codec(Timetable)), nullable=False, server_default="{}"),
    Column("told", Coded(TOLD), nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False),
)

invites = Table(
    "invites",
    metadata,
    Column("id", Text, primary_key=True),
    Column("invited_by", Whole, nullable=False, info=FIXED),
    Column("created_at", Instant, nullable=False, info=FIXED),
    Column("expires_at", Instant, nullable=False, info=FIXED),
    Column("role", Text, nullable=False, info=FIXED),
    Column("terms", Shared(Codec(Terms)), nullable=False, info=FIXED),
    Column("most_uses", Integer, nullable=False, info=FIXED),
    Column("used_by", Coded(USED_BY), nullable=False, comment="when each of them joined"),
    Column("revoked_at", Instant),
    Column("version", Integer, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED, index=True),
    Column("exchange", Text, nullable=False, info=FIXED),
    Column("label", Words, nullable=False),
    Column("linked_at", Instant, nullable=False, info=FIXED),
    Column("mode", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("rights", Shared(Codec(KeyRights))),
    Column("version", Integer, nullable=False),
)

leaders = Table(
    "leaders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner_id", ForeignKey("followers.id"), nullable=False, info=FIXED),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("name", Words, nullable=False),
    Column("since", Instant, nullable=False),
    Column("status", Text, nullable=False),
    Column("watermark", Instant, nullable=False),
    Column("equity", Amount),
    Column("leverages", Coded(LEVERAGES), nullable=False),
    Column("seen_whole", Coded(SEEN_WHOLE), nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("owner_id"),
)

leader_holdings = Table(
    "leader_holdings",
    metadata,
    Column("leader_id", ForeignKey("leaders.id"), primary_key=True),
    Column("symbol", SymbolText, primary_key=True),
    Column("position_side", Text, primary_key=True, comment="empty in one-way mode"),
    Column("quantity", Amount, nullable=False),
)

leader_fills = Table(
    "leader_fills",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("leader_id", ForeignKey("leaders.id"), nullable=False, info=FIXED),
    Column("fill_key", Text, nullable=False, info=FIXED),
    UniqueConstraint("leader_id", "fill_key"),
    Index("ix_leader_fills_newest", "leader_id", "seq"),
)

leader_events = Table(
    "leader_events",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("event_key", Text, nullable=False, info=FIXED),
    Column("leader_id", ForeignKey("leaders.id"), nullable=False, info=FIXED),
    Column("occurred_at", Instant, nullable=False, info=FIXED),
    Column("intent", Coded(Codec(CopyIntent)), nullable=False, info=FIXED),
    Column("is_finished", Boolean, nullable=False),
    UniqueConstraint("event_key"),
    Index("ix_leader_events_unfinished", "seq", sqlite_where=text("is_finished = 0")),
    Index("ix_leader_events_latest", "leader_id", "occurred_at"),
)

follows = Table(
    "follows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED, index=True),
    Column("leader_id", ForeignKey("leaders.id"), nullable=False, info=FIXED, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, info=FIXED, index=True),
    Column("rules", Shared(Codec(CopyRules)), nullable=False),
    Column("mode", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("started_at", Instant, nullable=False, info=FIXED),
    Column("stopped_at", Instant),
    Column("paused_until", Instant),
    Column("version", Integer, nullable=False),
    Index("uq_follows_running", "leader_id", "account_id", unique=True, sqlite_where=text("status <> 'stopped'")),
)

positions = Table(
    "positions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("follow_id", ForeignKey("follows.id"), nullable=False, info=FIXED, index=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, info=FIXED),
    Column("exchange", Text, nullable=False, info=FIXED),
    Column("symbol", SymbolText, nullable=False, info=FIXED),
    Column("side", Text, nullable=False, info=FIXED),
    Column("leverage", Integer, nullable=False),
    Column("margin_mode", Text, nullable=False),
    Column("maintenance_margin_rate", Amount, nullable=False),
    Column("opened_at", Instant, nullable=False, info=FIXED),
    Column("quantity", Amount, nullable=False),
    Column("entry_price", Amount, nullable=False),
    Column("gross_pnl", Amount, nullable=False),
    Column("fees", Amount, nullable=False),
    Column("funding", Amount, nullable=False),
    Column("stop_loss", Amount),
    Column("take_profit", Amount),
    Column("protected_by", Text, comment="empty: by the rules of its follow"),
    Column("status", Text, nullable=False),
    Column("closed_at", Instant),
    Column("exit_price", Amount),
    Column("exit_trade_id", Text, nullable=False),
    Column("exit_cause", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index(POSITIONS_OPEN, "follow_id", "symbol", unique=True, sqlite_where=text("status = 'open'")),
    Index("ix_positions_open_of_account", "account_id", sqlite_where=text("status = 'open'")),
)

trades = Table(
    "trades",
    metadata,
    Column("id", Text, primary_key=True),
    Column("client_order_id", Text, nullable=False, info=FIXED),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, info=FIXED),
    Column("exchange", Text, nullable=False, info=FIXED),
    Column("follow_id", ForeignKey("follows.id"), info=FIXED),
    Column("position_id", Text),
    Column("event_key", Text, nullable=False, info=FIXED, index=True),
    Column("leg", Text, nullable=False, info=FIXED),
    Column("kind", Text, nullable=False, info=FIXED),
    Column("purpose", Text, nullable=False, info=FIXED),
    Column("symbol", SymbolText, nullable=False, info=FIXED),
    Column("side", Text, nullable=False, info=FIXED),
    Column("position_side", Text, nullable=False, info=FIXED),
    Column("amount", Amount, nullable=False),
    Column("reduce_only", Boolean, nullable=False, info=FIXED),
    Column("reserve", Amount, nullable=False),
    Column("reference_price", Amount, nullable=False),
    Column("decided_at", Instant, nullable=False, info=FIXED),
    Column("limit_price", Amount),
    Column("leader_price", Amount, info=FIXED),
    Column("leader_at", Instant, info=FIXED),
    Column("leverage", Integer),
    Column("margin_mode", Text),
    Column("sized_by", Text, nullable=False, info=FIXED),
    Column("numbers", Coded(NUMBERS), nullable=False, info=FIXED),
    Column("status", Text, nullable=False),
    Column("sent_at", Instant),
    Column("settled_at", Instant),
    Column("exchange_order_id", Text),
    Column("filled", Amount),
    Column("average_price", Amount),
    Column("fee", Amount),
    Column("fee_coin", Text),
    Column("executed_at", Instant),
    Column("failure_code", Words, nullable=False),
    Column("failure_message", Words, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("client_order_id"),
    Index("ix_trades_history", "follower_id", "decided_at"),
    Index("ix_trades_unsettled", "account_id", sqlite_where=text("status IN ('reserved', 'needs_reconciliation')")),
    Index("ix_trades_exchange_order", "exchange_order_id", sqlite_where=text("exchange_order_id IS NOT NULL")),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("trade_id", ForeignKey("trades.id"), nullable=False, info=FIXED, index=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED),
    Column("asked_at", Instant, nullable=False, info=FIXED),
    Column("deadline", Instant, nullable=False, info=FIXED),
    Column("answer", Text),
    Column("answered_at", Instant),
    Column("version", Integer, nullable=False),
    Index("ix_confirmations_open", "deadline", sqlite_where=text("answer IS NULL")),
)

decisions = Table(
    "decisions",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("follow_id", ForeignKey("follows.id"), nullable=False),
    Column("follower_id", Whole, nullable=False),
    Column("leader_id", Text, nullable=False),
    Column("event_key", Text, nullable=False, index=True),
    Column("leg", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("symbol", SymbolText, nullable=False),
    Column("position_side", Text, nullable=False),
    Column("skip_reason", Text, comment="empty when a trade was decided"),
    Column("amount", Amount),
    Column("numbers", Coded(NUMBERS), nullable=False),
    Column("trade_id", Text),
    Column("at", Instant, nullable=False),
    UniqueConstraint("follow_id", "event_key", "leg"),
    Index("ix_decisions_skips", "follower_id", "at", sqlite_where=text("skip_reason IS NOT NULL")),
)

account_fills = Table(
    "account_fills",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("symbol", SymbolText, primary_key=True),
    Column("fill_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

undos = Table(
    "undos",
    metadata,
    Column("id", Text, primary_key=True),
    Column("follower_id", ForeignKey("followers.id"), nullable=False, info=FIXED),
    Column("made_at", Instant, nullable=False, info=FIXED, index=True),
    Column("follows", Coded(FOLLOW_CHANGES), nullable=False, info=FIXED),
    Column("settings", Coded(Codec(SettingsChange)), info=FIXED),
    Column("used_at", Instant),
    Column("version", Integer, nullable=False),
)

ignored_drifts = Table(
    "ignored_drifts",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
