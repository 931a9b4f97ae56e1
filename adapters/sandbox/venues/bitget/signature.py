"""Who asks: Bitget's signature, clock window and passphrase, for REST and for the login of a stream.

Changes nothing; what it lets through is proven to come from the key's owner.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable

from aiohttp import web

from adapters.sandbox.engine.accounts import ApiKey, KeyState
from adapters.sandbox.venues.bitget.envelope import NativeError, now_ms

WINDOW_MS = 30_000
LOGIN_WINDOW_S = 30
LOGIN_PATH = "GET/user/verify"
HEADERS = (
    ("ACCESS-KEY", "40001"),
    ("ACCESS-SIGN", "40003"),
    ("ACCESS-TIMESTAMP", "40005"),
    ("ACCESS-PASSPHRASE", "40011"),
)

FindKey = Callable[[str], ApiKey | None]


def sign(secret: str, message: str) -> str:
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


async def authenticate(request: web.Request, find_key: FindKey) -> ApiKey:
    """The key behind the headers; raises Bitget's own code for the first thing that is wrong."""
    named, signature, timestamp, passphrase = (_header(request, name, code=code) for name, code in HEADERS)
    _check_clock(timestamp)
    key = _valid_key(find_key(named))
    if passphrase != key.passphrase:
        raise NativeError("40012", "apikey/password is incorrect")
    message = timestamp + request.method + _signed_path(request) + await request.text()
    if not hmac.compare_digest(signature, sign(key.secret, message)):
        raise NativeError("40009", "sign signature error")
    if key.ips and (request.remote or "") not in key.ips:
        raise NativeError("40018", "Invalid IP")
    return key


def log_in(named: str, passphrase: str, *, timestamp: str, signature: str, find_key: FindKey) -> ApiKey:
    """The key behind a stream's login; streams have codes of their own."""
    key = find_key(named)
    if key is None or key.state is not KeyState.VALID:
        raise NativeError("30011", "Invalid ACCESS_KEY")
    if passphrase != key.passphrase:
        raise NativeError("30012", "Invalid ACCESS_PASSPHRASE")
    if not timestamp.isdigit():
        raise NativeError("30013", "Invalid ACCESS_TIMESTAMP")
    # Documents speak of milliseconds and show seconds; ccxt sends seconds. Both are taken, as Bitget does.
    seconds = int(timestamp) if len(timestamp) < len("1000000000000") else int(timestamp) // 1000
    if abs(now_ms() // 1000 - seconds) > LOGIN_WINDOW_S:
        raise NativeError("30014", "Request timestamp expired")
    if not hmac.compare_digest(signature, sign(key.secret, timestamp + LOGIN_PATH)):
        raise NativeError("30015", "Invalid sign")
    return key


def _valid_key(key: ApiKey | None) -> ApiKey:
    if key is None:
        raise NativeError("40006", "Invalid ACCESS_KEY")
    if key.state is not KeyState.VALID:
        raise NativeError("40037", "Apikey does not exist")
    return key


def _header(request: web.Request, name: str, *, code: str) -> str:
    if not (value := request.headers.get(name, "")):
        raise NativeError(code, f"{name.replace('-', '_')} cannot be empty")
    return value


def _check_clock(timestamp: str) -> None:
    if not timestamp.isdigit():
        raise NativeError("40005", "Invalid ACCESS_TIMESTAMP")
    if abs(now_ms() - int(timestamp)) > WINDOW_MS:
        raise NativeError("40008", "Request timestamp expired")


def _signed_path(request: web.Request) -> str:
    """Clients sign a query before they percent-encode it, so the decoded text is what was signed."""
    query = "&".join(f"{name}={value}" for name, value in request.query.items())
    return f"{request.path}?{query}" if query else request.path
