"""Opening accounts, handing out keys, moving money in and out. Knows no order."""

import hashlib
from decimal import Decimal

from adapters.sandbox.engine.accounts import (
    TRADING_RIGHTS,
    ApiKey,
    Family,
    KeyState,
    Right,
    VenueAccount,
    Wallet,
    WalletKind,
)
from adapters.sandbox.engine.floor import Floor
from adapters.sandbox.engine.happenings import WalletCause, WalletChanged
from adapters.sandbox.engine.watches import Watches

FIRST_UID = 100_000_000
CANARY = "canary"
"""Every secret of the sandbox carries it, so that a search of all outputs finds one that got out."""


class Customers:
    """Names are unique at one exchange; keys are derived from names, so that a world looks the same every time."""

    def __init__(self, floor: Floor, watches: Watches) -> None:
        self._floor, self._watches = floor, watches

    def open_account(self, name: str, *, family: Family = Family.CLASSIC) -> VenueAccount:
        spot = Wallet()
        account = VenueAccount(
            name=name,
            uid=str(FIRST_UID + len(self._floor.accounts) + 1),
            family=family,
            spot=spot,
            futures=spot if family is Family.UNIFIED else Wallet(),
            default_leverage=self._floor.rules.default_leverage,
        )
        self._floor.accounts[name] = account
        return account

    def add_key(
        self, account: VenueAccount, rights: frozenset[Right] = TRADING_RIGHTS, *, ips: tuple[str, ...] = ()
    ) -> ApiKey:
        shape = self._floor.rules.key_shape
        seed = f"{self._floor.rules.name}:{account.name}:{len(account.keys)}"
        key = ApiKey(
            key=shape.prefix + _letters(f"{seed}:key", shape.key_length - len(shape.prefix)),
            secret=_letters(f"{seed}:secret", shape.secret_length),
            passphrase=_letters(f"{seed}:passphrase", shape.passphrase_length),
            rights=rights,
            account=account,
            ips=ips,
            created_ms=self._floor.now_ms(),
        )
        account.keys.append(key)
        self._floor.keys[key.key] = key
        return key

    def set_key_state(self, account: VenueAccount, state: KeyState) -> None:
        """All keys of the account at once."""
        for key in account.keys:
            key.state = state

    def deposit(self, account: VenueAccount, wallet: WalletKind, *, coin: str, amount: Decimal) -> None:
        """Negative takes out; nobody checks whether it was there, as nobody checks a liquidated customer's."""
        purse = account.wallet(wallet)
        purse.balances[coin] += amount
        purse.updated_ms = self._floor.now_ms()
        happening = WalletChanged(wallet=wallet, coin=coin, change=amount, cause=WalletCause.TRANSFER)
        self._floor.tell(account, happening)
        self._watches.look(account)


def _letters(seed: str, length: int) -> str:
    return (CANARY + hashlib.sha512(seed.encode()).hexdigest())[:length]
