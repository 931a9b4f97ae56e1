"""Which order a request means, by Binance's id or the client's. Changes nothing."""

from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Book, Order
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.routes import Call


def required_order(engine: Engine, call: Call, *, kind: Kind, complaint: Complaint | None = None) -> Order:
    """An ordinary order of the symbol named; raises `complaint`, by default -2013."""
    symbol = call.params.required("symbol")
    order_id, client_id = call.params.integer("orderId"), call.params.text("origClientOrderId")
    _require_one(order_id, client_id, names=("origClientOrderId", "orderId"))
    number = "" if order_id is None else str(order_id)
    found = engine.find_order(call.account, kind, order_id=number, client_id=client_id)
    if found is None or found.symbol != symbol:
        raise complaint or Complaint(-2013, "Order does not exist.")
    return found


def required_plan(engine: Engine, call: Call, *, complaint: Complaint | None = None) -> Order:
    """A conditional futures order; the symbol may be left out."""
    plan_id, client_id = call.params.integer("algoId"), call.params.text("clientAlgoId")
    _require_one(plan_id, client_id, names=("clientAlgoId", "algoId"))
    number = "" if plan_id is None else str(plan_id)
    found = engine.find_order(call.account, Kind.PERPETUAL, order_id=number, client_id=client_id, book=Book.PLANS)
    if found is None:
        raise complaint or Complaint(-2013, "Order does not exist.")
    return found


def _require_one(number: int | None, client_id: str, *, names: tuple[str, str]) -> None:
    if number is None and not client_id:
        first, second = names
        raise Complaint(-1102, f"Param '{first}' or '{second}' must be sent, but both were empty/null!")
