"""Every PnL rule against exact fractions: a position's money is what went in, what came out, and nothing else."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from core.domain.position import Position
from core.domain.values import MarginMode, PositionId, PositionSide
from tests.builders import NOON, after, an_owner, d

CLOSE_ENOUGH = Fraction(1, 10**15)
sides = st.sampled_from(PositionSide)
amounts = st.decimals("0.001", "1000", places=3)
prices = st.decimals("0.0001", "100000", places=4)
fees = st.decimals("-5", "50", places=6)
fundings = st.lists(st.decimals("-100", "100", places=6), max_size=4)
changes = st.lists(st.tuples(st.sampled_from(["add", "part"]), amounts, prices, fees), max_size=10)


@dataclass
class Cash:
    """Signed fills and what was paid around them: the position's result follows when it is flat."""

    flows: list[Fraction] = field(default_factory=list)
    costs: Fraction = Fraction(0)

    def buy(self, amount: Decimal, price: Decimal, fee: Decimal, *, sign: int) -> None:
        self.flows.append(-Fraction(amount) * Fraction(price) * sign)
        self.costs += Fraction(fee)

    def result(self) -> Fraction:
        return sum(self.flows, Fraction(0)) - self.costs


def opened(side: PositionSide, amount: Decimal, price: Decimal, fee: Decimal) -> tuple[Position, Cash]:
    position = Position.open(PositionId("p"), an_owner(side), amount=amount, price=price, fee=fee, at=NOON)
    cash = Cash()
    cash.buy(amount, price, fee, sign=side.sign)
    return position, cash


def lived(position: Position, cash: Cash, steps: list[tuple[str, Decimal, Decimal, Decimal]]) -> None:
    """Adds and parts; a part never takes the last of it."""
    sign = position.owner.side.sign
    for step, amount, price, fee in steps:
        if step == "add":
            position.increase(amount, price, fee=fee, at=after(1))
            cash.buy(amount, price, fee, sign=sign)
        elif amount < position.quantity:
            position.reduce(amount, price, fee=fee, at=after(1))
            cash.buy(amount, price, fee, sign=-sign)


def near(ours: Decimal, exact: Fraction, scale: Fraction) -> bool:
    return abs(Fraction(ours) - exact) <= CLOSE_ENOUGH * max(scale, Fraction(1))


@given(side=sides, first=amounts, price=prices, fee=fees, steps=changes, end=prices, funding=fundings)
def test_a_whole_life_is_worth_its_cash(
    side: PositionSide,
    first: Decimal,
    price: Decimal,
    fee: Decimal,
    steps: list[tuple[str, Decimal, Decimal, Decimal]],
    end: Decimal,
    funding: list[Decimal],
) -> None:
    position, cash = opened(side, first, price, fee)
    lived(position, cash, steps)
    for payment in funding:
        position.pay_funding(payment)
    left = position.quantity
    position.close(end, "t", fee=fee, at=after(2))
    cash.buy(left, end, fee, sign=-side.sign)
    scale = sum((abs(flow) for flow in cash.flows), Fraction(0))
    exact = cash.result() + sum((Fraction(payment) for payment in funding), Fraction(0))
    assert near(position.realized_pnl, exact, scale)


@given(side=sides, first=amounts, price=prices, steps=changes, end=prices)
def test_booked_and_open_results_add_up(
    side: PositionSide, first: Decimal, price: Decimal, steps: list[tuple[str, Decimal, Decimal, Decimal]], end: Decimal
) -> None:
    """At any price: realised so far plus unrealised is what closing now would come to."""
    position, cash = opened(side, first, price, d(0))
    lived(position, cash, steps)
    together = position.realized_pnl + position.unrealized_pnl(end)
    worth = cash.result() + Fraction(position.quantity) * Fraction(end) * side.sign
    assert near(together, worth, sum((abs(flow) for flow in cash.flows), Fraction(0)))


@given(side=sides, parts=st.lists(st.tuples(amounts, prices), min_size=1, max_size=10))
def test_the_entry_is_the_mean_weighted_by_amount(side: PositionSide, parts: list[tuple[Decimal, Decimal]]) -> None:
    position, _ = opened(side, *parts[0], d(0))
    for amount, price in parts[1:]:
        position.increase(amount, price, fee=d(0), at=after(1))
    total = sum((Fraction(amount) for amount, _ in parts), Fraction(0))
    paid = sum((Fraction(amount) * Fraction(price) for amount, price in parts), Fraction(0))
    assert near(position.entry_price, paid / total, paid / total)
    assert min(price for _, price in parts) <= position.entry_price + d("1e-15")
    assert position.entry_price - d("1e-15") <= max(price for _, price in parts)


@given(side=sides, first=amounts, more=amounts, price=prices, turn=prices, fee=fees, end=prices)
def test_a_flip_is_a_close_and_an_open_of_the_same_cash(
    side: PositionSide, first: Decimal, more: Decimal, price: Decimal, turn: Decimal, fee: Decimal, end: Decimal
) -> None:
    position, cash = opened(side, first, price, fee)
    turned = position.flip(PositionId("q"), first + more, price=turn, fee=fee, at=after(1), exit_trade_id="t")
    cash.buy(first + more, turn, fee, sign=-side.sign)
    assert (turned.owner.side, turned.quantity, turned.entry_price) == (side.opposite, more, turn)
    turned.close(end, "u", fee=fee, at=after(2))
    cash.buy(more, end, fee, sign=side.sign)
    scale = sum((abs(flow) for flow in cash.flows), Fraction(0))
    assert near(position.realized_pnl + turned.realized_pnl, cash.result(), scale)


@given(side=sides, first=amounts, price=prices, fee=fees, steps=changes, end=prices, charge=fees)
def test_a_liquidation_books_like_any_close(
    side: PositionSide,
    first: Decimal,
    price: Decimal,
    fee: Decimal,
    steps: list[tuple[str, Decimal, Decimal, Decimal]],
    end: Decimal,
    charge: Decimal,
) -> None:
    (taken, cash), (closed, again) = opened(side, first, price, fee), opened(side, first, price, fee)
    lived(taken, cash, steps)
    lived(closed, again, steps)
    taken.liquidate(end, fee=charge, at=after(2))
    closed.close(end, "t", fee=charge, at=after(2))
    assert taken.realized_pnl == closed.realized_pnl
    assert taken.quantity == closed.quantity == 0


@given(side=sides, amount=amounts, entry=prices, leverage=st.integers(1, 125), wallet=st.decimals("1", "1e6", places=2))
def test_a_cross_position_is_liquidated_where_the_wallet_ends(
    side: PositionSide, amount: Decimal, entry: Decimal, leverage: int, wallet: Decimal
) -> None:
    owner = an_owner(side, leverage=leverage, margin_mode=MarginMode.CROSS)
    position = Position.open(PositionId("p"), owner, amount=amount, price=entry, fee=d(0), at=NOON)
    price = position.liquidation_price(wallet)
    if price is None:
        assert side is PositionSide.LONG or Fraction(wallet) < 0
        return
    rest = Fraction(wallet) + Fraction(amount) * (Fraction(price) - Fraction(entry)) * side.sign
    kept = Fraction(amount) * Fraction(price) * Fraction(owner.maintenance_margin_rate)
    assert abs(rest - kept) <= CLOSE_ENOUGH * max(Fraction(amount) * Fraction(price), Fraction(wallet), Fraction(1))
