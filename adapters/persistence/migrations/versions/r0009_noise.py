"""Revision 0009: when news may sound and digests come, pauses that end by themselves, and what may be taken back."""

import sqlalchemy as sa
from alembic import op

from adapters.persistence.migrations.words import foreign, key, maybe_texts, small, texts, whole

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name in ("timetable", "told"):
        op.add_column("followers", sa.Column(name, sa.Text(), nullable=False, server_default="{}"))
    for column in maybe_texts("paused_until"):
        op.add_column("follows", column)
    op.create_table(
        "undos",
        *texts("id made_at follows"),
        *maybe_texts("settings used_at"),
        whole("follower_id"),
        small("version"),
        key("undos", "id"),
        foreign("undos", "follower_id", parent="followers"),
    )
    op.create_index("ix_undos_made_at", "undos", ["made_at"])
