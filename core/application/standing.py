"""Where each follow stands when a leader event is decided: read once for a whole group, then only memory.

Makes the CopyContext of a follow from positions, unsettled trades, balances and prices. Decides nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from core.application.ports import MarketBoard, WalletBoard
from core.application.unit_of_work import UnitOfWork
from core.domain.account import Account
from core.domain.follow import Follow
from core.domain.leader import CopyIntent, Leg
from core.domain.position import Position
from core.domain.trade import Trade
from core.domain.values import ZERO, AccountId, FollowId, Symbol
from core.domain.verdict import CopyContext


class Standing:
    """A snapshot of the accounts behind a group of follows; trades reserved later are added to it."""

    def __init__(
        self,
        accounts: Iterable[Account],
        positions: Iterable[Position],
        trades: Iterable[Trade],
        *,
        board: MarketBoard,
        wallets: WalletBoard,
    ) -> None:
        self._board, self._wallets = board, wallets
        self.accounts = {account.id: account for account in accounts}
        self._positions: dict[AccountId, list[Position]] = defaultdict(list)
        self._trades: dict[AccountId, list[Trade]] = defaultdict(list)
        self._of_follow: dict[FollowId | None, list[Trade]] = defaultdict(list)
        for position in positions:
            self._positions[position.owner.account_id].append(position)
        for trade in trades:
            self.reserve(trade)

    def reserve(self, trade: Trade) -> None:
        """Count a trade's reserve from now on."""
        self._trades[trade.plan.account_id].append(trade)
        self._of_follow[trade.plan.follow_id].append(trade)

    def unsettled(self, follow_id: FollowId, symbol: Symbol) -> Sequence[Trade]:
        mine = self._of_follow.get(follow_id, ())
        return [trade for trade in mine if trade.plan.symbol == symbol and not trade.is_settled]

    def position(self, follow: Follow, symbol: Symbol) -> Position | None:
        for position in self._positions[follow.account_id]:
            if position.owner.follow_id == follow.id and position.owner.symbol == symbol and position.is_open:
                return position
        return None

    def context(self, follow: Follow, intent: CopyIntent, now: datetime) -> CopyContext:
        symbol = intent.symbol
        mine = [p for p in self._positions[follow.account_id] if p.owner.follow_id == follow.id and p.is_open]
        pending = [t for t in self._trades[follow.account_id] if is_pending_entry(t)]
        my_pending = [t for t in pending if t.plan.follow_id == follow.id]
        return CopyContext(
            now=now,
            position=self._concerned(follow, intent),
            balance=self._wallets.balance(follow.account_id, symbol.kind, symbol.settle or symbol.quote),
            reserved=sum((t.held_reserve for t in pending), ZERO),
            symbol_exposure=self._exposure(mine, my_pending, symbol),
            total_exposure=self._exposure(mine, my_pending, None),
            open_positions=len({p.owner.symbol for p in mine} | {t.plan.symbol for t in my_pending}),
            symbol_taken=self._is_taken(follow, symbol),
            spot_holding=self._holding(follow, symbol),
        )

    def _concerned(self, follow: Follow, intent: CopyIntent) -> Position | None:
        """The open leg of a flip doesn't build on the position that its close leg ends."""
        position = self.position(follow, intent.symbol)
        if position is None or position.owner.side is not intent.position_side:
            return None
        return position

    def _exposure(self, positions: Sequence[Position], trades: Sequence[Trade], symbol: Symbol | None) -> Decimal:
        """Position values at the present price plus what pending entries may add."""
        open_value = sum((self._value(p) for p in positions if symbol in {None, p.owner.symbol}), ZERO)
        pending = (t.plan.cost for t in trades if symbol in {None, t.plan.symbol})
        return open_value + sum(pending, ZERO)

    def _value(self, position: Position) -> Decimal:
        price = self._board.price(position.owner.exchange, position.owner.symbol)
        return position.notional(price or position.entry_price)

    def _is_taken(self, follow: Follow, symbol: Symbol) -> bool:
        """Another follow of the account owns the symbol: exchanges net positions per account."""
        held = [p for p in self._positions[follow.account_id] if p.is_open and p.owner.symbol == symbol]
        owners = {p.owner.follow_id for p in held}
        owners |= {
            t.plan.follow_id
            for t in self._trades[follow.account_id]
            if t.plan.symbol == symbol and t.plan.follow_id is not None and not t.is_settled
        }
        return bool(owners - {follow.id})

    def _holding(self, follow: Follow, symbol: Symbol) -> Decimal | None:
        return None if symbol.settle else self._wallets.holding(follow.account_id, symbol.kind, symbol.base)


def is_pending_entry(trade: Trade) -> bool:
    return trade.plan.leg is Leg.OPEN and not trade.is_settled


async def read_standing(
    unit: UnitOfWork, follows: Sequence[Follow], *, board: MarketBoard, wallets: WalletBoard
) -> Standing:
    """Read the snapshot for a group of follows: three reads, however many they are.

    Trades before positions: what settles in between is then seen twice, never not at all.
    """
    keys = list({follow.account_id for follow in follows})
    accounts = await unit.accounts.many(keys)
    trades = await unit.trades.unsettled_of_accounts(keys)
    positions = await unit.positions.open_of_accounts(keys)
    return Standing(accounts, positions, trades, board=board, wallets=wallets)
