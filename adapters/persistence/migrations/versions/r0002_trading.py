"""Revision 0002: positions, trades, confirmations, decisions, booked fills."""

from alembic import op
from sqlalchemy import text

from adapters.persistence.migrations.words import (
    flag,
    foreign,
    key,
    maybe_small,
    maybe_texts,
    sequence,
    small,
    texts,
    unique,
    whole,
)

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    create_positions()
    index_positions()
    create_trades()
    index_trades()
    create_confirmations()
    create_decisions()
    create_account_fills()


def create_positions() -> None:
    op.create_table(
        "positions",
        whole("follower_id"),
        *texts("id follow_id account_id exchange symbol side margin_mode maintenance_margin_rate opened_at"),
        *texts("quantity entry_price gross_pnl fees funding status exit_trade_id exit_cause"),
        *maybe_texts("stop_loss take_profit closed_at exit_price"),
        small("leverage"),
        small("version"),
        key("positions", "id"),
        foreign("positions", "follow_id", parent="follows"),
        foreign("positions", "follower_id", parent="followers"),
        foreign("positions", "account_id", parent="accounts"),
    )


def index_positions() -> None:
    is_open = text("status = 'open'")
    op.create_index("ix_positions_follow_id", "positions", ["follow_id"])
    op.create_index("ix_positions_follower_id", "positions", ["follower_id"])
    op.create_index("ix_positions_open_of_account", "positions", ["account_id"], sqlite_where=is_open)
    op.create_index("uq_positions_open", "positions", ["follow_id", "symbol"], unique=True, sqlite_where=is_open)


def create_trades() -> None:
    op.create_table(
        "trades",
        whole("follower_id"),
        *texts("id client_order_id account_id exchange event_key leg kind purpose symbol side position_side"),
        *texts("amount reserve reference_price decided_at sized_by numbers status failure_code failure_message"),
        *maybe_texts("follow_id position_id limit_price leader_price leader_at margin_mode sent_at settled_at"),
        *maybe_texts("exchange_order_id filled average_price fee fee_coin executed_at"),
        flag("reduce_only"),
        maybe_small("leverage"),
        small("version"),
        key("trades", "id"),
        unique("trades", "client_order_id"),
        foreign("trades", "follower_id", parent="followers"),
        foreign("trades", "account_id", parent="accounts"),
        foreign("trades", "follow_id", parent="follows"),
    )


def index_trades() -> None:
    is_unsettled = text("status IN ('reserved', 'needs_reconciliation')")
    has_order = text("exchange_order_id IS NOT NULL")
    op.create_index("ix_trades_event_key", "trades", ["event_key"])
    op.create_index("ix_trades_history", "trades", ["follower_id", "decided_at"])
    op.create_index("ix_trades_unsettled", "trades", ["account_id"], sqlite_where=is_unsettled)
    op.create_index("ix_trades_exchange_order", "trades", ["exchange_order_id"], sqlite_where=has_order)


def create_confirmations() -> None:
    op.create_table(
        "confirmations",
        whole("follower_id"),
        *texts("id trade_id asked_at deadline"),
        *maybe_texts("answer answered_at"),
        small("version"),
        key("confirmations", "id"),
        foreign("confirmations", "trade_id", parent="trades"),
        foreign("confirmations", "follower_id", parent="followers"),
    )
    op.create_index("ix_confirmations_trade_id", "confirmations", ["trade_id"])
    op.create_index("ix_confirmations_open", "confirmations", ["deadline"], sqlite_where=text("answer IS NULL"))


def create_decisions() -> None:
    op.create_table(
        "decisions",
        sequence(),
        whole("follower_id"),
        *texts("follow_id leader_id event_key leg kind symbol position_side numbers at"),
        *maybe_texts("skip_reason amount trade_id"),
        key("decisions", "seq"),
        unique("decisions", "follow_id", "event_key", "leg"),
        foreign("decisions", "follow_id", parent="follows"),
    )
    is_skip = text("skip_reason IS NOT NULL")
    op.create_index("ix_decisions_event_key", "decisions", ["event_key"])
    op.create_index("ix_decisions_skips", "decisions", ["follower_id", "at"], sqlite_where=is_skip)


def create_account_fills() -> None:
    op.create_table(
        "account_fills",
        *texts("account_id symbol fill_id at"),
        key("account_fills", "account_id", "symbol", "fill_id"),
        foreign("account_fills", "account_id", parent="accounts"),
    )
