"""Revision 0007: leaders' stretches from flat to flat, told from their stored events; and those that go on."""

from alembic import op

from adapters.persistence.migrations.words import flag, foreign, key, maybe_texts, sequence, texts

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "leader_episodes",
        sequence(),
        *texts("leader_id symbol position_side opened_at closed_at entered pnl"),
        *maybe_texts("equity"),
        flag("is_whole"),
        key("leader_episodes", "seq"),
        foreign("leader_episodes", "leader_id", parent="leaders"),
    )
    op.create_index("ix_leader_episodes_newest", "leader_episodes", ["leader_id", "closed_at"])
    op.create_table(
        "leader_courses",
        *texts("leader_id symbol position_side course"),
        key("leader_courses", "leader_id", "symbol", "position_side"),
        foreign("leader_courses", "leader_id", parent="leaders"),
    )
