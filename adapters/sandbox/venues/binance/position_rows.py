"""Futures positions in the fields of positionRisk and account, versions 2 and 3. Changes nothing."""

from decimal import Decimal

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.engine.instruments import Kind
from adapters.sandbox.engine.orders import Leg
from adapters.sandbox.engine.positions import Position, PositionMode
from adapters.sandbox.venues.binance.wire import Payload, fixed, plain
from adapters.sandbox.venues.binance.words import POSITION_SIDES

ZERO = Decimal(0)
MAX_NOTIONAL = "1000000000"


class PositionRows:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def every(self, account: VenueAccount) -> list[Position]:
        """One per symbol and position side, flat ones too, as version 2 lists them."""
        hedged = account.position_mode is PositionMode.HEDGE
        legs = (Leg.LONG, Leg.SHORT) if hedged else (Leg.NET,)
        instruments = self._engine.instruments(Kind.PERPETUAL)
        return [self._known(account, found.symbol, leg) for found in instruments for leg in legs]

    def risk_row(self, account: VenueAccount, position: Position) -> Payload:
        """Version 3: no leverage and no margin type; ccxt reads isolatedMargin 0 as cross."""
        mark, profit = self._mark(position), self.profit(position)
        liquidation = self._engine.liquidation_price(account, position)
        initial = self.initial(position)
        return {
            "symbol": position.symbol,
            "positionSide": POSITION_SIDES[position.leg],
            "positionAmt": plain(position.amount),
            "entryPrice": plain(entry_of(position)),
            "breakEvenPrice": plain(entry_of(position)),
            "markPrice": fixed(mark),
            "unRealizedProfit": fixed(profit),
            "liquidationPrice": plain(round(liquidation, 8) if liquidation else None),
            "isolatedMargin": fixed(position.isolated_margin + profit) if position.is_isolated else "0",
            "notional": fixed(position.amount * mark),
            "marginAsset": position.instrument.quote,
            "isolatedWallet": fixed(position.isolated_margin) if position.is_isolated else "0",
            "initialMargin": fixed(initial),
            "maintMargin": fixed(position.maintenance(mark)),
            "positionInitialMargin": fixed(initial),
            "openOrderInitialMargin": "0",
            "adl": 1,
            "bidNotional": "0",
            "askNotional": "0",
            "updateTime": position.updated_ms,
        }

    def risk_row_v2(self, account: VenueAccount, position: Position) -> Payload:
        return self.risk_row(account, position) | {
            "leverage": str(position.leverage),
            "maxNotionalValue": MAX_NOTIONAL,
            "marginType": position.margin_mode.value,
            "isAutoAddMargin": "false",
            "isolated": position.is_isolated,
        }

    def account_row(self, account: VenueAccount, position: Position) -> Payload:
        row = self.risk_row(account, position)
        kept = (
            "symbol",
            "positionSide",
            "positionAmt",
            "isolatedMargin",
            "notional",
            "isolatedWallet",
            "initialMargin",
            "maintMargin",
            "updateTime",
        )
        return {name: row[name] for name in kept} | {"unrealizedProfit": row["unRealizedProfit"]}

    def settled_row(self, account: VenueAccount, position: Position) -> Payload:
        """Version 2 of the account adds the symbol's settings."""
        row = self.risk_row(account, position)
        return self.account_row(account, position) | {
            "leverage": str(position.leverage),
            "isolated": position.is_isolated,
            "entryPrice": row["entryPrice"],
            "breakEvenPrice": row["breakEvenPrice"],
            "maxNotional": MAX_NOTIONAL,
            "positionInitialMargin": row["initialMargin"],
            "openOrderInitialMargin": "0",
            "bidNotional": "0",
            "askNotional": "0",
        }

    def profit(self, position: Position) -> Decimal:
        return ZERO if position.is_flat else position.unrealised(self._mark(position))

    def initial(self, position: Position) -> Decimal:
        return position.notional(self._mark(position)) / position.leverage

    def maintenance(self, account: VenueAccount) -> Decimal:
        held = account.held_positions()
        return sum((position.maintenance(self._mark(position)) for position in held), ZERO)

    def cross_profit(self, account: VenueAccount) -> Decimal:
        held = account.held_positions()
        return sum((self.profit(position) for position in held if not position.is_isolated), ZERO)

    def _mark(self, position: Position) -> Decimal:
        return self._engine.quote(position.instrument).mark

    def _known(self, account: VenueAccount, symbol: str, leg: Leg) -> Position:
        """A listing must not create positions, so an unknown one is drawn up for the answer alone."""
        found = account.positions.get((symbol, leg))
        return found or Position(
            instrument=self._engine.instrument(Kind.PERPETUAL, symbol),
            leg=leg,
            leverage=account.leverage_of(symbol, leg),
            margin_mode=account.margin_mode_of(symbol),
        )


def entry_of(position: Position) -> Decimal:
    return ZERO if position.is_flat else round(position.entry_price, 8)
