"""Brings a database to the newest schema with alembic, at start and under the lease. Knows no table."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
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


def is_known(revision: str) -> bool:
    """A revision that this version can begin from."""
    known = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    return any(script.revision == revision for script in known)


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    return made
