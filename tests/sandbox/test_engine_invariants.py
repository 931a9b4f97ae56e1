"""Whatever happens to an account, its book adds up: random lives against bookkeeping in three lines."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sandbox.engine.accounts import Family
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Attached, FiresAs, Leg, Lifetime
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.engine.rules import Depth
from tests.sandbox.engine_room import BUY, SELL, EngineRoom

PAID_IN = Decimal(10_000)
CENT = Decimal("0.01")
SIZES = ("0.001", "0.05", "0.2", "0.9", "3")
Step = Callable[[EngineRoom], object]

market_orders = st.builds(
    lambda side, size, reduce_only: lambda room: room.market_order(side, size, reduce_only=reduce_only),
    st.sampled_from((BUY, SELL)),
    st.sampled_from(SIZES),
    st.booleans(),
)
limit_orders = st.builds(
    lambda side, size, price: lambda room: room.limit_order(side, size, price=str(price * 100)),
    st.sampled_from((BUY, SELL)),
    st.sampled_from(SIZES),
    st.integers(500, 700),
)
spot_orders = st.builds(
    lambda side, size: lambda room: room.spot_order(side, amount=size),
    st.sampled_from((BUY, SELL)),
    st.sampled_from(SIZES),
)
moves = st.builds(lambda price: lambda room: room.move(price * 100), st.integers(450, 800))
leverages = st.builds(lambda leverage: lambda room: room.lever(leverage), st.integers(1, 125))
fundings = st.builds(lambda rate: lambda room: room.engine.fund(Decimal(rate) / 10_000), st.integers(-20, 20))
stops = st.builds(
    lambda price, lifetime, fires_as: lambda room: room.stop(str(price * 100), lifetime=lifetime, fires_as=fires_as),
    st.integers(450, 650),
    st.sampled_from(Lifetime),
    st.sampled_from(FiresAs),
)
protections = st.builds(
    lambda stop, take: (
        lambda room: room.engine.protect(
            room.ann, room.position(), Attached(stop_loss=Decimal(stop * 100), take_profit=Decimal(take * 100))
        )
    ),
    st.integers(450, 650),
    st.integers(550, 800),
)
cancels = st.just(lambda room: [room.engine.cancel(room.ann, order) for order in list(room.ann.open.values())[:1]])
steps = st.lists(
    market_orders | limit_orders | spot_orders | moves | leverages | fundings | stops | protections | cancels,
    max_size=25,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(life=steps, family=st.sampled_from(Family), thin=st.booleans())
def test_every_life_adds_up(life: list[Step], family: Family, thin: bool) -> None:
    room = EngineRoom(family=family)
    if thin:
        room.engine.settings.depths["BTCUSDT"] = Depth(amount=Decimal("0.1"), levels=4)
    for step in life:
        with suppress(Refused):
            step(room)
        _check(room)


def _check(room: EngineRoom) -> None:
    _position_is_the_sum_of_its_fills(room)
    _money_is_explained(room)
    _locks_belong_to_open_orders(room)
    _nobody_below_liquidation_holds_on(room)


def _position_is_the_sum_of_its_fills(room: EngineRoom) -> None:
    fills = [fill for fill in room.ann.fills if fill.instrument.kind is Kind.PERPETUAL]
    assert room.position(Leg.NET).amount == sum((fill.amount * fill.side.sign for fill in fills), Decimal(0))


def _money_is_explained(room: EngineRoom) -> None:
    """Every coin comes from a deposit, a trade, a fee or funding."""
    wallets = 1 if room.ann.is_unified else 2
    expected = {
        "USDT": PAID_IN * wallets + sum((line.amount for line in room.ann.ledger), Decimal(0)),
        "BTC": Decimal(0),
    }
    for fill in room.ann.fills:
        if fill.instrument.kind is Kind.SPOT:
            expected["BTC"] += fill.amount * fill.side.sign
            expected["USDT"] -= fill.cost * fill.side.sign
        expected["USDT"] += fill.realised_pnl
        expected[fill.fee_coin] -= fill.fee
    for coin, total in expected.items():
        held = {id(wallet): wallet.balance(coin) for wallet in (room.ann.spot, room.ann.futures)}
        assert abs(sum(held.values()) - total) < CENT


def _locks_belong_to_open_orders(room: EngineRoom) -> None:
    wallets = {id(wallet): wallet for wallet in (room.ann.spot, room.ann.futures)}.values()
    for coin in ("USDT", "BTC"):
        locked = sum((wallet.held(coin) for wallet in wallets), Decimal(0))
        owed = sum((order.locked for order in room.ann.open.values() if order.lock_coin == coin), Decimal(0))
        assert abs(locked - owed) < CENT
    assert all(order.is_open for order in room.ann.open.values())


def _nobody_below_liquidation_holds_on(room: EngineRoom) -> None:
    if not room.position().is_flat:
        assert room.engine.floor.cross_cushion(room.ann) > -CENT * 100
