"""What is stored, read at once and from outside of any process, as a judge would. Writes nothing."""

from collections.abc import Sequence

from sqlalchemy import ColumnClause, Connection, RowMapping, Select, func, literal_column, select

from adapters.persistence.side_tables import outbox
from adapters.persistence.tables import confirmations, decisions, follows, leader_events, positions, trades
from adapters.persistence.trading_mapping import position_of, trade_of
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import AccountId, ClientOrderId, ConfirmationId, FollowerId, FollowId

ROWID: ColumnClause[int] = literal_column("rowid")


class Tables:
    """Aggregates in the order in which they were first stored."""

    def __init__(self, reading: Connection) -> None:
        self._reading = reading

    def trades(self, after: int = 0) -> Sequence[Trade]:
        return [trade_of(row) for row in self._rows(select(trades).where(after < ROWID).order_by(ROWID))]

    def trade_of_order(self, key: ClientOrderId) -> Trade | None:
        rows = self._rows(select(trades).where(trades.c.client_order_id == key))
        return trade_of(rows[0]) if rows else None

    def newest_trade(self) -> int:
        return int(self._rows(select(func.max(ROWID).label("newest")).select_from(trades))[0]["newest"] or 0)

    def positions(self) -> Sequence[Position]:
        return [position_of(row) for row in self._rows(select(positions).order_by(ROWID))]

    def open_positions(self) -> Sequence[Position]:
        rows = self._rows(select(positions).where(positions.c.status == "open").order_by(ROWID))
        return [position_of(row) for row in rows]

    def open_positions_of(self, account_id: AccountId) -> Sequence[Position]:
        return [position for position in self.open_positions() if position.owner.account_id == account_id]

    def questions(self) -> Sequence[tuple[ConfirmationId, FollowerId]]:
        found = select(confirmations).where(confirmations.c.answer.is_(None)).order_by(ROWID)
        return [(ConfirmationId(row["id"]), FollowerId(row["follower_id"])) for row in self._rows(found)]

    def follow_status(self, follow_id: FollowId) -> str:
        return str(self._rows(select(follows.c.status).where(follows.c.id == follow_id))[0]["status"])

    def unfinished_events(self) -> int:
        return len(self._rows(select(leader_events.c.seq).where(leader_events.c.is_finished.is_(False))))

    def event_order(self) -> dict[str, int]:
        return {row["event_key"]: row["seq"] for row in self._rows(select(leader_events))}

    def decisions(self) -> Sequence[RowMapping]:
        return self._rows(select(decisions).order_by(decisions.c.seq))

    def events(self) -> Sequence[RowMapping]:
        return self._rows(select(outbox).order_by(outbox.c.seq))

    def _rows(self, statement: Select[*tuple[object, ...]]) -> Sequence[RowMapping]:
        return self._reading.execute(statement).mappings().all()
