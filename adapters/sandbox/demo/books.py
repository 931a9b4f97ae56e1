"""Compares the bot's own book (its SQLite file, read only) with each exchange's book, follower by follower.

Corrects nothing. Three truths must agree: what is open, which orders were filled, what it earned.
"""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from adapters.sandbox.demo.cast import Role
from adapters.sandbox.demo.levers import Json, Levers

OUR_CLIENT_IDS = "ct"
QUOTE = "USDT"
ZERO, CENT = Decimal(0), Decimal("0.01")
DUST_USDT = Decimal(5)
"""Coins worth less can't be sold on any of the exchanges."""

POSITIONS = """
    SELECT p.symbol, p.side, p.quantity, p.gross_pnl, p.fees, p.funding, p.exit_price, p.status
    FROM positions p JOIN accounts a ON a.id = p.account_id WHERE a.follower_id = ? AND a.exchange = ?
"""
EXECUTED = """
    SELECT t.client_order_id, t.filled FROM trades t JOIN accounts a ON a.id = t.account_id
    WHERE a.follower_id = ? AND a.exchange = ? AND t.status = 'executed'
"""
UNSETTLED = """
    SELECT count(*) FROM trades t JOIN accounts a ON a.id = t.account_id
    WHERE a.follower_id = ? AND a.exchange = ? AND t.status IN ('reserved', 'needs_reconciliation')
"""

Holdings = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One side's view of one follower: signed amounts by symbol, filled amounts by client order id, the result."""

    holdings: Holdings
    filled: Holdings
    result: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One compared line; `note` explains what is not obvious."""

    what: str
    bot: str
    exchange: str
    is_equal: bool
    note: str = ""


class Auditor:
    """Knows what every wallet held at the beginning, so that an end can be judged."""

    def __init__(self, levers: Levers, database: Path) -> None:
        self._levers, self._database = levers, database
        self._before: dict[str, Json] = {}

    async def begin(self, roles: Sequence[Role]) -> None:
        self._before = {role.account: await self._levers.account(role.account) for role in roles}

    async def unsettled(self, role: Role) -> int:
        """Orders the bot has not yet made up its mind about."""
        return int(str(self._rows(UNSETTLED, role)[0][0]))

    async def compare(self, role: Role) -> Sequence[Agreement]:
        after, posts = await self._levers.account(role.account), await self._levers.posts(role.venue)
        ours = [order for order in after["orders"] if str(order["client_id"]).startswith(OUR_CLIENT_IDS)]
        mine = self.own_book(role)
        theirs, dust = self._their_book(role, after, ours)
        return (
            _same_holdings(mine, theirs),
            _same_trades(mine, theirs),
            _nothing_twice(ours, posts),
            _same_result(mine, theirs, dust),
        )

    def own_book(self, role: Role) -> Book:
        """What the bot believes."""
        holdings: dict[str, Decimal] = {}
        result = ZERO
        for symbol, side, quantity, gross, fees, funding, _, status in self._rows(POSITIONS, role):
            result += _number(gross) - _number(fees) + _number(funding)
            if status == "open":
                signed = _number(quantity) * (1 if side == "long" else -1)
                holdings[str(symbol)] = holdings.get(str(symbol), ZERO) + signed
        filled = {str(client_id): _number(amount) for client_id, amount in self._rows(EXECUTED, role)}
        return Book(holdings=_plain(holdings), filled=filled, result=result)

    def _their_book(self, role: Role, after: Json, ours: Sequence[Json]) -> tuple[Book, Decimal]:
        """What is true, and what the coins are worth that nobody can sell, at the price they were booked at."""
        prices = {str(row[0]): _number(row[6]) for row in self._rows(POSITIONS, role) if row[6] is not None}
        holdings, dust = {str(p["base"]) + f"/{QUOTE}:{QUOTE}": _signed(p) for p in after["positions"]}, ZERO
        for coin, amount in self._gained_coins(role, after).items():
            symbol = f"{coin}/{QUOTE}"
            worth = amount * prices.get(symbol, ZERO)
            if symbol in prices and worth < DUST_USDT:
                dust += worth
            else:
                holdings[symbol] = amount
        filled = {str(order["client_id"]): _number(order["filled"]) for order in ours if _number(order["filled"])}
        earned = _quote(after) - _quote(self._before[role.account])
        return Book(holdings=_plain(holdings), filled=filled, result=earned + dust), dust

    def _gained_coins(self, role: Role, after: Json) -> Holdings:
        before = _coins(self._before[role.account])
        gained = {coin: total - before.get(coin, ZERO) for coin, total in _coins(after).items() if coin != QUOTE}
        return _plain(gained)

    def _rows(self, question: str, role: Role) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"{self._database.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(question, (role.id, role.venue)).fetchall()


def _same_holdings(mine: Book, theirs: Book) -> Agreement:
    return Agreement(
        what="open positions",
        bot=_listed(mine.holdings),
        exchange=_listed(theirs.holdings),
        is_equal=mine.holdings == theirs.holdings,
    )


def _same_trades(mine: Book, theirs: Book) -> Agreement:
    differing = {key for key in mine.filled.keys() | theirs.filled if mine.filled.get(key) != theirs.filled.get(key)}
    return Agreement(
        what="executed orders",
        bot=str(len(mine.filled)),
        exchange=str(len(theirs.filled)),
        is_equal=not differing,
        note=f"differing: {', '.join(sorted(differing))}" if differing else "",
    )


def _nothing_twice(ours: Sequence[Json], posts: Mapping[str, int]) -> Agreement:
    """Neither accepted twice nor even asked for twice."""
    accepted = Counter(str(order["client_id"]) for order in ours)
    twice = {key for key in accepted if accepted[key] > 1 or posts.get(key, 0) > 1}
    return Agreement(what="sent twice", bot="0", exchange=str(len(twice)), is_equal=not twice, note=" ".join(twice))


def _same_result(mine: Book, theirs: Book, dust: Decimal) -> Agreement:
    return Agreement(
        what=f"result, {QUOTE}",
        bot=f"{mine.result:+.2f}",
        exchange=f"{theirs.result:+.2f}",
        is_equal=abs(mine.result - theirs.result) < CENT,
        note=f"with {dust:.2f} {QUOTE} of coins too few to sell" if dust >= CENT else "",
    )


def _coins(account: Json) -> dict[str, Decimal]:
    """Every coin of every wallet of the account."""
    total: dict[str, Decimal] = {}
    for wallet in account["wallets"].values():
        for coin, row in wallet.items():
            total[str(coin)] = total.get(str(coin), ZERO) + _number(row["total"])
    return total


def _quote(account: Json) -> Decimal:
    return _coins(account).get(QUOTE, ZERO)


def _signed(position: Json) -> Decimal:
    return _number(position["amount"]) * (1 if position["side"] == "long" else -1)


def _number(value: object) -> Decimal:
    return Decimal(str(value)) if value is not None else ZERO


def _plain(holdings: Mapping[str, Decimal]) -> Holdings:
    return {symbol: amount for symbol, amount in holdings.items() if amount}


def _listed(holdings: Holdings) -> str:
    return ", ".join(f"{symbol} {amount:f}" for symbol, amount in sorted(holdings.items())) or "none"
