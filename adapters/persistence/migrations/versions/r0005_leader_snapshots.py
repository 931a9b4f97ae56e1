"""Revision 0005: when an exchange last showed all that a leader holds of a symbol."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("leaders", sa.Column("seen_whole", sa.Text(), nullable=False, server_default="{}"))
