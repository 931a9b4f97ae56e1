"""Spot orders over REST: place, look up, cancel, list. Matches nothing itself."""

from decimal import Decimal

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import (
    FiresAs,
    Lifetime,
    Order,
    OrderType,
    PlaceOrder,
    Purpose,
    Side,
    TimeInForce,
    Trigger,
)
from adapters.sandbox.engine.refusals import Refused
from adapters.sandbox.venues.binance import asking
from adapters.sandbox.venues.binance.cancel_ids import CancelIds
from adapters.sandbox.venues.binance.complaints import Complaint, illegal, missing
from adapters.sandbox.venues.binance.finding import required_order
from adapters.sandbox.venues.binance.routes import Answer, Call, Routes, read, spot_trade
from adapters.sandbox.venues.binance.settling import raise_if_rejected, settled
from adapters.sandbox.venues.binance.spot_rows import canceled_row, order_row, placed_row
from adapters.sandbox.venues.binance.throttle import Throttle
from adapters.sandbox.venues.binance.wire import Params
from adapters.sandbox.venues.binance.words import NATIVE_TIF, NATIVE_TYPE

KIND = Kind.SPOT
PATH = "/api/v3/order"
MAX_PLACES = 8
DEFAULT_ORDERS = 500
FULL_BY_DEFAULT = ("MARKET", "LIMIT")

TYPES: dict[str, OrderType] = {
    "MARKET": OrderType.MARKET,
    "LIMIT": OrderType.LIMIT,
    "LIMIT_MAKER": OrderType.LIMIT,
    "STOP_LOSS": OrderType.MARKET,
    "STOP_LOSS_LIMIT": OrderType.LIMIT,
    "TAKE_PROFIT": OrderType.MARKET,
    "TAKE_PROFIT_LIMIT": OrderType.LIMIT,
}


class SpotOrders:
    def __init__(self, engine: Engine, throttle: Throttle, *, cancel_ids: CancelIds) -> None:
        self._engine, self._throttle, self._cancel_ids = engine, throttle, cancel_ids

    def routes(self) -> Routes:
        return [
            spot_trade("POST", PATH, operation="order.create", handler=self.place),
            spot_trade("POST", f"{PATH}/test", operation="other", handler=self.rehearse),
            spot_trade("DELETE", PATH, operation="order.cancel", handler=self.cancel),
            spot_trade("DELETE", "/api/v3/openOrders", operation="order.cancel", handler=self.cancel_all),
            read(PATH, "order.find", handler=self.find, weight=4),
            read("/api/v3/openOrders", "order.open", handler=self.open_orders, weight=6, wide_weight=80),
            read("/api/v3/allOrders", "order.history", handler=self.all_orders, weight=20),
        ]

    async def place(self, call: Call) -> Answer:
        self._throttle.check_orders(KIND, call.account.uid)
        wanted = self._wanted(call.params)
        order = await settled(self._engine, call.account, order=self._engine.place(call.account, wanted))
        raise_if_rejected(order)
        # Only what did not fill at once counts as an order here.
        weight = 0 if order.filled else 1
        call.headers.update(self._throttle.count_order(KIND, call.account.uid, weight=weight))
        native = order.tags[NATIVE_TYPE]
        usual = "FULL" if native in FULL_BY_DEFAULT else "ACK"
        return placed_row(order, call.params.text("newOrderRespType", usual))

    async def rehearse(self, call: Call) -> Answer:
        self._wanted(call.params)
        return {}

    async def find(self, call: Call) -> Answer:
        return order_row(required_order(self._engine, call, kind=KIND))

    async def cancel(self, call: Call) -> Answer:
        unknown = Complaint(-2011, "Unknown order sent.")
        order = required_order(self._engine, call, kind=KIND, complaint=unknown)
        return self._cancel(call, order, unknown)

    async def cancel_all(self, call: Call) -> Answer:
        found = self._engine.open_orders(call.account, KIND, symbol=call.params.required("symbol"))
        unknown = Complaint(-2011, "Unknown order sent.")
        if not found:
            raise unknown
        return [self._cancel(call, order, unknown) for order in found]

    async def open_orders(self, call: Call) -> Answer:
        found = self._engine.open_orders(call.account, KIND, symbol=call.params.text("symbol"))
        return [order_row(order) for order in found]

    async def all_orders(self, call: Call) -> Answer:
        symbol, since = call.params.required("symbol"), call.params.integer("startTime") or 0
        from_id, limit = call.params.integer("orderId") or 0, call.params.integer("limit") or DEFAULT_ORDERS
        found = self._engine.orders(call.account, KIND, symbol=symbol, since_ms=since)
        return [order_row(order) for order in found if int(order.order_id) >= from_id][-limit:]

    def _cancel(self, call: Call, order: Order, unknown: Complaint) -> Answer:
        cancel_id = asking.client_id_of(call.params, "newClientOrderId", complaint=illegal("newClientOrderId", ""))
        try:
            with self._cancel_ids.naming(order, cancel_id):
                self._engine.cancel(call.account, order)
        except Refused as error:
            raise unknown from error
        return canceled_row(order, cancel_id)

    def _wanted(self, params: Params) -> PlaceOrder:
        instrument = self._engine.instrument(KIND, params.required("symbol"))
        side, native = asking.side_of(params), params.required("type")
        order_type = TYPES.get(native)
        if order_type is None:
            raise Complaint(-1116, "Invalid orderType.")
        amount, cost = self._size(params, instrument, side=side, native=native)
        bad_id = illegal("newClientOrderId", "^[a-zA-Z0-9-_.:/]{1,36}$")
        maker = native == "LIMIT_MAKER"
        time_in_force = TimeInForce.POST_ONLY if maker else asking.time_in_force_of(params, order_type)
        tags = {NATIVE_TYPE: native}
        return PlaceOrder(
            instrument=instrument,
            side=side,
            type=order_type,
            amount=amount,
            cost=cost,
            price=asking.price_of(params, order_type),
            time_in_force=time_in_force,
            client_id=asking.client_id_of(params, "newClientOrderId", complaint=bad_id),
            trigger=self._trigger(params, native, side),
            tags=tags | ({NATIVE_TIF: "GTC"} if maker else {}),
        )

    def _size(
        self, params: Params, instrument: Instrument, *, side: Side, native: str
    ) -> tuple[Decimal | None, Decimal | None]:
        """Base amount, or quote cost for a market buy; a market sell by cost is turned into an amount."""
        amount, cost = params.number("quantity"), params.number("quoteOrderQty")
        too_precise = Complaint(-1111, "Parameter 'quantity' has too much precision.")
        asking.check_precision(amount, places=MAX_PLACES, complaint=too_precise)
        if amount is None and (cost is None or native != "MARKET"):
            raise missing("quantity")
        if amount is not None or cost is None:
            return amount, None
        if side is Side.BUY:
            return None, cost
        return instrument.on_grid(cost / self._engine.quote(instrument).last), None

    def _trigger(self, params: Params, native: str, side: Side) -> Trigger | None:
        if not native.startswith(("STOP_LOSS", "TAKE_PROFIT")):
            return None
        price = params.number("stopPrice")
        if price is None:
            raise missing("stopPrice")
        purpose = Purpose.STOP_LOSS if native.startswith("STOP_LOSS") else Purpose.TAKE_PROFIT
        return asking.trigger_of(price, side, purpose=purpose, fires_as=FiresAs.SELF, lifetime=Lifetime.UNTIL_CANCELED)
