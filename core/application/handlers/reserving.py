"""From verdicts to durable reserves: trades, confirmations and stored decisions of one group, then their release.

Asks the copy rules and writes down what they say; decides no size itself and sends nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from core.application.gates import Gates
from core.application.order_desk import OrderDesk
from core.application.ports import Clock, IdSource, MarketBoard, WalletBoard
from core.application.reports import CopyReport
from core.application.standing import Standing, read_standing
from core.application.unit_of_work import UnitOfWork
from core.domain.account import Account
from core.domain.confirmation import Confirmation
from core.domain.events import CopySkippedEvent
from core.domain.follow import Follow, FollowMode
from core.domain.leader import CopyIntent
from core.domain.trade import Trade, TradePlan, TradePurpose
from core.domain.values import ConfirmationId, TradeId, derive_client_order_id
from core.domain.verdict import CopyOrder, Skip, SkipReason

CONFIRM_WITHIN = timedelta(seconds=120)


@dataclass(slots=True)
class Round:
    """One group being reserved."""

    unit: UnitOfWork
    standing: Standing
    installation: str
    is_copying_paused: bool
    now: datetime
    to_send: list[Trade] = field(default_factory=list)
    asked: int = 0
    skipped: int = 0

    def report(self) -> CopyReport:
        return CopyReport(sent=len(self.to_send), asked=self.asked, skipped=self.skipped)


class Reserving:
    """Reserves trades for follows; the caller commits between `decide` and `release`."""

    def __init__(
        self,
        ids: IdSource,
        *,
        clock: Clock,
        board: MarketBoard,
        wallets: WalletBoard,
        desk: OrderDesk,
        gates: Gates,
        confirm_within: timedelta = CONFIRM_WITHIN,
    ) -> None:
        self._ids, self._clock, self._board = ids, clock, board
        self._wallets, self._desk, self._confirm_within = wallets, desk, confirm_within
        self._gates = gates

    async def begin(self, unit: UnitOfWork, follows: Sequence[Follow]) -> Round:
        return Round(
            unit=unit,
            standing=await read_standing(unit, follows, board=self._board, wallets=self._wallets),
            installation=await unit.switches.installation_id(),
            is_copying_paused=await unit.switches.is_copying_paused(),
            now=self._clock.now(),
        )

    def decide(self, round_: Round, follow: Follow, intent: CopyIntent) -> None:
        """One verdict of one follow on one leg, written into the round's unit."""
        account = round_.standing.accounts[follow.account_id]
        verdict = self._verdict(round_, follow, account, intent=intent)
        match verdict:
            case CopyOrder():
                trade_id = self._reserve(round_, follow, account, intent=intent, order=verdict)
                self._write_down(round_, follow, intent, verdict=verdict, trade_id=trade_id)
            case Skip():
                self.skip(round_, follow, intent, skip=verdict)

    def skip(self, round_: Round, follow: Follow, intent: CopyIntent, *, skip: Skip) -> None:
        """A verdict too: told, and stored with its numbers."""
        self._tell_skip(round_, follow, intent, skip)
        self._write_down(round_, follow, intent, verdict=skip, trade_id=None)

    @staticmethod
    def _write_down(
        round_: Round, follow: Follow, intent: CopyIntent, *, verdict: CopyOrder | Skip, trade_id: TradeId | None
    ) -> None:
        round_.unit.decisions.add(
            follow_id=follow.id,
            follower_id=follow.follower_id,
            intent=intent,
            verdict=verdict,
            trade_id=trade_id,
            at=round_.now,
        )

    def release(self, round_: Round) -> None:
        """The group is durable: its orders may leave."""
        lanes: dict[str, list[Trade]] = defaultdict(list)
        for trade in round_.to_send:
            lanes[trade.plan.account_id].append(trade)
        for trades in lanes.values():
            self._desk.submit(round_.standing.accounts[trades[0].plan.account_id], trades)

    def _verdict(self, round_: Round, follow: Follow, account: Account, *, intent: CopyIntent) -> CopyOrder | Skip:
        refusal = follow.refuses(intent)
        if refusal is None and intent.kind.adds_exposure:
            refusal = entry_gate(round_, account, gates=self._gates)
        if refusal is not None:
            return Skip(reason=refusal)
        return follow.rules.decide(
            intent,
            round_.standing.context(follow, intent, round_.now),
            market=self._board.market(account.exchange, intent.symbol),
            price=self._board.price(account.exchange, intent.symbol),
        )

    def _reserve(
        self, round_: Round, follow: Follow, account: Account, *, intent: CopyIntent, order: CopyOrder
    ) -> TradeId:
        plan = plan_of(follow, account, intent, order=order, at=round_.now, standing=round_.standing)
        client_order_id = derive_client_order_id(
            round_.installation, account.id, event_key=f"{follow.id}|{intent.event_key}", leg=intent.leg
        )
        trade = Trade.create_copy_trade(TradeId(self._ids.new()), client_order_id, plan=plan)
        round_.unit.trades.add(trade)
        round_.standing.reserve(trade)
        if follow.mode is FollowMode.ASK and intent.kind.adds_exposure:
            self._ask(round_, trade)
        else:
            round_.to_send.append(trade)
        return trade.id

    def _ask(self, round_: Round, trade: Trade) -> None:
        round_.asked += 1
        confirmation = Confirmation.ask(
            ConfirmationId(self._ids.new()),
            trade.id,
            follower_id=trade.plan.follower_id,
            at=round_.now,
            deadline=round_.now + self._confirm_within,
        )
        round_.unit.confirmations.add(confirmation)

    @staticmethod
    def _tell_skip(round_: Round, follow: Follow, intent: CopyIntent, skip: Skip) -> None:
        round_.skipped += 1
        if intent.is_late:
            return  # told together with the rest of the gap
        round_.unit.record(
            CopySkippedEvent(
                event_id=f"Skip:{follow.id}:{intent.event_key}:{intent.leg}",
                occurred_at=round_.now,
                follow_id=follow.id,
                follower_id=follow.follower_id,
                leader_id=follow.leader_id,
                event_key=intent.event_key,
                symbol=intent.symbol,
                reason=skip.reason,
                numbers=dict(skip.numbers),
            )
        )


