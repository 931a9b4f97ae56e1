"""The arithmetic of a paper account: wallet, margin, profit, liquidation, stop-loss and take-profit. Asks nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from adapters.exchanges.paper_store import LegKey, PaperGuard, PaperPosition, PaperState
from core.application.ports import AccountFill, ExchangePosition, FillCause, StandingStop
from core.domain.errors import ExchangeRefused
from core.domain.exposure import ProtectionHit
from core.domain.market import Market
from core.domain.values import (
    ZERO,
    Balance,
    MarginMode,
    MarketKind,
    PositionMode,
    PositionSide,
    Protection,
    Side,
    Symbol,
)

QUOTE = "USDT"
NET = "net"
Prices = Mapping[Symbol, Decimal]
Markets = Mapping[Symbol, Market]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRules:
    """How a dry run trades: `slippage` is a fraction of the price, paid on every order."""

    starting_balance: Decimal = Decimal(10_000)
    slippage: Decimal = Decimal("0.0005")
    leverage: int = 5

    def opening(self) -> PaperState:
        return PaperState(coins={QUOTE: self.starting_balance})


class PaperBook:
    """One account's state with the rules applied; prices are the live ones of the moment.

    One wallet serves spot and perpetuals, as on a unified account.
    """

    def __init__(self, state: PaperState, rules: PaperRules, *, markets: Markets) -> None:
        self.state, self.rules, self.markets = state, rules, markets

    def key(self, symbol: Symbol, side: PositionSide) -> LegKey:
        return str(symbol), str(side) if self.state.position_mode is PositionMode.HEDGE else NET

    def find_position(self, symbol: Symbol, side: PositionSide) -> PaperPosition | None:
        """The open position on this side; None when flat or on the other side."""
        held = self.state.positions.get(self.key(symbol, side))
        return held if held is not None and held.side is side else None

    def leverage(self, symbol: Symbol) -> int:
        return min(self.state.leverages.get(str(symbol), self.rules.leverage), self.markets[symbol].max_leverage)

    def balances(self, prices: Prices) -> dict[str, Balance]:
        found = {coin: Balance(coin=coin, total=held, free=held) for coin, held in self.state.coins.items()}
        equity = self.state.coin(QUOTE) + sum((p.unrealized(price) for p, price in self._priced(prices)), ZERO)
        return found | {QUOTE: Balance(coin=QUOTE, total=equity, free=self.free(prices))}

    def free(self, prices: Prices) -> Decimal:
        """Bound margin and the losses of cross positions can't be spent; their profits can't either."""
        bound = sum((held.margin for held in self.state.positions.values()), ZERO)
        cross = (p.unrealized(price) for p, price in self._priced(prices) if p.margin_mode is MarginMode.CROSS)
        return max(self.state.coin(QUOTE) - bound + min(sum(cross, ZERO), ZERO), ZERO)

    def positions(self, prices: Prices) -> list[ExchangePosition]:
        return [self._told(Symbol.parse(key[0]), held, prices) for key, held in self.state.positions.items()]

    def _told(self, symbol: Symbol, held: PaperPosition, prices: Prices) -> ExchangePosition:
        return ExchangePosition(
            symbol=symbol,
            side=held.side,
            amount=held.amount,
            entry_price=held.entry_price,
            leverage=held.leverage,
            margin_mode=held.margin_mode,
            liquidation_price=self._liquidation_price(symbol, held, prices),
            unrealized_pnl=held.unrealized(prices.get(symbol, held.entry_price)),
        )

    def apply(self, fill: AccountFill) -> None:
        """Book an execution: coins on spot, the leg's position on perpetuals, the fee on both."""
        if fill.symbol.kind is MarketKind.SPOT:
            self.state.pay(fill.symbol.base, fill.amount * fill.side.sign)
            self.state.pay(QUOTE, -fill.amount * fill.price * fill.side.sign)
        else:
            self._apply_perpetual(fill)
        self.state.pay(QUOTE, -fill.fee)
        self.state.fills.append(fill)

    def _apply_perpetual(self, fill: AccountFill) -> None:
        entered = PositionSide.LONG if fill.side is Side.BUY else PositionSide.SHORT
        key = self.key(fill.symbol, fill.position_side or entered)
        held = self.state.positions.get(key)
        if held is None or held.side is entered:
            self._increase(key, fill, entered, amount=fill.amount)
            return
        closed = min(fill.amount, held.amount)
        self._reduce(key, held, closed, price=fill.price)
        if fill.amount > closed:
            self._increase(key, fill, entered, amount=fill.amount - closed)

    def _increase(self, key: LegKey, fill: AccountFill, side: PositionSide, *, amount: Decimal) -> None:
        leverage = self.leverage(fill.symbol)
        margin = amount * fill.price / leverage
        held = self.state.positions.get(key)
        if held is None:
            mode = self.state.margin_modes.get(str(fill.symbol), MarginMode.CROSS)
            self.state.positions[key] = PaperPosition(
                side=side,
                amount=amount,
                entry_price=fill.price,
                leverage=leverage,
                margin_mode=mode,
                margin=margin,
            )
            return
        total = held.amount + amount
        held.entry_price = (held.entry_price * held.amount + fill.price * amount) / total
        held.amount, held.margin, held.leverage = total, held.margin + margin, leverage

    def _reduce(self, key: LegKey, held: PaperPosition, closed: Decimal, *, price: Decimal) -> None:
        """An isolated position loses its margin at the most."""
        part = closed / held.amount
        profit = held.unrealized(price) * part
        if held.margin_mode is MarginMode.ISOLATED:
            profit = max(profit, -held.margin * part)
        self.state.pay(QUOTE, profit)
        held.margin -= held.margin * part
        held.amount -= closed
        if held.amount == ZERO:
            del self.state.positions[key]
            self.state.guards.pop(key, None)

    def set_leverage(self, symbol: Symbol, leverage: int) -> None:
        market = self.markets.get(symbol)
        if market is None or not 1 <= leverage <= market.max_leverage:
            raise ExchangeRefused("leverage out of range", code="bad-leverage")
        self.state.leverages[str(symbol)] = leverage

    def set_margin_mode(self, symbol: Symbol, mode: MarginMode) -> None:
        held = [found for key, found in self.state.positions.items() if key[0] == str(symbol)]
        if any(found.margin_mode is not mode for found in held):
            raise ExchangeRefused("a position is open", code="margin-mode-locked")
        self.state.margin_modes[str(symbol)] = mode

    def set_position_mode(self, mode: PositionMode) -> None:
        if self.state.position_mode is not mode and self.state.positions:
            raise ExchangeRefused("a position is open", code="position-mode-locked")
        self.state.position_mode = mode

    def protect(
        self, symbol: Symbol, side: PositionSide, *, amount: Decimal, protection: Protection, prices: Prices
    ) -> None:
        price = prices.get(symbol)
        if self.find_position(symbol, side) is None or price is None:
            raise ExchangeRefused("no such position", code="no-position")
        if _hit(protection, side, price) is not None:
            raise ExchangeRefused("would trigger at once", code="would-trigger")
        self.state.guards[self.key(symbol, side)] = PaperGuard(amount=amount, protection=protection)

    def unprotect(self, symbol: Symbol, side: PositionSide) -> None:
        self.state.guards.pop(self.key(symbol, side), None)

    def stops(self) -> Iterable[StandingStop]:
        for key, guard in self.state.guards.items():
            held = self.state.positions.get(key)
            wanted = guard.protection
            told = {ProtectionHit.STOP_LOSS: wanted.stop_loss, ProtectionHit.TAKE_PROFIT: wanted.take_profit}
            for hit, trigger in told.items():
                if held is not None and trigger is not None:
                    symbol = Symbol.parse(key[0])
                    yield StandingStop(symbol=symbol, side=held.side, hit=hit, trigger=trigger, amount=guard.amount)

    def settle(self, prices: Prices, at: datetime) -> bool:
        """Liquidate what can't be held, fire what was triggered; True when anything happened."""
        before = self.state.last_number
        for key in self._doomed(prices):
            self._force(key, prices, at, cause=FillCause.LIQUIDATION)
        for key, guard in list(self.state.guards.items()):
            held, price = self.state.positions.get(key), prices.get(Symbol.parse(key[0]))
            cause = _hit(guard.protection, held.side, price) if held is not None and price is not None else None
            if cause is not None:
                self._force(key, prices, at, cause=cause, amount=guard.amount)
                self.state.guards.pop(key, None)
        self.state.coins[QUOTE] = max(self.state.coin(QUOTE), ZERO)
        return self.state.last_number > before

    def _doomed(self, prices: Prices) -> list[LegKey]:
        """Isolated positions die alone, cross positions together when what backs them all is gone."""
        doomed, cross = [], []
        backing, needed = self.state.coin(QUOTE), ZERO
        for key, held, price in self._keyed(prices):
            maintenance = held.amount * price * self.markets[Symbol.parse(key[0])].maintenance_margin_rate
            if held.margin_mode is MarginMode.CROSS:
                cross.append(key)
                backing += held.unrealized(price)
                needed += maintenance
                continue
            backing -= held.margin
            if held.margin + held.unrealized(price) <= maintenance:
                doomed.append(key)
        return doomed + (cross if cross and backing <= needed else [])

    def _force(
        self, key: LegKey, prices: Prices, at: datetime, *, cause: FillCause, amount: Decimal | None = None
    ) -> None:
        held, symbol = self.state.positions[key], Symbol.parse(key[0])
        number, price = str(self.state.next_number()), prices[symbol]
        closed = min(amount or held.amount, held.amount)
        fee = self.markets[symbol].cost(closed, price) * self.markets[symbol].taker_fee
        fill = AccountFill(
            fill_id=number,
            symbol=symbol,
            side=held.side.exit_side,
            amount=closed,
            price=price,
            at=at,
            exchange_order_id=number,
            position_side=held.side if key[1] != NET else None,
            reduce_only=True,
            cause=cause,
            fee=fee,
            fee_coin=QUOTE,
        )
        self.apply(fill)

    def _liquidation_price(self, symbol: Symbol, held: PaperPosition, prices: Prices) -> Decimal | None:
        """Where what backs the position equals its maintenance margin; None when it can't get there."""
        rate, sign = self.markets[symbol].maintenance_margin_rate, held.side.sign
        backing = held.margin
        if held.margin_mode is MarginMode.CROSS:
            others = (p.unrealized(price) for p, price in self._priced(prices) if p is not held)
            backing = self.state.coin(QUOTE) + sum(others, ZERO)
        price = (held.entry_price * held.amount * sign - backing) / (held.amount * (sign - rate))
        return price if price > ZERO else None

    def _priced(self, prices: Prices) -> Iterable[tuple[PaperPosition, Decimal]]:
        return ((held, price) for _, held, price in self._keyed(prices))

    def _keyed(self, prices: Prices) -> list[tuple[LegKey, PaperPosition, Decimal]]:
        """Positions whose price is known: without one nothing may be decided about them."""
        known = ((key, held, prices.get(Symbol.parse(key[0]))) for key, held in self.state.positions.items())
        return [(key, held, price) for key, held, price in known if price is not None]


def _hit(protection: Protection, side: PositionSide, price: Decimal) -> FillCause | None:
    stop, take = protection.stop_loss, protection.take_profit
    if stop is not None and (price - stop) * side.sign <= ZERO:
        return FillCause.STOP_LOSS
    return FillCause.TAKE_PROFIT if take is not None and (price - take) * side.sign >= ZERO else None
