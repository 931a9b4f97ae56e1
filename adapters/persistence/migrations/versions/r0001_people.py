"""Revision 0001: followers, invites, accounts, leaders, follows."""

from alembic import op
from sqlalchemy import text

from adapters.persistence.migrations.words import (
    flag,
    foreign,
    key,
    maybe_texts,
    maybe_whole,
    sequence,
    small,
    texts,
    unique,
    whole,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_people()
    create_accounts()
    create_leaders()
    create_leader_ledger()
    create_leader_events()
    create_follows()


def create_people() -> None:
    op.create_table(
        "followers",
        whole("id"),
        *texts("name language role joined_at noise"),
        small("version"),
        key("followers", "id"),
    )
    op.create_table(
        "invites",
        *texts("id created_at"),
        whole("invited_by"),
        maybe_whole("used_by"),
        small("version"),
        key("invites", "id"),
    )


def create_accounts() -> None:
    op.create_table(
        "accounts",
        whole("follower_id"),
        *texts("id exchange label linked_at mode status"),
        *maybe_texts("rights"),
        small("version"),
        key("accounts", "id"),
        foreign("accounts", "follower_id", parent="followers"),
    )
    op.create_index("ix_accounts_follower_id", "accounts", ["follower_id"])


def create_leaders() -> None:
    op.create_table(
        "leaders",
        whole("owner_id"),
        *texts("id account_id name since status watermark leverages"),
        *maybe_texts("equity"),
        small("version"),
        key("leaders", "id"),
        unique("leaders", "owner_id"),
        foreign("leaders", "owner_id", parent="followers"),
        foreign("leaders", "account_id", parent="accounts"),
    )


def create_leader_ledger() -> None:
    op.create_table(
        "leader_holdings",
        *texts("leader_id symbol position_side quantity"),
        key("leader_holdings", "leader_id", "symbol", "position_side"),
        foreign("leader_holdings", "leader_id", parent="leaders"),
    )
    op.create_table(
        "leader_fills",
        sequence(),
        *texts("leader_id fill_key"),
        key("leader_fills", "seq"),
        unique("leader_fills", "leader_id", "fill_key"),
        foreign("leader_fills", "leader_id", parent="leaders"),
    )
    op.create_index("ix_leader_fills_newest", "leader_fills", ["leader_id", "seq"])


def create_leader_events() -> None:
    op.create_table(
        "leader_events",
        sequence(),
        *texts("event_key leader_id occurred_at intent"),
        flag("is_finished"),
        key("leader_events", "seq"),
        unique("leader_events", "event_key"),
        foreign("leader_events", "leader_id", parent="leaders"),
    )
    op.create_index("ix_leader_events_unfinished", "leader_events", ["seq"], sqlite_where=text("is_finished = 0"))
    op.create_index("ix_leader_events_latest", "leader_events", ["leader_id", "occurred_at"])


def create_follows() -> None:
    op.create_table(
        "follows",
        whole("follower_id"),
        *texts("id leader_id account_id rules mode status started_at"),
        *maybe_texts("stopped_at"),
        small("version"),
        key("follows", "id"),
        foreign("follows", "follower_id", parent="followers"),
        foreign("follows", "leader_id", parent="leaders"),
        foreign("follows", "account_id", parent="accounts"),
    )
    for column in ("follower_id", "leader_id", "account_id"):
        op.create_index(f"ix_follows_{column}", "follows", [column])
    op.create_index(
        "uq_follows_running",
        "follows",
        ["leader_id", "account_id"],
        unique=True,
        sqlite_where=text("status <> 'stopped'"),
    )
