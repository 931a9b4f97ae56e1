"""Conditional futures orders (stop-loss, take-profit) on their own endpoint. Fires nothing itself."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import (
    Book,
    FiresAs,
    Leg,
    Lifetime,
    Order,
    OrderType,
    PlaceOrder,
    Purpose,
    Side,
    TimeInForce,
    Trigger,
)
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.binance import asking
from adapters.sandbox.venues.binance.complaints import Complaint, complaint_for, missing
from adapters.sandbox.venues.binance.finding import required_plan
from adapters.sandbox.venues.binance.futures_orders import amount_of, leg_of, reduce_only_of
from adapters.sandbox.venues.binance.futures_rows import algo_row
from adapters.sandbox.venues.binance.routes import Answer, Call, Routes, read, trade
from adapters.sandbox.venues.binance.throttle import Throttle
from adapters.sandbox.venues.binance.wire import Params
from adapters.sandbox.venues.binance.words import NATIVE_TIF, NATIVE_TYPE, WORKING_TYPE

KIND = Kind.PERPETUAL
PATH = "/fapi/v1/algoOrder"
TYPES: dict[str, tuple[OrderType, Purpose]] = {
    "STOP": (OrderType.LIMIT, Purpose.STOP_LOSS),
    "STOP_MARKET": (OrderType.MARKET, Purpose.STOP_LOSS),
    "TAKE_PROFIT": (OrderType.LIMIT, Purpose.TAKE_PROFIT),
    "TAKE_PROFIT_MARKET": (OrderType.MARKET, Purpose.TAKE_PROFIT),
}
SPECIAL_WORDS: dict[Refusal, tuple[int, str]] = {
    Refusal.WOULD_TRIGGER: (-4142, "REJECT: take profit or stop order will be triggered immediately."),
}


class AlgoOrders:
    def __init__(self, engine: Engine, throttle: Throttle) -> None:
        self._engine, self._throttle = engine, throttle

    def routes(self) -> Routes:
        return [
            trade("POST", PATH, operation="protection", handler=self.place, weight=0),
            trade("DELETE", PATH, operation="protection", handler=self.cancel),
            trade("DELETE", "/fapi/v1/algoOpenOrders", operation="protection", handler=self.cancel_all),
            read(PATH, "protection", handler=self.find),
            read("/fapi/v1/openAlgoOrders", "protection", handler=self.open_plans, wide_weight=40),
            read("/fapi/v1/allAlgoOrders", "protection", handler=self.all_plans, weight=5),
        ]

    async def place(self, call: Call) -> Answer:
        self._throttle.check_orders(KIND, call.account.uid)
        wanted = self._wanted(call.account, call.params)
        call.headers.update(self._throttle.count_order(KIND, call.account.uid, weight=1))
        try:
            order = self._engine.place(call.account, wanted)
        except Refused as refused:
            if refused.refusal is Refusal.BELOW_MIN_COST:
                raise asking.notional_complaint(wanted.instrument) from refused
            raise complaint_for(refused, KIND, special=SPECIAL_WORDS) from refused
        return algo_row(call.account, order)

    async def find(self, call: Call) -> Answer:
        return algo_row(call.account, required_plan(self._engine, call))

    async def cancel(self, call: Call) -> Answer:
        unknown = Complaint(-2011, "Unknown order sent.")
        order = required_plan(self._engine, call, complaint=unknown)
        try:
            self._engine.cancel(call.account, order)
        except Refused as error:
            raise unknown from error
        return {
            "algoId": int(order.order_id),
            "clientAlgoId": order.client_id,
            "code": "200",
            "msg": "success",
        }

    async def cancel_all(self, call: Call) -> Answer:
        for order in self._open(call.account, call.params.required("symbol")):
            self._engine.cancel(call.account, order)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    async def open_plans(self, call: Call) -> Answer:
        found = self._open(call.account, call.params.text("symbol"))
        return [algo_row(call.account, order) for order in found]

    async def all_plans(self, call: Call) -> Answer:
        symbol, since = call.params.required("symbol"), call.params.integer("startTime") or 0
        found = self._engine.orders(call.account, KIND, symbol=symbol, book=Book.PLANS, since_ms=since)
        return [algo_row(call.account, order) for order in found]

    def _open(self, account: VenueAccount, symbol: str) -> list[Order]:
        return self._engine.open_orders(account, KIND, symbol=symbol, book=Book.PLANS)

    def _wanted(self, account: VenueAccount, params: Params) -> PlaceOrder:
        instrument = self._engine.instrument(KIND, params.required("symbol"))
        if params.required("algoType") != "CONDITIONAL":
            raise Complaint(-1100, "Illegal characters found in parameter 'algoType'.")
        side, native = asking.side_of(params), params.required("type")
        if native not in TYPES:
            raise Complaint(-1116, "Invalid orderType.")
        order_type, purpose = TYPES[native]
        closing, leg = params.flag("closePosition"), leg_of(params)
        amount = self._amount(account, params, instrument=instrument, leg=leg)
        bad_id = Complaint(-4015, "Client order id is not valid.")
        lifetime = Lifetime.UNTIL_FLAT if closing else Lifetime.UNTIL_CANCELED
        return PlaceOrder(
            instrument=instrument,
            side=side,
            type=order_type,
            amount=amount,
            price=asking.price_of(params, order_type),
            time_in_force=TimeInForce.IOC if order_type is OrderType.MARKET else TimeInForce.GTC,
            leg=leg,
            reduce_only=reduce_only_of(account, params),
            close_position=closing,
            client_id=asking.client_id_of(params, "clientAlgoId", complaint=bad_id),
            trigger=_trigger(params, side, purpose=purpose, lifetime=lifetime),
            tags={
                NATIVE_TYPE: native,
                NATIVE_TIF: "GTE_GTC" if closing else params.text("timeInForce", "GTC"),
                WORKING_TYPE: params.text("workingType", "CONTRACT_PRICE"),
            },
        )

    def _amount(self, account: VenueAccount, params: Params, *, instrument: Instrument, leg: Leg) -> Decimal | None:
        """None for closePosition, which needs something to close and excludes an amount and reduceOnly."""
        if not params.flag("closePosition"):
            return amount_of(params, instrument)
        if params.is_set("quantity", "reduceOnly"):
            raise Complaint(-4136, "Target strategy invalid for orderType with closePosition True.")
        held = any(found.leg is leg for found in self._engine.positions(account, symbol=instrument.symbol))
        if not held and not self._engine.open_orders(account, KIND, symbol=instrument.symbol):
            raise complaint_for(Refused(Refusal.NO_POSITION), KIND)
        return None


def _trigger(params: Params, side: Side, *, purpose: Purpose, lifetime: Lifetime) -> Trigger:
    price = params.number("triggerPrice")
    if price is None:
        raise missing("triggerPrice")
    return asking.trigger_of(price, side, purpose=purpose, fires_as=FiresAs.CHILD, lifetime=lifetime)
