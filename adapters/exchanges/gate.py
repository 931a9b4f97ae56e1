"""What one account's requests pass before they leave, and what their answers teach the limiter. Counts nothing."""

from collections.abc import Mapping
from contextvars import ContextVar
from decimal import Decimal

from adapters.exchanges.attempts import Attempt, header, present_purpose, retry_after
from adapters.exchanges.budgets import Scope, charges_of
from adapters.exchanges.limiter import EVERYBODY, Call, Limiter
from adapters.exchanges.outcomes import Meaning, is_too_fast, read_meaning
from adapters.exchanges.wire import maybe_number
from core.domain.values import Exchange

BAN_SECONDS: Mapping[Exchange, float] = {Exchange.BINANCE: 120.0, Exchange.BYBIT: 600.0, Exchange.BITGET: 300.0}
BREATH_SECONDS = 1.0
ROUNDED_SECONDS = 1.0
"""A ban is told in whole seconds, perhaps rounded down; one request too early makes it longer."""

LONG_WAIT_SECONDS = 60.0

_call: ContextVar[Call | None] = ContextVar("exchange_call", default=None)


class Gate:
    """`account` is "" for public reads."""

    def __init__(self, limiter: Limiter, exchange: Exchange, account: str = EVERYBODY) -> None:
        self._limiter, self._exchange, self._account = limiter, exchange, account
        self._calls: dict[tuple[str, str, str], Call] = {}

    async def enter(self, api: str, method: str, *, path: str) -> None:
        """Return when the request may leave; raises HeldBack when it may not soon."""
        call = self._calls.get((api, method, path)) or self._call(api, method, path)
        await self._limiter.enter(call, present_purpose())
        _call.set(call)

    def _call(self, api: str, method: str, path: str) -> Call:
        call = Call(self._exchange, self._account, charges_of(self._exchange, api, method=method, path=path))
        self._calls[(api, method, path)] = call
        return call

    async def dial(self) -> None:
        """Before a stream is opened."""
        await self._limiter.dial(self._exchange)

    def hear(self, status: int, headers: Mapping[str, str], *, code: str, message: str) -> None:
        """Told for every answer, by the client that sees it."""
        call = _call.get()
        if call is None:
            return
        attempt = Attempt(left_machine=True, status=status, code=code, message=message)
        wanted = retry_after(headers) or reset_after(headers)
        match read_meaning(self._exchange, attempt):
            case Meaning.BANNED:
                self._limiter.ban(call, float(wanted or Decimal(BAN_SECONDS[self._exchange])) + ROUNDED_SECONDS)
            case Meaning.BLOCKED:
                self._limiter.block(call)
            case _ if is_too_fast(attempt):
                self._slow_down(call, float(wanted or Decimal(BREATH_SECONDS)))
            case _ if not code:
                self._limiter.hear(call, headers)

    def _slow_down(self, call: Call, seconds: float) -> None:
        """A long wait is a ban by another name (Bitget has no word for it)."""
        if seconds >= LONG_WAIT_SECONDS:
            self._limiter.ban(call, seconds)
        else:
            scope = Scope.ACCOUNT if self._account else Scope.ADDRESS
            self._limiter.slow_down(call, seconds, scope=scope)


def reset_after(headers: Mapping[str, str]) -> Decimal | None:
    """Bybit tells the moment at which it counts anew, and its own time beside it, in milliseconds."""
    reset = maybe_number(header(headers, "X-Bapi-Limit-Reset-Timestamp"))
    now = maybe_number(header(headers, "Timenow"))
    return (reset - now) / 1000 if reset is not None and now is not None and reset > now else None
