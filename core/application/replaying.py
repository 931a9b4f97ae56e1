"""A leader's past under somebody's rules and money: each event decided as it would be, filled at an assumed price.

The same Standing and CopyRules as live copying; only prices and wallets come from the replay. Reads and sends nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from core.application.ports import MarketBoard
from core.application.standing import Standing
from core.domain.account import Account
from core.domain.exposure import ProtectionHit
from core.domain.follow import Follow
from core.domain.leader import CopyIntent
from core.domain.market import Market
from core.domain.position import Position
from core.domain.replay_account import Assumptions, Means, PastCandle, ReplayAccount, owner_of, was_liquidated
from core.domain.values import ZERO, AccountId, Balance, Exchange, MarketKind, Symbol
from core.domain.verdict import CopyOrder, Skip, SkipReason

LIQUIDATED = "liquidated"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the account was worth behind an event, in quote coin."""

    at: datetime
    equity: Decimal


@dataclass(frozen=True, slots=True)
class Replayed:
    """One leg of a leader's event and its verdict; an order was filled at `price`."""

    intent: CopyIntent
    verdict: CopyOrder | Skip
    price: Decimal | None = None


class PastMarkets:
    """The present markets with the past's prices, as a MarketBoard."""

    def __init__(self, board: MarketBoard, replayed: ReplayAccount) -> None:
        self._board, self._replayed = board, replayed

    def market(self, exchange: Exchange, symbol: Symbol) -> Market | None:
        return self._board.market(exchange, symbol)

    def price(self, exchange: Exchange, symbol: Symbol) -> Decimal | None:
        del exchange
        return self._replayed.prices.get(symbol)


class PastWallets:
    """The replayed account's money, as a WalletBoard."""

    def __init__(self, replayed: ReplayAccount) -> None:
        self._replayed = replayed

    def balance(self, account_id: AccountId, kind: MarketKind, coin: str) -> Balance | None:
        found = self._replayed.balance(kind)
        return found if found.coin == coin else None

    def holding(self, account_id: AccountId, kind: MarketKind, coin: str) -> Decimal | None:
        held = {symbol.base: amount for symbol, amount in self._replayed.coins.items()}
        return held.get(coin, ZERO)

    def equity(self, account_id: AccountId, coin: str) -> Decimal | None:
        return self._replayed.equity()

    def refresh_soon(self, account_id: AccountId) -> None:
        return None


@dataclass(slots=True)
class Tally:
    """Entries are counted, exits follow from them. `cut` were copied smaller than wanted, by limit."""

    entries: int = 0
    copied: int = 0
    exits: int = 0
    skips: Counter[SkipReason] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    hits: Counter[ProtectionHit] = field(default_factory=Counter)

    @property
    def missed(self) -> int:
        return self.entries - self.copied


class Replay:
    """Takes a leader's events oldest first. The follow is the replay's own: nobody else holds it."""

    def __init__(
        self, follow: Follow, account: Account, *, means: Means, board: MarketBoard, assumptions: Assumptions
    ) -> None:
        self._follow, self._account = follow, account
        self.replayed = ReplayAccount(means, assumptions)
        self._markets, self._wallets = PastMarkets(board, self.replayed), PastWallets(self.replayed)
        self.began_with = self.replayed.equity()
        self.tally = Tally()

    def take(self, intent: CopyIntent) -> Sequence[Replayed]:
        """Both legs of a flip are decided before either is carried out, as they are live."""
        market = self._markets.market(self._account.exchange, intent.symbol)
        hit = self.replayed.see(market, intent.symbol, intent.price, at=intent.occurred_at)
        if hit is not None:
            self.tally.hits[hit] += 1
        self._stop_after_liquidation(intent.occurred_at)
        standing = self._standing()
        verdicts = [(leg, self._verdict(standing, leg, market)) for leg in intent.legs()]
        return [self._carry_out(leg, verdict, market) for leg, verdict in verdicts]

    def live_through(self, symbol: Symbol, candle: PastCandle) -> None:
        """An hour between two events."""
        market = self._markets.market(self._account.exchange, symbol)
        if market is not None:
            self.tally.hits.update(self.replayed.live_through(market, symbol, candle))
            self._stop_after_liquidation(candle.ends_at)

    def holds(self, symbol: Symbol) -> bool:
        return symbol in self.replayed.positions

    def moment(self, at: datetime) -> Moment:
        """What the account is worth just now."""
        return Moment(at, self.replayed.equity())

    def end(self, board: MarketBoard, at: datetime) -> None:
        """What is still open is worth what its market pays now, where that is known."""
        for symbol in list(self.replayed.prices):
            price = board.price(self._account.exchange, symbol)
            market = self._markets.market(self._account.exchange, symbol)
            if price is not None and self.replayed.see(market, symbol, price, at=at) is None:
                self.replayed.prices[symbol] = price

    def _standing(self) -> Standing:
        return Standing(
            (self._account,), self.replayed.positions.values(), (), board=self._markets, wallets=self._wallets
        )

    def _verdict(self, standing: Standing, leg: CopyIntent, market: Market | None) -> CopyOrder | Skip:
        refusal = self._follow.refuses(leg)
        if refusal is not None:
            return Skip(reason=refusal)
        context = standing.context(self._follow, leg, leg.occurred_at)
        return self._follow.rules.decide(leg, context, market=market, price=self._price(leg, market))

    def _price(self, leg: CopyIntent, market: Market | None) -> Decimal | None:
        side = leg.position_side.entry_side if leg.kind.adds_exposure else leg.position_side.exit_side
        return None if market is None else self.replayed.price_paid(market, leg.price, side)

    def _carry_out(self, leg: CopyIntent, verdict: CopyOrder | Skip, market: Market | None) -> Replayed:
        self._count(leg, verdict)
        price = self._price(leg, market)
        if not isinstance(verdict, CopyOrder) or market is None or price is None:
            return Replayed(leg, verdict)
        if verdict.reduce_only:
            self.replayed.leave(verdict, market, price=price, at=leg.occurred_at)
            return Replayed(leg, verdict, price)
        position = self.replayed.enter(
            verdict, market, owner_of(self._follow, verdict, market), price=price, at=leg.occurred_at
        )
        planned = self._follow.rules.protection_for(position.owner.side, position.entry_price, market)
        self.replayed.protect(position, planned)
        return Replayed(leg, verdict, price)

    def _count(self, leg: CopyIntent, verdict: CopyOrder | Skip) -> None:
        if not leg.kind.adds_exposure:
            self.tally.exits += isinstance(verdict, CopyOrder)
            return
        self.tally.entries += 1
        if isinstance(verdict, Skip):
            self.tally.skips[verdict.reason] += 1
            return
        self.tally.copied += 1
        if cut_by := verdict.numbers.get("cut_by", ""):
            self.tally.cut[cut_by] += 1

    def _stop_after_liquidation(self, at: datetime) -> None:
        """A liquidation pauses the follow, as it does live: what comes then is not copied."""
        if self.replayed.ended and was_liquidated(self.replayed.ended[-1]):
            self._follow.pause_for(LIQUIDATED, at)


def worst_of(positions: Sequence[Position]) -> Position | None:
    """The position that lost most; None where none lost."""
    worst = min(positions, key=lambda position: position.realized_pnl, default=None)
    return worst if worst is not None and worst.realized_pnl < ZERO else None
