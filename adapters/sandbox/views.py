"""The exchanges' own books as JSON: the truth tests compare with. Every amount is a string; nothing is changed."""

from collections import Counter
from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount, Wallet
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.orders import Fill, Order
from adapters.sandbox.engine.positions import Position
from adapters.sandbox.faults import Fault

View = dict[str, object]


def plain(number: Decimal | None) -> str | None:
    """Digits without an exponent and without idle zeros."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def book_view(engine: Engine, posts: Counter[str]) -> View:
    accounts = [account_view(engine, account) for account in engine.floor.accounts.values()]
    return {"exchange": engine.name, "accounts": accounts, "posts": dict(posts)}


def account_view(engine: Engine, account: VenueAccount) -> View:
    return {
        "name": account.name,
        "uid": account.uid,
        "family": account.family.value,
        "position_mode": account.position_mode.value,
        "wallets": _wallets(account),
        "equity": plain(engine.equity(account)),
        "positions": [position_view(engine, account, position=position) for position in account.held_positions()],
        "open_orders": [order_view(order) for order in account.open.values()],
        "orders": [order_view(order) for order in account.orders.values()],
        "fills": [fill_view(fill) for fill in account.fills],
    }


def _wallets(account: VenueAccount) -> dict[str, dict[str, View]]:
    if account.is_unified:
        return {"unified": _coins(account.spot)}
    return {"spot": _coins(account.spot), "futures": _coins(account.futures)}


def _coins(wallet: Wallet) -> dict[str, View]:
    return {
        coin: {"total": plain(total), "locked": plain(wallet.held(coin))}
        for coin, total in wallet.balances.items()
        if total != 0
    }


def position_view(engine: Engine, account: VenueAccount, *, position: Position) -> View:
    mark = engine.quote(position.instrument).mark
    return {
        "symbol": position.symbol,
        "base": position.instrument.base,
        "position_side": position.leg.value,
        "side": "long" if position.amount > 0 else "short",
        "amount": plain(position.size),
        "entry": plain(position.entry_price),
        "mark": plain(mark),
        "leverage": position.leverage,
        "margin_mode": position.margin_mode.value,
        "liquidation_price": plain(engine.liquidation_price(account, position)),
        "unrealised_pnl": plain(position.unrealised(mark)),
        "realised_pnl": plain(position.realised_pnl),
        "fees": plain(position.fees),
        "funding": plain(position.funding),
    }


def order_view(order: Order) -> View:
    return {
        "order_id": order.order_id,
        "client_id": order.client_id,
        "kind": order.kind.value,
        "symbol": order.symbol,
        "side": order.side.value,
        "position_side": order.leg.value,
        "type": order.type.value,
        "status": order.status.value,
        "reduce_only": order.reduce_only,
        "amount": plain(order.amount),
        "filled": plain(order.filled),
        "average": plain(order.average),
        "price": plain(order.price),
        "trigger_price": plain(order.trigger.price) if order.trigger else None,
        "purpose": order.trigger.purpose.value if order.trigger else None,
        "origin": order.origin.value,
        "reason": order.reason,
        "fee": plain(order.fee),
        "fee_coin": order.fee_coin,
        "created_ms": order.created_ms,
    }


def fill_view(fill: Fill) -> View:
    return {
        "fill_id": fill.fill_id,
        "order_id": fill.order_id,
        "client_id": fill.client_id,
        "kind": fill.instrument.kind.value,
        "symbol": fill.instrument.symbol,
        "side": fill.side.value,
        "position_side": fill.leg.value,
        "price": plain(fill.price),
        "amount": plain(fill.amount),
        "fee": plain(fill.fee),
        "fee_coin": fill.fee_coin,
        "realised_pnl": plain(fill.realised_pnl),
        "position_after": plain(fill.position_after),
        "cause": fill.cause.value,
        "time_ms": fill.time_ms,
    }


def keys_view(account: VenueAccount) -> list[View]:
    return [
        {
            "api_key": key.key,
            "secret": key.secret,
            "passphrase": key.passphrase,
            "rights": sorted(right.value for right in key.rights),
            "state": key.state.value,
        }
        for key in account.keys
    ]


def fault_view(number: int, fault: Fault, *, left: int) -> View:
    return {
        "id": number,
        "kind": fault.kind.value,
        "venue": fault.venue,
        "operation": fault.operation,
        "account": fault.account,
        "left": left,
        "code": fault.code,
    }
