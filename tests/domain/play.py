"""A leader copied on the stage, every step of it measured against the model. Chooses nothing: somebody else does."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from core.application.closing import end_if_closed
from core.application.sending import NEVER_LEFT, is_owed
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, ForbiddenTransition, NotPossibleNow
from core.domain.exposure import ExitCause
from core.domain.follow import FollowStatus
from core.domain.leader import CopyIntent, Leg
from core.domain.leader_fill import LeaderFill
from core.domain.position import Position
from core.domain.trade import Trade, TradePurpose, TradeStatus
from core.domain.values import ZERO, OrderResult
from core.domain.verdict import Skip, SkipReason
from tests.builders import BTC_SPOT
from tests.domain.answers import ENDS_EMPTY, Told, amount_filled, answer_of
from tests.domain.model import Model, Place
from tests.domain.stage import MARKETS, Stage, at_once

LEVERAGE = 5
NOTHING = Fraction(0)


class Play:
    """`waiting` are the leader's events that stand behind an unsettled trade."""

    def __init__(self, rules: CopyRules, cash: int) -> None:
        self.stage, self.model = Stage(rules), Model(cash=Fraction(cash))
        self.waiting: list[CopyIntent] = []

    def hear(self, fills: Sequence[LeaderFill]) -> None:
        """New fills of one order."""
        symbol, model = fills[0].symbol, self.model
        before = model.leader.get(symbol, NOTHING)
        for fill in fills:
            assert model.leader_fills(symbol, fill.fill_id, Fraction(fill.amount) * fill.side.sign - Fraction(fill.fee))
        model.leader_settles(symbol, before)
        intent = self.stage.leader.interpret(fills)
        assert (intent is None) == (model.leader[symbol] == before)
        if intent is not None:
            self.waiting.append(intent)
        self.decide()

    def decide(self) -> None:
        """In order; behind an unsettled trade of the same symbol an event waits."""
        later: list[CopyIntent] = []
        for intent in self.waiting:
            if self.stage.unsettled(intent.symbol) or any(other.symbol == intent.symbol for other in later):
                later.append(intent)
                continue
            for leg in intent.legs():
                self._verdict(leg)
        self.waiting = later

    def _verdict(self, leg: CopyIntent) -> None:
        held, reserved = self.model.amount((self.stage.follow.id, leg.symbol)), self.model.reserved()
        self.tell_wallet()
        verdict = self.stage.decide(leg)
        match verdict:
            case Skip(reason=reason):
                is_exit = not leg.kind.adds_exposure and held * leg.position_side.sign > 0
                assert not is_exit or not self.stage.follow.is_running or reason is SkipReason.DUST, reason
            case Trade() as trade if trade.plan.leg is Leg.OPEN:
                self._entry_is_allowed(trade, reserved)
                self.model.reserve(trade.id, Fraction(trade.plan.reserve))
            case Trade() as trade:
                self._owed(trade, held)

    def _entry_is_allowed(self, trade: Trade, reserved: Fraction) -> None:
        """Money that isn't free is never reserved; two follows never meet in one symbol."""
        plan, market = trade.plan, MARKETS[trade.plan.symbol]
        assert self.stage.follow.status is FollowStatus.ACTIVE
        assert market.accepts(plan.amount, plan.reference_price)
        assert Fraction(plan.amount) % Fraction(market.amount_step) == 0
        assert Fraction(plan.reserve) + reserved <= self.model.free(LEVERAGE)
        assert {follow for follow, symbol in self.model.open if symbol == plan.symbol} <= {self.stage.follow.id}

    def _owed(self, trade: Trade, held: Fraction) -> None:
        """An exit is never more than is held, and never on its side."""
        plan = trade.plan
        assert plan.reduce_only
        assert Fraction(plan.amount) <= abs(held)
        assert held * plan.side.sign < 0
        self.model.reserve(trade.id, Fraction(plan.reserve))

    def owe(self, position: Position, fraction: Decimal, purpose: TradePurpose) -> None:
        """Not while another order of the symbol is on its way; what is owed and too small to sell is written off."""
        if self.stage.unsettled(position.owner.symbol):
            return
        self.tell_wallet()
        trade, held = self.stage.owe_exit(position, fraction, purpose), self.model.amount(place_of(position))
        if trade is not None:
            self._owed(trade, held)
        elif purpose is TradePurpose.STOP:
            self.taken_off(position, position.quantity, Decimal(60_000), fee=ZERO)

    def pay_debts(self) -> None:
        """As recovery does: everything of a closing follow, and what the leader has left."""
        for position in self.stage.shelves.open:
            follow = self.stage.shelves.kept_follows[position.owner.follow_id]
            is_away = self.stage.leader.holds(position.owner.symbol) * position.owner.side.sign <= 0
            waits = any(intent.symbol == position.owner.symbol for intent in self.waiting)
            if follow.is_running and (follow.is_closing or (is_away and not waits)):
                self.owe(position, Decimal(1), TradePurpose.STOP)

    def answer(self, trade: Trade, told: Told, *, tenths: int = 10, price: Decimal | None = None) -> OrderResult | None:
        """What the exchange says is settled; an exit that never left stays owed, as the desk has it."""
        amount = amount_filled(trade, told, fillable=self._fillable(trade), tenths=tenths)
        result = answer_of(trade, told, filled=amount, price=price or trade.plan.reference_price)
        if is_owed(trade) and result.outcome in NEVER_LEFT:
            return None
        if trade.is_settled:
            self.stage.settle(trade, result)
            return result
        self._book(trade, result)
        self.stage.settle(trade, result)
        is_doubtful = told not in ENDS_EMPTY and told is not Told.FILLED
        ended = TradeStatus.EXECUTED if amount else TradeStatus.FAILED
        assert trade.status is (TradeStatus.NEEDS_RECONCILIATION if is_doubtful else ended), (told, trade.status)
        if not is_doubtful:
            self.model.end(trade.id, ended)
        return result

    def _fillable(self, trade: Trade) -> Decimal:
        """A reduce-only order takes what stands on its side; a sale what the wallet holds."""
        plan = trade.plan
        if plan.leg is Leg.OPEN:
            return plan.amount
        held = self.model.amount(place_in(trade)) * plan.position_side.sign
        amount = min(plan.amount, as_decimal(max(held, NOTHING)))
        return amount if plan.symbol.settle else MARKETS[plan.symbol].round_amount(min(amount, self._coins))

    def _book(self, trade: Trade, result: OrderResult) -> None:
        if not result.filled or result.average_price is None:
            return
        if trade.plan.leg is Leg.OPEN:
            self._book_entry(trade, result, Fraction(result.average_price))
        else:
            self._book_exit(trade, result, Fraction(result.average_price))

    def _book_entry(self, trade: Trade, result: OrderResult, price: Fraction) -> None:
        """What the exchange binds for it was reserved before, unless it meets the other side."""
        symbol, place, filled, fee = trade.plan.symbol, place_in(trade), Fraction(result.filled), Fraction(result.fee)
        if not symbol.settle:
            self.model.enter(place, filled - fee, price, fee=fee * price)
            self.model.coins[symbol] = self.model.coins.get(symbol, NOTHING) + filled - fee
            return
        if not self.model.amount(place):
            assert filled * price / LEVERAGE + fee <= self.model.held[trade.id], "the reserve was too small"
        self.model.enter(place, filled * trade.plan.side.sign, price, fee=fee)

    def _book_exit(self, trade: Trade, result: OrderResult, price: Fraction) -> None:
        """A spot sale of all it could leaves dust in the wallet, not in the book."""
        plan, place, taken = trade.plan, place_in(trade), Fraction(result.filled)
        if not plan.symbol.settle:
            self.model.coins[plan.symbol] -= taken
            rest = self.model.amount(place) - taken
            if result.filled == plan.amount and 0 < rest < Fraction(2, 1000):
                taken += rest
        self.model.leave(place, taken, price, fee=Fraction(result.fee))

    def taken_off(self, position: Position, amount: Decimal, price: Decimal, *, fee: Decimal) -> None:
        """Somebody else closes at the exchange."""
        symbol = position.owner.symbol
        self.model.leave(place_of(position), Fraction(amount), Fraction(price), fee=Fraction(fee))
        if not symbol.settle:
            self.model.coins[symbol] -= min(Fraction(amount), self.model.coins[symbol])
        position.reduce(amount, price, fee=fee, at=self.stage.now, cause=ExitCause.EXTERNAL)
        self.changed()

    def changed(self) -> None:
        self.stage.store()
        at_once(end_if_closed(self.stage.unit, self.stage.follow.id, self.stage.now))

    @property
    def _coins(self) -> Decimal:
        return as_decimal(self.model.coins.get(BTC_SPOT, NOTHING))

    def tell_wallet(self) -> None:
        self.stage.boards.free = as_decimal(self.model.free(LEVERAGE))
        self.stage.boards.coins = self._coins


def place_in(trade: Trade) -> Place:
    assert trade.plan.follow_id is not None
    return (trade.plan.follow_id, trade.plan.symbol)


def place_of(position: Position) -> Place:
    return (position.owner.follow_id, position.owner.symbol)


def as_decimal(exact: Fraction) -> Decimal:
    """Down to the eighth digit, as a wallet shows it."""
    return Decimal(exact.numerator * 10**8 // exact.denominator).scaleb(-8)


def refused(verb: Callable[[], object]) -> None:
    """The verb says no, in one of the words for it."""
    try:
        verb()
    except (ForbiddenTransition, NotPossibleNow, BadInput):
        return
    raise AssertionError("it should have been refused")
