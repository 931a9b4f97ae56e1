"""Leverage, margin type and position mode over REST, with the complaints each of them has. Opens no position."""

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.positions import MarginMode, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.binance.complaints import Complaint, complaint_for, missing
from adapters.sandbox.venues.binance.position_rows import MAX_NOTIONAL
from adapters.sandbox.venues.binance.routes import Answer, Call, Routes, read, trade
from adapters.sandbox.venues.binance.wire import Payload

KIND = Kind.PERPETUAL
MARGIN_MODES = {"ISOLATED": MarginMode.ISOLATED, "CROSSED": MarginMode.CROSS}
MARGIN_WORDS = {MarginMode.ISOLATED: "ISOLATED", MarginMode.CROSS: "CROSSED"}
DONE: Payload = {"code": 200, "msg": "success"}


class FuturesSettings:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Routes:
        dual = "/fapi/v1/positionSide/dual"
        return [
            trade("POST", "/fapi/v1/leverage", operation="leverage", handler=self.set_leverage),
            trade("POST", "/fapi/v1/marginType", operation="margin_mode", handler=self.set_margin_type),
            trade("POST", dual, operation="position_mode", handler=self.set_dual),
            read(dual, "position_mode", handler=self.dual, weight=30),
            read("/fapi/v1/symbolConfig", "leverage", handler=self.symbol_config, weight=5),
        ]

    async def set_leverage(self, call: Call) -> Answer:
        """Setting what is already set is no error here."""
        instrument = self._engine.instrument(KIND, call.params.required("symbol"))
        leverage = call.params.integer("leverage")
        if leverage is None:
            raise missing("leverage")
        try:
            self._engine.preferences.set_leverage(call.account, instrument, leverage=leverage)
        except Refused as refused:
            if refused.refusal is not Refusal.NO_CHANGE:
                special = {Refusal.LEVERAGE_TOO_HIGH: (-4028, f"Leverage {leverage} is not valid")}
                raise complaint_for(refused, KIND, special=special) from refused
        return {"symbol": instrument.symbol, "leverage": leverage, "maxNotionalValue": MAX_NOTIONAL}

    async def set_margin_type(self, call: Call) -> Answer:
        instrument = self._engine.instrument(KIND, call.params.required("symbol"))
        mode = MARGIN_MODES.get(call.params.required("marginType"))
        if mode is None:
            raise Complaint(-1130, "Data sent for parameter 'marginType' is not valid.")
        try:
            self._engine.preferences.set_margin_mode(call.account, mode, instrument=instrument)
        except Refused as refused:
            held = bool(self._engine.positions(call.account, symbol=instrument.symbol))
            locked = "Margin type cannot be changed if there exists {}."
            special = {
                Refusal.NO_CHANGE: (-4046, "No need to change margin type."),
                Refusal.MODE_LOCKED: (-4048, locked.format("position"))
                if held
                else (-4047, locked.format("open orders")),
            }
            raise complaint_for(refused, KIND, special=special) from refused
        return DONE

    async def set_dual(self, call: Call) -> Answer:
        call.params.required("dualSidePosition")
        mode = PositionMode.HEDGE if call.params.flag("dualSidePosition") else PositionMode.ONE_WAY
        try:
            self._engine.preferences.set_position_mode(call.account, mode)
        except Refused as refused:
            held = bool(self._engine.positions(call.account))
            locked = "Position side cannot be changed if there exists {}."
            special = {
                Refusal.MODE_LOCKED: (-4068, locked.format("position"))
                if held
                else (-4067, locked.format("open orders")),
            }
            raise complaint_for(refused, KIND, special=special) from refused
        return DONE

    async def dual(self, call: Call) -> Answer:
        return {"dualSidePosition": call.account.position_mode is PositionMode.HEDGE}

    async def symbol_config(self, call: Call) -> Answer:
        symbol = call.params.text("symbol")
        found = [self._engine.instrument(KIND, symbol)] if symbol else self._engine.instruments(KIND)
        return [config_row(call.account, instrument) for instrument in found]


def config_row(account: VenueAccount, instrument: Instrument) -> Payload:
    return {
        "symbol": instrument.symbol,
        "marginType": MARGIN_WORDS[account.margin_mode_of(instrument.symbol)],
        "isAutoAddMargin": False,
        "leverage": account.leverage_of(instrument.symbol),
        "maxNotionalValue": MAX_NOTIONAL,
    }
