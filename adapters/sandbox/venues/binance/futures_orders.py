"""USDT-margined orders over REST: place, look up, cancel, list. Conditional orders live elsewhere; matches nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Book, Leg, Order, OrderType, Origin, PlaceOrder
from adapters.sandbox.engine.positions import PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.venues.binance import asking
from adapters.sandbox.venues.binance.catalogue import places
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.finding import required_order
from adapters.sandbox.venues.binance.futures_rows import order_row, placed_row
from adapters.sandbox.venues.binance.routes import Answer, Call, Routes, read, trade
from adapters.sandbox.venues.binance.settling import raise_if_rejected, settled
from adapters.sandbox.venues.binance.throttle import Throttle
from adapters.sandbox.venues.binance.wire import Params
from adapters.sandbox.venues.binance.words import LEGS, NATIVE_TYPE

KIND = Kind.PERPETUAL
PATH = "/fapi/v1/order"
DEFAULT_ORDERS = 500
TYPES: dict[str, OrderType] = {"MARKET": OrderType.MARKET, "LIMIT": OrderType.LIMIT}
# Binance moved these to their own endpoint (exchanges.md 4.1).
CONDITIONAL_TYPES = frozenset({"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"})


class FuturesOrders:
    def __init__(self, engine: Engine, throttle: Throttle) -> None:
        self._engine, self._throttle = engine, throttle

    def routes(self) -> Routes:
        return [
            # Orders weigh nothing on the address: they are counted per account (exchanges.md 12).
            trade("POST", PATH, operation="order.create", handler=self.place, weight=0),
            trade("DELETE", PATH, operation="order.cancel", handler=self.cancel),
            trade("DELETE", "/fapi/v1/allOpenOrders", operation="order.cancel", handler=self.cancel_all),
            read(PATH, "order.find", handler=self.find),
            read("/fapi/v1/openOrder", "order.find", handler=self.find_open),
            read("/fapi/v1/openOrders", "order.open", handler=self.open_orders, wide_weight=40),
            read("/fapi/v1/allOrders", "order.history", handler=self.all_orders, weight=5),
            read("/fapi/v1/forceOrders", "order.history", handler=self.forced, weight=20, wide_weight=50),
        ]

    async def place(self, call: Call) -> Answer:
        self._throttle.check_orders(KIND, call.account.uid)
        wanted = self._wanted(call.account, call.params)
        call.headers.update(self._throttle.count_order(KIND, call.account.uid, weight=1))
        order = await settled(self._engine, call.account, order=self._place(call.account, wanted))
        raise_if_rejected(order)
        return placed_row(order, call.params.text("newOrderRespType", "ACK"))

    async def find(self, call: Call) -> Answer:
        return order_row(required_order(self._engine, call, kind=KIND))

    async def find_open(self, call: Call) -> Answer:
        gone = Complaint(-2013, "Order does not exist.")
        order = required_order(self._engine, call, kind=KIND)
        if not order.is_open:
            raise gone
        return order_row(order)

    async def cancel(self, call: Call) -> Answer:
        unknown = Complaint(-2011, "Unknown order sent.")
        order = required_order(self._engine, call, kind=KIND, complaint=unknown)
        try:
            self._engine.cancel(call.account, order)
        except Refused as error:
            raise unknown from error
        return placed_row(order, "RESULT")

    async def cancel_all(self, call: Call) -> Answer:
        for order in self._open(call.account, call.params.required("symbol")):
            self._engine.cancel(call.account, order)
        return {"code": 200, "msg": "The operation of cancel all open order is done."}

    async def open_orders(self, call: Call) -> Answer:
        return [order_row(order) for order in self._open(call.account, call.params.text("symbol"))]

    async def all_orders(self, call: Call) -> Answer:
        symbol, since = call.params.required("symbol"), call.params.integer("startTime") or 0
        from_id, limit = call.params.integer("orderId") or 0, call.params.integer("limit") or DEFAULT_ORDERS
        found = self._engine.orders(call.account, KIND, symbol=symbol, book=Book.ORDERS, since_ms=since)
        return [order_row(order) for order in found if int(order.order_id) >= from_id][-limit:]

    async def forced(self, call: Call) -> Answer:
        """Orders the exchange made to close a position by itself."""
        wanted = {"LIQUIDATION": {Origin.LIQUIDATION}, "ADL": {Origin.ADL}}
        origins = wanted.get(call.params.text("autoCloseType"), {Origin.LIQUIDATION, Origin.ADL})
        since, symbol = call.params.integer("startTime") or 0, call.params.text("symbol")
        found = self._engine.orders(call.account, KIND, symbol=symbol, book=Book.ORDERS, since_ms=since)
        return [order_row(order) for order in found if order.origin in origins]

    def _open(self, account: VenueAccount, symbol: str) -> list[Order]:
        return self._engine.open_orders(account, KIND, symbol=symbol, book=Book.ORDERS)

    def _place(self, account: VenueAccount, wanted: PlaceOrder) -> Order:
        try:
            return self._engine.place(account, wanted)
        except Refused as refused:
            if refused.refusal is Refusal.BELOW_MIN_COST:
                raise asking.notional_complaint(wanted.instrument) from refused
            raise

    def _wanted(self, account: VenueAccount, params: Params) -> PlaceOrder:
        instrument = self._engine.instrument(KIND, params.required("symbol"))
        side, native = asking.side_of(params), params.required("type")
        order_type = type_of(native)
        bad_id = Complaint(-4015, "Client order id is not valid.")
        return PlaceOrder(
            instrument=instrument,
            side=side,
            type=order_type,
            amount=amount_of(params, instrument),
            price=asking.price_of(params, order_type),
            time_in_force=asking.time_in_force_of(params, order_type),
            leg=leg_of(params),
            reduce_only=reduce_only_of(account, params),
            client_id=asking.client_id_of(params, "newClientOrderId", complaint=bad_id),
            tags={NATIVE_TYPE: native},
        )


def type_of(native: str) -> OrderType:
    if native in CONDITIONAL_TYPES:
        moved = "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."
        raise Complaint(-4120, moved)
    if native not in TYPES:
        raise Complaint(-1116, "Invalid orderType.")
    return TYPES[native]


def amount_of(params: Params, instrument: Instrument) -> Decimal:
    params.required("quantity")
    amount = params.number("quantity")
    if not amount:
        raise Complaint(-4003, "Quantity less than or equal to zero.")
    too_precise = Complaint(-1111, "Precision is over the maximum defined for this asset.")
    asking.check_precision(amount, places=places(instrument.amount_step), complaint=too_precise)
    return amount


def leg_of(params: Params) -> Leg:
    leg = LEGS.get(params.text("positionSide"))
    if leg is None:
        raise Complaint(-4060, "Invalid position side.")
    return leg


def reduce_only_of(account: VenueAccount, params: Params) -> bool:
    """In hedge mode the position side already says it, and Binance refuses the parameter."""
    if params.has("reduceOnly") and account.position_mode is PositionMode.HEDGE:
        raise Complaint(-1106, "Parameter 'reduceonly' sent when not required.")
    return params.flag("reduceOnly")
