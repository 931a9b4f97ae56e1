"""Brings a database to the newest schema with alembic, at start and under the lease. Knows no table."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine

from adapters.persistence.engine import migrating_engine

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "head"
HAS_REVISION = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
REVISIONS = "SELECT version_num FROM alembic_version"


def upgrade(url: URL, revision: str = NEWEST) -> None:
    """All or nothing: every missing revision, in one transaction."""
    engine = migrating_engine(url)
    try:
        with engine.begin() as connection:
            command.upgrade(config(connection), revision)
    finally:
        engine.dispose()


def is_newest(engine: Engine) -> bool:
    """Nothing to bring: nearly every start."""
    with engine.connect() as connection:
        if connection.exec_driver_sql(HAS_REVISION).first() is None:
            return False
        return [row[0] for row in connection.exec_driver_sql(REVISIONS)] == [newest_revision()]


@cache
def newest_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


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