class HasSwitch(Protocol):
    """What the entry gate looks at."""

    is_copying_paused: bool


def entry_gate(round_: HasSwitch, account: Account, *, gates: Gates) -> SkipReason | None:
    """What stops entries, never exits: the operator's pause, an account whose key is refused, a closed gate."""
    if round_.is_copying_paused:
        return SkipReason.COPYING_PAUSED
    if not account.is_usable:
        return SkipReason.ACCOUNT_NOT_READY
    return None if gates.stops(account) is None else SkipReason.ENTRIES_CLOSED


def plan_of(
    follow: Follow, account: Account, intent: CopyIntent, *, order: CopyOrder, at: datetime, standing: Standing
) -> TradePlan:
    """A copy order, written out as the plan of a trade."""
    position = standing.position(follow, intent.symbol)
    return TradePlan(
        follower_id=follow.follower_id,
        account_id=account.id,
        exchange=account.exchange,
        follow_id=follow.id,
        position_id=None if position is None else position.id,
        event_key=intent.event_key,
        leg=intent.leg,
        kind=intent.kind,
        purpose=TradePurpose.COPY,
        symbol=order.symbol,
        side=order.side,
        position_side=order.position_side,
        amount=order.amount,
        reduce_only=order.reduce_only,
        reserve=order.reserve,
        reference_price=order.reference_price,
        decided_at=at,
        limit_price=order.limit_price,
        leader_price=intent.price,
        leader_at=intent.occurred_at,
        leverage=order.leverage,
        margin_mode=order.margin_mode,
        sized_by=order.sized_by,
        numbers=order.numbers,
    )
