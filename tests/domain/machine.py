"""A state machine: what a leader, a follower and an exchange may do in any order, and what holds after each step."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.domain.copy_rules import BelowMinimum, CopyRules
from core.domain.leader_fill import LeaderFill
from core.domain.position import Position
from core.domain.sizing import Sizing
from core.domain.trade import TRANSITIONS, TradePurpose, TradeStatus
from core.domain.values import ZERO, Side, Symbol
from tests.builders import BTC, BTC_SPOT, a_fill, an_execution, an_intent
from tests.domain.answers import COIN_FEE, Told
from tests.domain.play import LEVERAGE, NOTHING, Play, place_of, refused
from tests.domain.stage import MARKETS

CLOSE_ENOUGH = Fraction(1, 10**12)
"""Entries are quotients: 28 digits of them."""

ASKED = an_intent()
picks = st.integers(0, 30)
parts = st.lists(st.integers(1, 40), min_size=1, max_size=3)
symbols = st.sampled_from([BTC, BTC, BTC, BTC_SPOT])
tellings = st.sampled_from([*[Told.FILLED] * 8, *Told])


class Copying(RuleBasedStateMachine):
    """One leader, one account, follows one after another; reliability.md (c) 7, 8, 9, 10, 11, 24, 29."""

    play: Play

    @initialize(
        size=st.sampled_from(["7", "130", "900", "20000"]),
        cash=st.sampled_from([50, 5_000, 1_000_000]),
        sizing=st.sampled_from([Sizing.FIXED_QUOTE, Sizing.LEADER_RATIO]),
        below=st.sampled_from(BelowMinimum),
    )
    def begin(self, size: str, cash: int, sizing: Sizing, below: BelowMinimum) -> None:
        amount = Decimal(size) if sizing is Sizing.FIXED_QUOTE else Decimal(size) / 1000
        self.play = Play(CopyRules(sizing=sizing, size=amount, below_minimum=below, leverage=LEVERAGE), cash)
        self.stage, self.model = self.play.stage, self.play.model
        self.fills: list[LeaderFill] = []
        self.seen: dict[str, TradeStatus] = {}

    @rule(symbol=symbols, side=st.sampled_from(Side), parts=parts, is_quick=st.sampled_from([True, True, False]))
    def leader_trades(self, symbol: Symbol, side: Side, parts: list[int], is_quick: bool) -> None:
        """Most orders are filled before anything else happens."""
        price, order = str(self.stage.boards.prices[symbol]), f"order{len(self.fills)}"
        fills = [
            a_fill(side, f"0.{part:02}", price, order_id=order, symbol=symbol, at=self.stage.now) for part in parts
        ]
        if not symbol.settle and side is Side.BUY:
            fills = [replace(fill, fee=fill.amount * COIN_FEE) for fill in fills]
        self.fills += fills
        self.play.hear(fills)
        if is_quick:
            self.all_is_filled()

    @rule()
    def all_is_filled(self) -> None:
        for trade in self.stage.unsettled():
            self.play.answer(trade, Told.FILLED)
        self.play.decide()

    @rule(symbol=symbols, beyond=st.sampled_from(["0", "0.05"]))
    def leader_leaves_or_turns(self, symbol: Symbol, beyond: str) -> None:
        held = self.stage.leader.holds(symbol)
        if held:
            side = Side.SELL if held > 0 else Side.BUY
            amount, order = str(abs(held) + Decimal(beyond)), f"order{len(self.fills)}"
            fill = a_fill(side, amount, order_id=order, symbol=symbol, at=self.stage.now)
            self.fills.append(fill)
            self.play.hear([fill])

    @precondition(lambda self: self.fills)
    @rule(first=picks, more=st.integers(1, 3))
    def fills_come_again(self, first: int, more: int) -> None:
        again = self.fills[first % len(self.fills) :][:more]
        same = [fill for fill in again if fill.symbol == again[0].symbol]
        assert self.stage.leader.interpret(same) is None

    @precondition(lambda self: self.stage.unsettled())
    @rule(pick=picks, told=tellings, tenths=st.integers(1, 14), is_worst=st.booleans())
    def exchange_answers(self, pick: int, told: Told, tenths: int, is_worst: bool) -> None:
        pending = self.stage.unsettled()
        trade = pending[pick % len(pending)]
        self.play.answer(trade, told, tenths=tenths, price=trade.plan.limit_price if is_worst else None)
        self.play.decide()

    @precondition(lambda self: self.model.ended)
    @rule(pick=picks, told=st.sampled_from(Told))
    def exchange_answers_late(self, pick: int, told: Told) -> None:
        """A late or repeated answer to what is settled means nothing; no verb moves it."""
        settled = [trade for trade in self.stage.shelves.kept_trades.values() if trade.is_settled]
        trade, events = settled[pick % len(settled)], len(self.stage.events)
        self.play.answer(trade, told)
        refused(lambda: trade.execute(an_execution()))
        refused(lambda: trade.fail("late", self.stage.now))
        refused(lambda: trade.mark_needs_reconciliation("late", self.stage.now))
        assert len(self.stage.events) == events

    @precondition(lambda self: self.stage.shelves.open)
    @rule(pick=picks, tenths=st.integers(1, 10), price=st.integers(40_000, 80_000))
    def follower_closes_at_the_exchange(self, pick: int, tenths: int, price: int) -> None:
        position = self.position(pick)
        step = MARKETS[position.owner.symbol].amount_step
        amount = position.quantity if tenths == 10 else position.quantity * tenths / 10 // step * step
        if amount and not self.stage.unsettled(position.owner.symbol):
            self.play.taken_off(position, amount, Decimal(price), fee=ZERO)

    @precondition(lambda self: self.stage.shelves.open)
    @rule(pick=picks, price=st.integers(40_000, 80_000))
    def exchange_liquidates(self, pick: int, price: int) -> None:
        """Also while an order of ours is on its way: a close then finds nothing, an entry opens anew."""
        position = self.position(pick)
        if position.owner.symbol.settle:
            self.model.leave(place_of(position), Fraction(position.quantity), Fraction(price), fee=Fraction(3))
            position.liquidate(Decimal(price), fee=Decimal(3), at=self.stage.now)
            self.play.changed()

    @precondition(lambda self: self.stage.shelves.open)
    @rule(pick=picks, cents=st.integers(-500, 500))
    def funding_comes(self, pick: int, cents: int) -> None:
        position = self.position(pick)
        position.pay_funding(Decimal(cents) / 100)
        self.model.open[place_of(position)].funding += Fraction(cents, 100)

    @rule(symbol=symbols, percent=st.integers(-3, 3), seconds=st.sampled_from([1, 5, 40]))
    def time_goes_by(self, symbol: Symbol, percent: int, seconds: int) -> None:
        price = self.stage.boards.prices[symbol] * (100 + percent) / 100
        self.stage.boards.prices[symbol] = min(max(price.quantize(Decimal("0.1")), Decimal(30_000)), Decimal(90_000))
        self.stage.wait(seconds)

    @rule(wish=st.sampled_from(["resume", "resume", "resume", "resume", "resume", "change", "pause", "only_close"]))
    def follower_wishes(self, wish: str) -> None:
        follow = self.stage.follow
        verbs: dict[str, Callable[[], None]] = {
            "pause": follow.pause,
            "resume": follow.resume,
            "only_close": follow.only_close,
            "change": lambda: follow.change(self.stage.rules, follow.mode),
        }
        if follow.is_running and not follow.is_closing:
            verbs[wish]()
        else:
            refused(verbs[wish])

    @rule(way=st.sampled_from(["stay", "stay", "stay", "stay", "stay", "stay", "stay", "close_out", "stop"]))
    def follower_stops_or_begins_anew(self, way: str) -> None:
        follow = self.stage.follow
        if not follow.is_running:
            self.play.waiting.clear()
            self.stage.follow_anew()
        elif way != "stay":
            {"close_out": follow.close_out, "stop": follow.stop}[way](self.stage.now)
            self.play.changed()

    @precondition(lambda self: self.stage.shelves.open)
    @rule(pick=picks, fraction=st.sampled_from(["0.001", "0.5", "1"]))
    def follower_closes(self, pick: int, fraction: str) -> None:
        self.play.owe(self.position(pick), Decimal(fraction), TradePurpose.CLOSE)

    @precondition(lambda self: self.stage.unsettled())
    @rule(pick=picks)
    def follower_takes_half(self, pick: int) -> None:
        pending = self.stage.unsettled()
        trade = pending[pick % len(pending)]
        plan, half = trade.plan, MARKETS[trade.plan.symbol].half(trade.plan.amount)
        if not half:
            return
        if trade.status is TradeStatus.RESERVED and trade.sent_at is None:
            trade.resize(half, plan.reserve, reference_price=plan.reference_price, limit=plan.limit_price)
            refused(lambda: trade.resize(plan.amount, plan.reserve, reference_price=plan.reference_price, limit=None))
        else:
            refused(lambda: trade.resize(half, plan.reserve, reference_price=plan.reference_price, limit=None))

    @rule()
    def debts_are_paid(self) -> None:
        self.play.pay_debts()

    @invariant()
    def reserves_are_held(self) -> None:
        """Each as long as its trade is unsettled, and not a moment longer."""
        kept = self.stage.shelves.kept_trades.values()
        assert {trade.id for trade in kept if not trade.is_settled} == set(self.model.held)
        assert sum((Fraction(trade.held_reserve) for trade in kept), NOTHING) == self.model.reserved()
        context = self.stage.standing().context(self.stage.follow, ASKED, self.stage.now)
        assert Fraction(context.reserved) == self.model.reserved()

    @invariant()
    def ends_are_final(self) -> None:
        for trade in self.stage.shelves.kept_trades.values():
            before = self.seen.get(trade.id, TradeStatus.RESERVED)
            assert trade.status is before or trade.status in TRANSITIONS[before]
            assert self.model.ended.get(trade.id, trade.status) == trade.status
            self.seen[trade.id] = trade.status

    @invariant()
    def the_books_are_equal(self) -> None:
        """Amounts exactly, money to the twelfth digit; every fill once."""
        assert {place_of(position) for position in self.stage.shelves.open} == set(self.model.open)
        for position in self.stage.shelves.open:
            holding = self.model.open[place_of(position)]
            assert Fraction(position.quantity) * position.owner.side.sign == holding.amount
            assert near(position.quantity * position.entry_price, holding.paid)
            assert near(position.realized_pnl, holding.result)
        ended = [
            position.realized_pnl for position in self.stage.shelves.kept_positions.values() if not position.is_open
        ]
        assert len(ended) == len(self.model.closed)
        assert near(sum(ended, ZERO), sum((holding.result for holding in self.model.closed), NOTHING))

    @invariant()
    def the_ledger_is_the_sum_of_fills(self) -> None:
        for symbol, held in self.model.leader.items():
            assert Fraction(self.stage.leader.holds(symbol)) == held

    @invariant()
    def every_event_is_told_once(self) -> None:
        names = [event.event_id for event in self.stage.events]
        assert len(names) == len(set(names))

    def teardown(self) -> None:
        """Peace: all answers come, all debts are paid; who follows is in only where the leader is."""
        if not hasattr(self, "stage"):
            return
        for _ in range(30):
            for trade in self.stage.unsettled():
                self.play.answer(trade, Told.FILLED)
            self.play.decide()
            self.play.pay_debts()
        assert not self.model.reserved()
        assert not self.stage.unsettled()
        assert not self.play.waiting
        assert not self.stage.follow.is_closing
        self.the_books_are_equal()
        for position in self.stage.shelves.open:
            if self.stage.shelves.kept_follows[position.owner.follow_id].is_running:
                assert self.model.leader[position.owner.symbol] * position.owner.side.sign > 0

    def position(self, pick: int) -> Position:
        return self.stage.shelves.open[pick % len(self.stage.shelves.open)]


def near(ours: Decimal, exact: Fraction) -> bool:
    assert ours.is_finite()
    return abs(Fraction(ours) - exact) <= CLOSE_ENOUGH * max(Fraction(1), abs(exact))
