"""Who signed a request: key, clock window, signature, address, permission, in Bybit's order. Knows no endpoint."""

import hashlib
import hmac
from dataclasses import dataclass

from adapters.sandbox.engine.accounts import ApiKey, KeyState, Right
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.venues.bybit.wire import Native

AHEAD_MS = 1000  # how far a client's clock may run ahead of the server's
LONGEST_WINDOW_MS = 60_000
DEFAULT_WINDOW_MS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What came in the headers, and the text that was signed with them: raw query or raw body."""

    api_key: str
    timestamp: str
    window: str
    signature: str
    payload: str
    address: str


def sign(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def authenticate(engine: Engine, signed: Signed) -> ApiKey:
    """The key behind a request; raises Native."""
    if not (signed.api_key and signed.timestamp and signed.signature):
        raise Native(10001, "empty value: apiTimestamp[] apiKey[] apiSignature[]: openapi sign params error!")
    key = known_key(engine, signed.api_key, address=signed.address)
    _check_clock(signed, engine.now_ms())
    origin = signed.timestamp + signed.api_key + signed.window + signed.payload
    if not hmac.compare_digest(sign(key.secret, origin), signed.signature):
        raise Native(10004, "error sign! Please check your signature generation algorithm.")
    return key


def known_key(engine: Engine, api_key: str, *, address: str) -> ApiKey:
    """A key that exists, lives, and may be used from this address."""
    key = engine.find_key(api_key)
    if key is None or key.state is KeyState.REVOKED:
        raise Native(10003, "API key is invalid.")
    if key.state is KeyState.EXPIRED:
        raise Native(33004, "Your api key has expired.")
    if key.ips and address not in key.ips:
        raise Native(10010, "Unmatched IP, please check your API key's bound IP addresses.")
    return key


def demand(key: ApiKey, right: Right) -> None:
    if not key.may(right):
        raise Native(10005, "Permission denied, please check your API key permissions.")


def _check_clock(signed: Signed, now_ms: int) -> None:
    window = int(signed.window) if signed.window.isdigit() else DEFAULT_WINDOW_MS
    stamp = int(signed.timestamp) if signed.timestamp.isdigit() else 0
    if now_ms - min(window, LONGEST_WINDOW_MS) <= stamp < now_ms + AHEAD_MS:
        return
    facts = f"req_timestamp[{signed.timestamp}],server_timestamp[{now_ms}],recv_window[{window}]"
    raise Native(10002, f"invalid request, please check your server timestamp or recv_window param. {facts}")
