"""Positions and wallets as Bybit writes them, in REST answers and on the streams alike. Only writes, never decides."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount, WalletKind
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import Leg, Order, Purpose, Side
from adapters.sandbox.engine.positions import MarginMode, Position, PositionMode
from adapters.sandbox.venues.bybit.order_rows import FULL, POSITION_INDEXES, SIDES
from adapters.sandbox.venues.bybit.wire import Row, plain

ZERO = Decimal(0)
HEDGE_LEGS = (Leg.LONG, Leg.SHORT)
MARGIN_MODES = {MarginMode.CROSS: "REGULAR_MARGIN", MarginMode.ISOLATED: "ISOLATED_MARGIN"}


@dataclass(frozen=True, slots=True)
class Stops:
    """The whole position's stop-loss and take-profit, empty where there is none."""

    stop_loss: str = ""
    take_profit: str = ""


def legs_of(account: VenueAccount, symbol: str) -> tuple[Leg, ...]:
    hedge = account.position_mode_of(symbol) is PositionMode.HEDGE
    return HEDGE_LEGS if hedge else (Leg.NET,)


def position_row(engine: Engine, account: VenueAccount, *, position: Position) -> Row:
    mark = engine.quote(position.instrument).mark
    stops = stops_of(engine, account, position=position)
    isolated = position.is_isolated
    return {
        "symbol": position.symbol,
        "positionIdx": POSITION_INDEXES[position.leg],
        "side": SIDES[position.side] if position.side else "",
        "size": plain(position.size),
        "avgPrice": plain(position.entry_price) if position.size else "",
        "positionValue": plain(position.size * position.entry_price) if position.size else "",
        "leverage": str(position.leverage if position.size else account.leverage_of(position.symbol, position.leg)),
        "markPrice": plain(mark),
        "liqPrice": plain(_ticked(engine.liquidation_price(account, position), position)),
        "bustPrice": "",
        "positionIM": plain(position.initial_margin),
        "positionMM": plain(position.maintenance(mark)),
        "positionBalance": plain(position.isolated_margin) if isolated else "",
        "unrealisedPnl": plain(position.unrealised(mark)) if position.size else "",
        "curRealisedPnl": plain(position.realised_pnl - position.fees + position.funding),
        "cumRealisedPnl": plain(position.realised_pnl - position.fees + position.funding),
        "stopLoss": stops.stop_loss,
        "takeProfit": stops.take_profit,
        "tpslMode": FULL,
        "trailingStop": "0",
        "tradeMode": 1 if isolated else 0,
        "autoAddMargin": 0,
        "positionStatus": "Normal",
        "adlRankIndicator": 2 if position.size else 0,
        "isReduceOnly": False,
        "riskId": 1,
        "riskLimitValue": "2000000",
        "createdTime": str(position.created_ms),
        "updatedTime": str(position.updated_ms),
        "seq": position.number,
    }


def streamed_position_row(engine: Engine, account: VenueAccount, *, position: Position) -> Row:
    row = position_row(engine, account, position=position)
    # The stream writes zeros where REST leaves fields empty, and calls the entry price by another name.
    row["entryPrice"] = row.pop("avgPrice") or "0"
    row["positionValue"] = row["positionValue"] or "0"
    return {"category": "linear"} | row


def stops_of(engine: Engine, account: VenueAccount, *, position: Position) -> Stops:
    """Full-mode stops live as untriggered orders that end with the position."""
    return Stops(
        _level(engine.protection.find(account, position, Purpose.STOP_LOSS)),
        _level(engine.protection.find(account, position, Purpose.TAKE_PROFIT)),
    )


def wallet_row(engine: Engine, account: VenueAccount) -> Row:
    """The whole unified account; amounts in USD are USDT here."""
    coins = [_coin_row(engine, account, coin=coin) for coin in _coins(account)]
    margins = _initial_margin(account)
    maintenance = _maintenance(engine, account)
    profit = _unrealised(engine, account)
    balance = sum((_usd(engine, coin, amount=account.futures.balance(coin)) for coin in _coins(account)), ZERO)
    equity = balance + profit
    return {
        "accountType": "UNIFIED",
        "accountLTV": "0",
        "accountIMRate": _rate(margins, equity),
        "accountMMRate": _rate(maintenance, equity),
        "totalEquity": plain(equity),
        "totalWalletBalance": plain(balance),
        "totalMarginBalance": plain(equity),
        "totalAvailableBalance": plain(max(engine.available(account, WalletKind.FUTURES), ZERO)),
        "totalPerpUPL": plain(profit),
        "totalInitialMargin": plain(margins),
        "totalMaintenanceMargin": plain(maintenance),
        "coin": coins,
    }


def _coin_row(engine: Engine, account: VenueAccount, *, coin: str) -> Row:
    wallet = account.futures
    is_quote = coin == QUOTE
    profit = _unrealised(engine, account) if is_quote else ZERO
    balance = wallet.balance(coin)
    order_margin = _order_margin(account) if is_quote else ZERO
    return {
        "coin": coin,
        "walletBalance": plain(balance),
        "equity": plain(balance + profit),
        "usdValue": plain(_usd(engine, coin, amount=balance + profit)),
        "locked": plain(wallet.held(coin) - order_margin),
        "totalOrderIM": plain(order_margin),
        "totalPositionIM": plain(_initial_margin(account) if is_quote else ZERO),
        "totalPositionMM": plain(_maintenance(engine, account) if is_quote else ZERO),
        "unrealisedPnl": plain(profit),
        "cumRealisedPnl": plain(sum((p.realised_pnl for p in account.positions.values()), ZERO) if is_quote else ZERO),
        "borrowAmount": "0",
        "accruedInterest": "0",
        "spotBorrow": "0",
        "bonus": "0",
        "availableToWithdraw": "",
        "availableToBorrow": "",
        "spotHedgingQty": "0",
        "collateralSwitch": True,
        "marginCollateral": True,
    }


def _coins(account: VenueAccount) -> list[str]:
    return sorted(coin for coin in {*account.futures.balances, QUOTE} if account.futures.balance(coin) or coin == QUOTE)


def _usd(engine: Engine, coin: str, *, amount: Decimal) -> Decimal:
    return amount if coin == QUOTE or coin not in engine.market.bases else amount * engine.market.price(coin)


def _order_margin(account: VenueAccount) -> Decimal:
    return sum((order.locked for order in account.open.values() if _is_margin(order)), ZERO)


def _is_margin(order: Order) -> bool:
    return order.kind is Kind.PERPETUAL and order.lock_coin == QUOTE


def _initial_margin(account: VenueAccount) -> Decimal:
    return sum((position.initial_margin for position in account.held_positions()), ZERO)


def _maintenance(engine: Engine, account: VenueAccount) -> Decimal:
    return sum((p.maintenance(engine.quote(p.instrument).mark) for p in account.held_positions()), ZERO)


def _unrealised(engine: Engine, account: VenueAccount) -> Decimal:
    return sum((p.unrealised(engine.quote(p.instrument).mark) for p in account.held_positions()), ZERO)


def _rate(part: Decimal, whole: Decimal) -> str:
    return plain((part / whole).quantize(Decimal("0.0001"))) if whole > 0 else "0"


def _level(order: Order | None) -> str:
    return plain(order.trigger.price) if order is not None and order.trigger is not None else ""


def _ticked(price: Decimal | None, position: Position) -> Decimal | None:
    if price is None:
        return None
    instrument: Instrument = position.instrument
    return instrument.tick_up(price) if position.side is Side.BUY else instrument.tick_down(price)
