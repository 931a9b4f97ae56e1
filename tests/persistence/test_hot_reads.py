"""What is read all the time walks no history: an index answers it, however many rows there were."""

import sqlite3
from collections.abc import Sequence

import pytest
from sqlalchemy import create_engine, event

from adapters.persistence import progress
from adapters.persistence import trading_repositories as trading
from adapters.persistence.reading import Rows, Values
from adapters.persistence.repository import by_id
from adapters.persistence.tables import metadata, trades
from tests.builders import NOON

KEYS = {"keys": ["one", "two"]}
HOT: Sequence[tuple[Rows, Values]] = [
    (by_id(trades), {"id": "one"}),
    (trading.UNSETTLED, {}),
    (trading.OF_CLIENT_ORDER, {"client_order_id": "ct"}),
    (trading.ASKED_OF_TRADES, KEYS),
    (trading.ASKED_UNTIL, {"until": NOON}),
    (progress.UNFINISHED, {}),
    (progress.DECIDED, {"event_key": "e"}),
]


@pytest.mark.parametrize(("statement", "values"), HOT)
def test_a_hot_read_walks_no_history(statement: Rows, values: Values) -> None:
    plan = plan_of(statement, values)
    assert plan
    assert not [step for step in plan if step.startswith("SCAN") and "USING" not in step]


def plan_of(statement: Rows, values: Values) -> Sequence[str]:
    """How SQLite goes about it."""
    engine, asked = create_engine("sqlite://"), list[tuple[str, tuple[object, ...]]]()
    metadata.create_all(engine)

    @event.listens_for(engine, "before_cursor_execute")
    def note(_1: object, _2: sqlite3.Cursor, text: str, parameters: tuple[object, ...], *_more: object) -> None:
        asked.append((text, parameters))

    with engine.connect() as connection:
        connection.execute(statement, values).all()
        text, parameters = asked[0]
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters).all()
    engine.dispose()
    return [str(row[3]) for row in found]
