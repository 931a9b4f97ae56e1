"""What is stored, read at once and from outside of any process, as a judge would. Writes nothing."""

from collections.abc import Sequence

from sqlalchemy import ColumnClause, RowMapping, bindparam, func, literal_column, select

from adapters.persistence.side_tables import outbox
from adapters.persistence.tables import confirmations, decisions, follows, leader_events, positions, trades
from adapters.persistence.trading_mapping import position_of, trade_of
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import AccountId, ClientOrderId, ConfirmationId, FollowerId, FollowId, TradeId
from tests.faults.simulation.storage import Sight

ROWID: ColumnClause[int] = literal_column("rowid")

TRADES = select(trades).where(bindparam("after") < ROWID).order_by(ROWID)
OF_ORDER = select(trades).where(trades.c.client_order_id == bindparam("key"))
NEWEST = select(func.max(ROWID).label("newest")).select_from(trades)
POSITIONS = select(positions).order_by(ROWID)
OPEN_POSITIONS = select(positions).where(positions.c.status == "open").order_by(ROWID)
QUESTIONS = select(confirmations).where(confirmations.c.answer.is_(None)).order_by(ROWID)
FOLLOW = select(follows.c.status).where(follows.c.id == bindparam("key"))
UNFINISHED = select(leader_events.c.seq).where(leader_events.c.is_finished.is_(False))
EVENTS = select(leader_events.c.event_key, leader_events.c.seq)
DECISIONS = select(decisions).order_by(decisions.c.seq)
NEWS = select(outbox).order_by(outbox.c.seq)


class Tables:
    """Aggregates in the order in which they were first stored. Nobody changes what is handed out."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._trades: dict[TradeId, Trade] = {}

    def trades(self, after: int = 0) -> Sequence[Trade]:
        return [self._trade(row) for row in self._sight.rows(TRADES, {"after": after})]

    def _trade(self, row: RowMapping) -> Trade:
        """The same version is the same trade."""
        known = self._trades.get(row["id"])
        if known is None or known.version != row["version"]:
            known = self._trades[row["id"]] = trade_of(row)
        return known

    def trade_of_order(self, key: ClientOrderId) -> Trade | None:
        rows = self._sight.rows(OF_ORDER, {"key": key})
        return trade_of(rows[0]) if rows else None

    def newest_trade(self) -> int:
        return int(self._sight.rows(NEWEST)[0]["newest"] or 0)

    def positions(self) -> Sequence[Position]:
        return [position_of(row) for row in self._sight.rows(POSITIONS)]

    def open_positions(self) -> Sequence[Position]:
        return [position_of(row) for row in self._sight.rows(OPEN_POSITIONS)]

    def open_positions_of(self, account_id: AccountId) -> Sequence[Position]:
        return [position for position in self.open_positions() if position.owner.account_id == account_id]

    def questions(self) -> Sequence[tuple[ConfirmationId, FollowerId]]:
        return [(ConfirmationId(row["id"]), FollowerId(row["follower_id"])) for row in self._sight.rows(QUESTIONS)]

    def follow_status(self, follow_id: FollowId) -> str:
        return str(self._sight.rows(FOLLOW, {"key": follow_id})[0]["status"])

    def unfinished_events(self) -> int:
        return len(self._sight.rows(UNFINISHED))

    def event_order(self) -> dict[str, int]:
        return {row["event_key"]: row["seq"] for row in self._sight.rows(EVENTS)}

    def decisions(self) -> Sequence[RowMapping]:
        return self._sight.rows(DECISIONS)

    def events(self) -> Sequence[RowMapping]:
        return self._sight.rows(NEWS)
