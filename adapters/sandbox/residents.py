"""The ready-made accounts of a world: the leader's, one per follower, one whose key can do too much. Trades nothing."""

from dataclasses import dataclass
from decimal import Decimal

from adapters.sandbox.engine.accounts import TRADING_RIGHTS, Family, Right, WalletKind
from adapters.sandbox.engine.engine import Engine

READ_ONLY = frozenset({Right.READ})
TOO_MUCH = TRADING_RIGHTS | {Right.WITHDRAW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """`usdt` goes into each wallet the account has; every member of `keys` becomes a key with those rights."""

    venue: str
    name: str
    usdt: Decimal
    family: Family = Family.CLASSIC
    keys: tuple[frozenset[Right], ...] = (TRADING_RIGHTS,)


RESIDENTS = (
    Resident(venue="binance", name="leader", usdt=Decimal(100_000), keys=(READ_ONLY, TRADING_RIGHTS)),
    Resident(venue="binance", name="ann", usdt=Decimal(10_000)),
    Resident(venue="binance", name="risky", usdt=Decimal(1_000), keys=(TOO_MUCH,)),
    Resident(venue="bybit", name="bo", usdt=Decimal(10_000), family=Family.UNIFIED),
    Resident(venue="bybit", name="risky", usdt=Decimal(1_000), family=Family.UNIFIED, keys=(TOO_MUCH,)),
    Resident(venue="bitget", name="cleo", usdt=Decimal(10_000)),
    Resident(venue="bitget", name="dan", usdt=Decimal(10_000), family=Family.UNIFIED),
    Resident(venue="bitget", name="risky", usdt=Decimal(1_000), keys=(TOO_MUCH,)),
)


def move_in(engine: Engine, resident: Resident) -> None:
    account = engine.customers.open_account(resident.name, family=resident.family)
    for rights in resident.keys:
        engine.customers.add_key(account, rights)
    engine.customers.deposit(account, WalletKind.FUTURES, coin="USDT", amount=resident.usdt)
    if resident.family is Family.CLASSIC:
        engine.customers.deposit(account, WalletKind.SPOT, coin="USDT", amount=resident.usdt)
