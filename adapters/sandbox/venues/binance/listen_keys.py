"""Listen keys of futures user streams: made, kept alive, closed, expired after an hour. Opens no connection."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from adapters.sandbox.engine.accounts import VenueAccount
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.venues.binance.complaints import Complaint
from adapters.sandbox.venues.binance.routes import Access, Answer, Call, Route, Routes

LIFE_MS = 3_600_000
TOKEN_BYTES = 32
PATH = "/fapi/v1/listenKey"
OnExpired = Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class ListenKey:
    token: str
    account: VenueAccount
    expires_ms: int


class ListenKeys:
    """One per account at a time. `on_expired` hears of every key that ends, by age or by wish."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._keys: dict[str, ListenKey] = {}
        self.on_expired: list[OnExpired] = []

    def routes(self) -> Routes:
        key = Access.KEY
        return [
            Route(method="POST", path=PATH, operation="stream", handler=self.start, access=key),
            Route(method="PUT", path=PATH, operation="stream", handler=self.extend, access=key),
            Route(method="DELETE", path=PATH, operation="stream", handler=self.stop, access=key),
        ]

    async def start(self, call: Call) -> Answer:
        """An account that has a key gets the same one, its life begun anew."""
        known = self._keys.get(call.account.name)
        if known is None:
            token = secrets.token_urlsafe(TOKEN_BYTES)
            known = ListenKey(token=token, account=call.account, expires_ms=0)
            self._keys[call.account.name] = known
            self._expire_later(known)
        known.expires_ms = call.now_ms + LIFE_MS
        return {"listenKey": known.token}

    async def extend(self, call: Call) -> Answer:
        known = self._known(call.account)
        known.expires_ms = call.now_ms + LIFE_MS
        return {"listenKey": known.token}

    async def stop(self, call: Call) -> Answer:
        self._end(self._known(call.account))
        return {}

    def find(self, token: str) -> ListenKey | None:
        return next((known for known in self._keys.values() if known.token == token), None)

    def _known(self, account: VenueAccount) -> ListenKey:
        known = self._keys.get(account.name)
        if known is None:
            raise Complaint(-1125, "This listenKey does not exist.")
        return known

    def _end(self, known: ListenKey) -> None:
        self._keys.pop(known.account.name, None)
        for listener in self.on_expired:
            listener(known.token)

    def _expire_later(self, known: ListenKey) -> None:
        def check() -> None:
            if self._keys.get(known.account.name) is not known:
                return
            if self._engine.now_ms() >= known.expires_ms:
                self._end(known)
            else:
                self._expire_later(known)

        left_ms = max(known.expires_ms - self._engine.now_ms(), 0) or LIFE_MS
        self._engine.timers.after(left_ms / 1000, check)
