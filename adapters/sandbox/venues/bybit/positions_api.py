"""The position endpoints: list, leverage, trading-stop, position mode. Reads requests, asks the engine, writes rows."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import Family
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import ZERO, Attached, Purpose
from adapters.sandbox.engine.positions import MarginMode, Position, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.bybit.calls import PrivateCall
from adapters.sandbox.venues.bybit.order_rows import FULL, PARTIAL
from adapters.sandbox.venues.bybit.partial_stops import PartialStops
from adapters.sandbox.venues.bybit.placing import check_levels, choice, read_leg
from adapters.sandbox.venues.bybit.position_rows import legs_of, position_row, stops_of
from adapters.sandbox.venues.bybit.refusals import native
from adapters.sandbox.venues.bybit.wire import Fields, Native, Row, plain

POSITION_MODES = {"0": PositionMode.ONE_WAY, "3": PositionMode.HEDGE}
TRADE_MODES = {"0": MarginMode.CROSS, "1": MarginMode.ISOLATED}
NOT_MODIFIED = Native(34040, "not modified")


def positions(call: PrivateCall) -> Row:
    """With a symbol also flat ones, one row per leg; with a settle coin only open ones."""
    _demand_linear(call)
    if "symbol" in call.fields:
        instrument = call.instrument()
        found = [call.account.position(instrument, leg) for leg in legs_of(call.account, instrument.symbol)]
    elif "settleCoin" in call.fields or "baseCoin" in call.fields:
        base = call.fields.text("baseCoin")
        found = [held for held in call.engine.positions(call.account) if base in ("", held.instrument.base)]
    else:
        raise Native(10001, "Missing some parameters that must be filled in, symbol or settleCoin")
    rows = [position_row(call.engine, call.account, position=position) for position in found]
    return {"list": rows, "nextPageCursor": "", "category": "linear"}


def set_leverage(call: PrivateCall) -> Row:
    """Both sides must agree, as they must on a unified account in one-way mode or cross margin."""
    instrument = call.instrument()
    buy, sell = call.fields.decimal("buyLeverage"), call.fields.decimal("sellLeverage")
    if buy is None or sell is None or buy != sell or buy != buy.to_integral_value():
        raise Native(10001, "params error: leverage invalid")
    try:
        call.engine.preferences.set_leverage(call.account, instrument, leverage=int(buy))
    except Refused as refused:
        raise _leverage_refusal(refused, instrument, wanted=buy) from refused
    return {}


def switch_mode(call: PrivateCall) -> Row:
    """Of one symbol, or with a coin of every symbol."""
    _demand_linear(call)
    mode = choice(POSITION_MODES, call.fields.text("mode"), message="params error: mode invalid")
    symbol = call.instrument().symbol if "symbol" in call.fields else ""
    if not symbol:
        call.fields.need("coin")
    try:
        call.engine.preferences.set_position_mode(call.account, mode, symbol=symbol)
    except Refused as refused:
        raise _mode_refusal(call, refused, symbol=symbol) from refused
    return {}


def switch_isolated(call: PrivateCall) -> Row:
    """Per symbol, on classic accounts alone."""
    if call.account.family is Family.UNIFIED:
        raise Native(100028, "unified account is forbidden")
    mode = choice(TRADE_MODES, call.fields.text("tradeMode"), message="params error: tradeMode invalid")
    try:
        call.engine.preferences.set_margin_mode(call.account, mode, instrument=call.instrument())
    except Refused as refused:
        raise Native(110026, "Cross/isolated margin mode is not modified") from refused
    return {}


class TradingStop:
    """Sets, changes and removes the stop-loss and take-profit of a position."""

    def __init__(self, partials: PartialStops) -> None:
        self._partials = partials

    def set(self, call: PrivateCall) -> Row:
        position = self._position(call)
        if call.fields.price("trailingStop"):
            raise Native(10001, "trailing stops are not offered for this symbol")
        _check(call, position)
        place = self._place_partial if call.fields.text("tpslMode", FULL) == PARTIAL else self._place_full
        try:
            place(call, position)
        except Refused as refused:
            raise native(refused, Kind.PERPETUAL) from refused
        return {}

    def _position(self, call: PrivateCall) -> Position:
        _demand_linear(call)
        instrument = call.instrument()
        call.fields.need("positionIdx")
        leg = read_leg(call.fields, instrument)
        if leg not in legs_of(call.account, instrument.symbol):
            raise native(Refused(Refusal.POSITION_SIDE_MISMATCH), Kind.PERPETUAL)
        position = call.account.position(instrument, leg)
        if position.is_flat:
            raise native(Refused(Refusal.NO_POSITION), Kind.PERPETUAL)
        return position

    def _place_full(self, call: PrivateCall, position: Position) -> None:
        """What is absent stays, "0" removes, the same again is an error."""
        stop_loss, take_profit = call.fields.decimal("stopLoss"), call.fields.decimal("takeProfit")
        present = stops_of(call.engine, call.account, position=position)
        wanted = Attached(
            stop_loss=_changed(stop_loss, present.stop_loss), take_profit=_changed(take_profit, present.take_profit)
        )
        if wanted == Attached():
            raise NOT_MODIFIED
        call.engine.protect(call.account, position, wanted)

    def _place_partial(self, call: PrivateCall, position: Position) -> None:
        placed = [
            self._partials.place(
                call.account,
                position,
                purpose=purpose,
                fields=call.fields,
                amount=_size(call.fields, word, position=position),
            )
            for purpose, word in ((Purpose.STOP_LOSS, "slSize"), (Purpose.TAKE_PROFIT, "tpSize"))
        ]
        if not any(placed):
            raise NOT_MODIFIED


def _check(call: PrivateCall, position: Position) -> None:
    stop_loss, take_profit = call.fields.decimal("stopLoss"), call.fields.decimal("takeProfit")
    if position.side is not None:
        last = call.engine.quote(position.instrument).last
        check_levels(position.side, last, stop_loss=stop_loss, take_profit=take_profit)


def _demand_linear(call: PrivateCall) -> None:
    if call.kind() is not Kind.PERPETUAL:
        raise Native(10001, "params error: category only supports linear or inverse or option")


def _changed(wanted: Decimal | None, present: str) -> Decimal | None:
    """None where nothing would change: absent, the same level, or removing what is not there."""
    same = wanted is None or plain(wanted) == (present or "0")
    return None if same else wanted


def _size(fields: Fields, word: str, *, position: Position) -> Decimal:
    size = fields.decimal(word) or ZERO
    if size > position.size:
        raise Native(110058, "Insufficient number of remaining position size to set take profit and stop loss")
    return size or position.size


def _leverage_refusal(refused: Refused, instrument: Instrument, *, wanted: Decimal) -> Native:
    if refused.refusal is Refusal.LEVERAGE_TOO_HIGH and wanted > instrument.max_leverage:
        limits = f"[{plain(wanted * 100)}] gt maxLeverage [{instrument.max_leverage * 100}]"
        return Native(110013, f"cannot set leverage {limits} by risk limit")
    if refused.refusal is Refusal.LEVERAGE_TOO_HIGH:
        return Native(10001, "params error: leverage invalid")
    return native(refused, Kind.PERPETUAL)


def _mode_refusal(call: PrivateCall, refused: Refused, *, symbol: str) -> Native:
    if refused.refusal is Refusal.NO_CHANGE:
        return Native(110025, "Position mode is not modified")
    if call.engine.positions(call.account, symbol=symbol):
        return native(refused, Kind.PERPETUAL)
    return Native(110028, "You have existing open orders, so the position mode cannot be switched")
