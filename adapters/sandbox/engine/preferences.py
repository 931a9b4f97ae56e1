"""An account's leverage, margin mode and position mode. Opens and closes nothing."""

from adapters.sandbox.engine.accounts import QUOTE, VenueAccount, WalletKind
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import LeverageChanged
from adapters.sandbox.engine.instruments import Instrument, Kind
from adapters.sandbox.engine.orders import ZERO, Leg
from adapters.sandbox.engine.positions import MarginMode, Position, PositionMode
from adapters.sandbox.engine.refusals import Refusal, Refused
from adapters.sandbox.engine.watches import Watches

ALL_LEGS = (Leg.NET, Leg.LONG, Leg.SHORT)


class Preferences:
    """Raises Refused(NO_CHANGE) when nothing would change, MODE_LOCKED while orders or positions forbid it."""

    def __init__(self, floor: Floor, watches: Watches) -> None:
        self._floor, self._watches = floor, watches

    def set_leverage(
        self, account: VenueAccount, instrument: Instrument, *, leverage: int, legs: tuple[Leg, ...] = ALL_LEGS
    ) -> None:
        """For all legs, or for those named (isolated hedge positions may differ by side)."""
        if not 1 <= leverage <= instrument.max_leverage:
            raise Refused(Refusal.LEVERAGE_TOO_HIGH, f"leverage must be 1 to {instrument.max_leverage}")
        if all(account.leverage_of(instrument.symbol, leg) == leverage for leg in legs):
            raise Refused(Refusal.NO_CHANGE, "leverage not modified")
        positions = [
            position
            for position in account.held_positions()
            if position.symbol == instrument.symbol and position.leg in legs
        ]
        self._require_margin(account, positions, leverage)
        for leg in legs:
            account.leverages[(instrument.symbol, leg)] = leverage
        for position in positions:
            _relever(position, leverage)
        self._floor.tell(account, LeverageChanged(symbol=instrument.symbol, leverage=leverage))
        self._watches.look(account)

    def set_margin_mode(self, account: VenueAccount, mode: MarginMode, *, instrument: Instrument | None = None) -> None:
        """Of one symbol, or of the whole account."""
        symbol = instrument.symbol if instrument is not None else ""
        current = account.margin_mode_of(symbol) if symbol else account.margin_mode
        if current is mode:
            raise Refused(Refusal.NO_CHANGE, "margin mode not modified")
        self._require_idle(account, symbol)
        if symbol:
            account.margin_modes[symbol] = mode
        else:
            account.margin_mode = mode
            account.margin_modes.clear()

    def set_position_mode(self, account: VenueAccount, mode: PositionMode, *, symbol: str = "") -> None:
        """Of one symbol where the exchange can do that, else of the whole account."""
        current = account.position_mode_of(symbol) if symbol else account.position_mode
        if current is mode:
            raise Refused(Refusal.NO_CHANGE, "position mode not modified")
        self._require_idle(account, symbol)
        if symbol:
            account.position_modes[symbol] = mode
        else:
            account.position_mode = mode
            account.position_modes.clear()

    def _require_idle(self, account: VenueAccount, symbol: str) -> None:
        held = any(symbol in ("", position.symbol) for position in account.held_positions())
        if held:
            raise Refused(Refusal.MODE_LOCKED, "there is an open position")
        ordered = any(order.kind is Kind.PERPETUAL and symbol in ("", order.symbol) for order in account.open.values())
        if ordered:
            raise Refused(Refusal.MODE_LOCKED, "there are open orders")

    def _require_margin(self, account: VenueAccount, positions: list[Position], leverage: int) -> None:
        more = sum((p.size * p.entry_price / leverage - p.size * p.entry_price / p.leverage for p in positions), ZERO)
        if more > 0 and more > self._floor.available(account, WalletKind.FUTURES, coin=QUOTE):
            raise Refused(Refusal.INSUFFICIENT_FUNDS, "not enough margin for this leverage")


def _relever(position: Position, leverage: int) -> None:
    if position.is_isolated:
        notional = position.size * position.entry_price
        position.isolated_margin += notional / leverage - notional / position.leverage
    position.leverage = leverage
