"""Revision 0003: outbox, switches, what the chat remembers, paper wallets, sealed keys."""

from alembic import op
from sqlalchemy import text

from adapters.persistence.migrations.words import blob, key, maybe_texts, sequence, small, texts, unique, whole

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_outbox()
    create_chat_memory()
    create_keepsakes()


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sequence(),
        *texts("event_id source kind payload occurred_at"),
        *maybe_texts("delivered_at"),
        key("outbox", "seq"),
        unique("outbox", "event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_undelivered", "outbox", ["seq"], sqlite_where=text("delivered_at IS NULL"))


def create_chat_memory() -> None:
    op.create_table(
        "update_inbox",
        whole("update_id"),
        blob("payload"),
        *texts("accepted_at"),
        *maybe_texts("done_at"),
        key("update_inbox", "update_id"),
    )
    op.create_index("ix_update_inbox_unfinished", "update_inbox", ["update_id"], sqlite_where=text("done_at IS NULL"))
    op.create_table("conversations", *texts("key memory"), *maybe_texts("state"), key("conversations", "key"))
    op.create_table(
        "cards",
        whole("chat_id"),
        whole("message_id"),
        *texts("subject content_hash"),
        key("cards", "chat_id", "subject"),
    )


def create_keepsakes() -> None:
    op.create_table("switches", *texts("name value"), key("switches", "name"))
    op.create_table("paper_wallets", *texts("account_id book"), key("paper_wallets", "account_id"))
    op.create_table(
        "sealed_keys",
        *texts("account_id key_id"),
        blob("wrapped"),
        blob("sealed"),
        small("form"),
        key("sealed_keys", "account_id"),
    )
    op.create_index("ix_sealed_keys_key_id", "sealed_keys", ["key_id"])
