"""People acting on an exchange outside the bot: the leader trades, somebody closes by hand. Speaks no protocol."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Attached, Leg, Order, OrderType, Origin, PlaceOrder, Side
from adapters.sandbox.engine.positions import PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.rules import Depth
from adapters.sandbox.residents import Resident, move_in
from adapters.sandbox.wishes import AccountChange, HandOrder, NewAccount, VenueSettings


def account_of(engine: Engine, name: str) -> VenueAccount:
    """By name, with or without @venue; raises Refused(NOT_FOUND)."""
    account = engine.floor.accounts.get(name.partition("@")[0])
    if account is None:
        raise Refused(Refusal.NOT_FOUND, f"no account {name} at {engine.name}")
    return account


def instrument_of(engine: Engine, kind: Kind, *, base: str) -> Instrument:
    return engine.instrument(kind, base.upper() + "USDT")


def trade_by_hand(engine: Engine, wish: HandOrder) -> Order:
    account = account_of(engine, wish.account)
    instrument = instrument_of(engine, wish.kind, base=wish.base)
    if wish.leverage is not None:
        with _same_is_fine():
            engine.preferences.set_leverage(account, instrument, leverage=wish.leverage)
    wanted = PlaceOrder(
        instrument=instrument,
        side=wish.side,
        type=OrderType.MARKET if wish.price is None else OrderType.LIMIT,
        amount=wish.amount,
        price=wish.price,
        time_in_force=wish.time_in_force,
        leg=wish.position_side or _leg(account, instrument, wish),
        reduce_only=wish.reduce_only,
        close_position=wish.close,
        attached=_attached(wish),
        origin=Origin.HAND,
        slices=wish.slices,
        slice_pause_s=wish.slice_pause_s,
    )
    return engine.place(account, _sized(engine, wanted, wish.cost))


def _attached(wish: HandOrder) -> Attached | None:
    if wish.stop_loss is None and wish.take_profit is None:
        return None
    return Attached(stop_loss=wish.stop_loss, take_profit=wish.take_profit)


def _leg(account: VenueAccount, instrument: Instrument, wish: HandOrder) -> Leg:
    """Nobody named a side: in hedge mode a buy opens the long leg or reduces the short one."""
    hedged = instrument.kind is Kind.PERPETUAL
    if not hedged or account.position_mode_of(instrument.symbol) is PositionMode.ONE_WAY:
        return Leg.NET
    opens_long = (wish.side is Side.BUY) is not (wish.reduce_only or wish.close)
    return Leg.LONG if opens_long else Leg.SHORT


def _sized(engine: Engine, wanted: PlaceOrder, cost: Decimal | None) -> PlaceOrder:
    """Only spot market buys know a cost; for all else it is worth an amount at the last price."""
    if cost is None:
        return wanted
    buys_spot = wanted.instrument.kind is Kind.SPOT and wanted.side is Side.BUY
    if buys_spot and wanted.type is OrderType.MARKET:
        return replace(wanted, cost=cost)
    price = wanted.price or engine.quote(wanted.instrument).last
    return replace(wanted, amount=wanted.instrument.on_grid(cost / price))


def open_accounts(engine: Engine, wish: NewAccount) -> list[VenueAccount]:
    names = [wish.name] if wish.count == 1 else [f"{wish.name}{number}" for number in range(wish.count)]
    for name in names:
        resident = Resident(venue=engine.name, name=name, usdt=wish.usdt, family=wish.family, keys=(wish.rights,))
        move_in(engine, resident)
    return [engine.floor.accounts[name] for name in names]


def change_account(engine: Engine, account: VenueAccount, *, change: AccountChange) -> None:
    """What a customer does in the exchange's own settings."""
    _change_keys(account, change)
    preferences = engine.preferences
    with _same_is_fine():
        if change.position_mode is not None:
            preferences.set_position_mode(account, change.position_mode)
    with _same_is_fine():
        if change.margin_mode is not None:
            preferences.set_margin_mode(account, change.margin_mode)
    with _same_is_fine():
        if change.leverage is not None:
            instrument = instrument_of(engine, Kind.PERPETUAL, base=change.base)
            preferences.set_leverage(account, instrument, leverage=change.leverage)
    if change.deposit is not None:
        engine.customers.deposit(account, change.wallet, coin=change.coin, amount=change.deposit)
    account.slices = change.slices or account.slices
    account.slice_pause_s = account.slice_pause_s if change.slice_pause_s is None else change.slice_pause_s


def _change_keys(account: VenueAccount, change: AccountChange) -> None:
    for key in account.keys:
        key.rights = key.rights if change.rights is None else change.rights
        key.state = key.state if change.state is None else change.state
        key.ips = key.ips if change.ips is None else change.ips


def change_settings(engine: Engine, wish: VenueSettings) -> None:
    """Limits that are set, even to what they were, begin to count anew."""
    settings = engine.settings
    settings.ack_delay_s = settings.ack_delay_s if wish.ack_delay_s is None else wish.ack_delay_s
    settings.query_lag_s = settings.query_lag_s if wish.query_lag_s is None else wish.query_lag_s
    settings.latency_s = settings.latency_s if wish.latency_s is None else wish.latency_s
    for name, units in wish.limits.items():
        engine.limits.define(name, units=units, window_s=engine.limits.limits[name].window_s)
    if wish.limits:
        engine.limits.begin_anew()
    if wish.depth is None:
        return
    if wish.depth.amount is None:
        settings.depths.pop(wish.depth.symbol, None)
    else:
        settings.depths[wish.depth.symbol] = Depth(
            amount=wish.depth.amount, step_ticks=wish.depth.step_ticks, levels=wish.depth.levels
        )


@contextmanager
def _same_is_fine() -> Iterator[None]:
    """Asking for what already is, is no mistake here."""
    try:
        yield
    except Refused as refused:
        if refused.refusal is not Refusal.NO_CHANGE:
            raise
