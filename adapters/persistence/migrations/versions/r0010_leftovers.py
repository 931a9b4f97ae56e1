"""Revision 0010: messages whose card stands further down already, and that are still to be deleted."""

from alembic import op

from adapters.persistence.migrations.words import key, whole

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table("leftovers", whole("chat_id"), whole("message_id"), key("leftovers", "chat_id", "message_id"))
