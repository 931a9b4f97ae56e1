"""Revision 0006: who set a position's protection, and the differences a follower doesn't want to hear of again."""

from alembic import op

from adapters.persistence.migrations.words import foreign, key, maybe_texts, texts

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for column in maybe_texts("protected_by"):
        op.add_column("positions", column)
    op.create_table(
        "ignored_drifts",
        *texts("account_id mark at"),
        key("ignored_drifts", "account_id", "mark"),
        foreign("ignored_drifts", "account_id", parent="accounts"),
    )
