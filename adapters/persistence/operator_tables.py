"""The tables of running the house: deeds, announcements, missing copies that were told. Hold no secret, no amount.

Deeds are only ever added: the database itself refuses to change or to delete one.
"""

from sqlalchemy import Column, Integer, Table, Text

from adapters.persistence.columns import Coded, Instant, Whole, Words
from adapters.persistence.tables import NUMBERS, metadata

deeds = Table(
    "deeds",
    metadata,
    Column("seq", Whole, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", Whole, nullable=False),
    Column("name", Text, nullable=False),
    Column("facts", Coded(NUMBERS), nullable=False),
    Column("refusal", Text, nullable=False),
    sqlite_autoincrement=True,
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("made_by", Whole, nullable=False),
    Column("text", Words, nullable=False),
    Column("people", Integer, nullable=False),
)

copy_outages = Table(
    "copy_outages",
    metadata,
    Column("leader_id", Text, primary_key=True),
    Column("since", Instant, nullable=False),
)
