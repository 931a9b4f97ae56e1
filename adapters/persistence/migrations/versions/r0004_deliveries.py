"""Revision 0004: who is still to be told what, and which chats can't be written to."""

from alembic import op
from sqlalchemy import text

from adapters.persistence.migrations.words import key, small, texts, whole

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "deliveries",
        whole("chat_id"),
        *texts("subject event_id state noted_at"),
        small("priority"),
        small("tries"),
        small("ghosts"),
        key("deliveries", "chat_id", "subject"),
    )
    op.create_index("ix_deliveries_unfinished", "deliveries", ["chat_id"], sqlite_where=text("state <> 'sent'"))
    op.create_table("silences", whole("chat_id"), *texts("since"), key("silences", "chat_id"))
