"""The revisions lead from nothing to today's tables, in steps, and keep what is there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

from adapters.persistence import side_tables
from adapters.persistence.database import make_ready
from adapters.persistence.engine import migrating_engine, parse_url, writing_engine
from adapters.persistence.failures import DatabaseDamaged
from adapters.persistence.migrating import config, is_newest, upgrade
from tests.database import url_of

METADATA = side_tables.outbox.metadata


def schema_of(engine: Engine) -> dict[str, object]:
    """Columns, keys and indexes of every table, however they are written."""
    looked = inspect(engine)
    return {
        name: (
            {(c["name"], str(c["type"]), c["nullable"]) for c in looked.get_columns(name)},
            looked.get_pk_constraint(name)["constrained_columns"],
            {(tuple(f["constrained_columns"]), f["referred_table"]) for f in looked.get_foreign_keys(name)},
            {tuple(u["column_names"]) for u in looked.get_unique_constraints(name)},
            {(i["name"], tuple(i["column_names"]), i["unique"]) for i in looked.get_indexes(name)},
        )
        for name in looked.get_table_names()
        if name != "alembic_version"
    }


def index_texts(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        return {" ".join(row[0].split()) for row in rows}


def test_empty_to_newest_equals_the_tables(tmp_path: Path) -> None:
    migrated, created = tmp_path / "migrated.db", tmp_path / "created.db"
    upgrade(parse_url(url_of(migrated)))
    engines = [create_engine(f"sqlite:///{path}") for path in (migrated, created)]
    METADATA.create_all(engines[1])
    assert schema_of(engines[0]) == schema_of(engines[1])
    assert index_texts(migrated) == index_texts(created)
    for engine in engines:
        engine.dispose()


def test_nothing_is_left_to_generate(tmp_path: Path) -> None:
    url = parse_url(url_of(tmp_path / "x.db"))
    upgrade(url)
    engine = migrating_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()
    assert differences == []


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    upgrade(parse_url(url_of(path)))
    before = index_texts(path)
    upgrade(parse_url(url_of(path)))
    assert index_texts(path) == before


@pytest.mark.parametrize(("revision", "is_new"), [("0001", False), ("head", True)])
def test_only_the_newest_needs_no_upgrade(tmp_path: Path, revision: str, is_new: bool) -> None:
    url = parse_url(url_of(tmp_path / "x.db"))
    engine = writing_engine(url)
    assert not is_newest(engine)
    upgrade(url, revision)
    assert is_newest(engine) is is_new
    engine.dispose()


def test_a_lost_column_is_damage(tmp_path: Path) -> None:
    url = parse_url(url_of(tmp_path / "x.db"))
    upgrade(url)
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE followers RENAME COLUMN language TO languagf")
    with pytest.raises(DatabaseDamaged, match=r"followers\.language"):
        make_ready(url, engine)
    engine.dispose()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_rows_survive_from_every_revision(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "x.db"
    upgrade(parse_url(url_of(path)), revision)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO followers VALUES (7, 'Anna', 'uk', 'follower', '2026-11-22', '{}', 1)")
    upgrade(parse_url(url_of(path)))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id, name, version FROM followers").fetchall() == [(7, "Anna", 1)]


def test_revisions_are_one_line(tmp_path: Path) -> None:
    engine = migrating_engine(parse_url(url_of(tmp_path / "x.db")))
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(config(connection))
        revisions = [revision.revision for revision in script.walk_revisions()]
    engine.dispose()
    assert revisions == sorted(revisions, reverse=True)
    assert len(script.get_heads()) == 1


def test_an_interrupted_upgrade_changes_nothing(tmp_path: Path) -> None:
    """Here it trips over a table that is in its way; all its earlier steps are taken back."""
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE outbox (odd)")
    with pytest.raises(Exception, match="outbox"):
        upgrade(parse_url(url_of(path)))
    with closing(sqlite3.connect(path)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert tables == ["outbox"]


def test_invitations_of_before_keep_their_promise(tmp_path: Path) -> None:
    """One person and seven days, as they were given; a used one stays used."""
    path = tmp_path / "x.db"
    upgrade(parse_url(url_of(path)), "0006")
    made = "2026-11-22T12:00:00.000000+00:00"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO invites (id, invited_by, created_at, used_by, version) VALUES "
            "('open', 1, ?, NULL, 1), ('used', 1, ?, 7, 2)",
            (made, made),
        )
    upgrade(parse_url(url_of(path)))
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT id, expires_at, role, terms, most_uses, used_by, version FROM invites"
        ).fetchall()
    later = "2026-11-29T12:00:00.000000+00:00"
    assert rows == [
        ("open", later, "follower", "{}", 1, "{}", 1),
        ("used", later, "follower", "{}", 1, f'{{"7":"{made}"}}', 2),
    ]
