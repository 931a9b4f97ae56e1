"""Revision 0008: invitations with terms, who did what, announcements, maintenance, missing copies that were told."""

import sqlalchemy as sa
from alembic import op

from adapters.persistence.migrations.words import key, sequence, small, texts, whole

revision = "0008"
down_revision = "0007"

WEEK_LATER = "strftime('%Y-%m-%dT%H:%M:%f000+00:00', created_at, '+7 days')"
USED = "CASE WHEN used_by IS NULL THEN '{}' ELSE json_object(CAST(used_by AS TEXT), created_at) END"


def upgrade() -> None:
    op.add_column("followers", sa.Column("terms", sa.Text(), nullable=False, server_default="{}"))
    widen_invites()
    create_operations()


def widen_invites() -> None:
    """Those that were open stay open, for one person and seven days, as they were promised."""
    op.rename_table("invites", "invites_before")
    op.create_table(
        "invites_now",
        *texts("id"),
        whole("invited_by"),
        *texts("created_at expires_at role terms"),
        small("most_uses"),
        *texts("used_by"),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        small("version"),
        key("invites", "id"),
    )
    op.execute(
        "INSERT INTO invites_now SELECT id, invited_by, created_at, "  # noqa: S608 - constants of this file
        f"{WEEK_LATER}, 'follower', '{{}}', 1, {USED}, NULL, version FROM invites_before"
    )
    op.drop_table("invites_before")
    op.rename_table("invites_now", "invites")


def create_operations() -> None:
    op.create_table(
        "deeds",
        sequence(),
        *texts("at"),
        whole("actor"),
        *texts("name facts refusal"),
        key("deeds", "seq"),
        sqlite_autoincrement=True,
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER deeds_stay_{change.lower()} BEFORE {change} ON deeds "
            "BEGIN SELECT RAISE(ABORT, 'deeds stay as they were written'); END"
        )
    op.create_table(
        "announcements", *texts("id made_at text"), whole("made_by"), small("people"), key("announcements", "id")
    )
    op.create_table("copy_outages", *texts("leader_id since"), key("copy_outages", "leader_id"))
