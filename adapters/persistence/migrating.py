"""Brings a database to the newest schema with alembic, at start and under the lease. Knows no table."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection

from adapters.persistence.engine import migrating_engine

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "head"


def upgrade(url: URL, revision: str = NEWEST) -> None:
    """All or nothing: every missing revision, in one transaction."""
    engine = migrating_engine(url)
    try:
        with engine.begin() as connection:
            command.upgrade(config(connection), revision)
    finally:
        engine.dispose()


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
