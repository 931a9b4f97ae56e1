"""Who may do what: key, clock window, signature, rights, in Binance's order of checks. Counts nothing."""

from dataclasses import dataclass

from aiohttp import web

from adapters.sandbox.engine.accounts import ApiKey, KeyState, Right
from adapters.sandbox.engine.engine import Engine
from adapters.sandbox.venues.binance.complaints import Complaint, bad_key, missing
from adapters.sandbox.venues.binance.routes import Access
from adapters.sandbox.venues.binance.signing import is_signed, parse, signature_of_params, split_signature
from adapters.sandbox.venues.binance.wire import Params

KEY_HEADER = "X-MBX-APIKEY"
DEFAULT_WINDOW_MS = 5_000
MAX_WINDOW_MS = 60_000
CLOCK_AHEAD_MS = 1_000
RIGHTS: dict[Access, Right] = {
    Access.READ: Right.READ,
    Access.SPOT: Right.SPOT,
    Access.FUTURES: Right.FUTURES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request as it came: the texts the signature covers, and what they say."""

    query: str
    body: str
    params: Params
    api_key: str
    address: str


async def receive(request: web.Request) -> Received:
    query, body = request.raw_path.partition("?")[2], await request.text()
    return Received(
        query=query,
        body=body,
        params=Params(parse(query, body)),
        api_key=request.headers.get(KEY_HEADER, ""),
        address=request.remote or "",
    )


class Gate:
    """Names the key behind a request or raises a Complaint."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def admit(self, received: Received, access: Access) -> ApiKey | None:
        if access is Access.PUBLIC:
            return None
        key = self._known(received.api_key, received.address)
        if access is Access.KEY:
            return key
        self._check_clock(received.params)
        self._check_signature(key, received)
        if not key.may(RIGHTS[access]):
            raise bad_key()
        return key

    def admit_stream(self, params: dict[str, str], address: str) -> ApiKey:
        """The key of a signed WebSocket API request."""
        key = self._known(params.get("apiKey", ""), address)
        self._check_clock(Params(params))
        if not params.get("signature"):
            raise missing("signature")
        if signature_of_params(key.secret, params) != params["signature"]:
            raise bad_signature()
        if not key.may(Right.READ):
            raise bad_key()
        return key

    def _known(self, name: str, address: str) -> ApiKey:
        if not name:
            raise Complaint(-2014, "API-key format invalid.", status=401)
        key = self._engine.find_key(name)
        if key is None or key.state is not KeyState.VALID:
            raise bad_key()
        if key.ips and address not in key.ips:
            raise bad_key()
        return key

    def _check_clock(self, params: Params) -> None:
        sent = params.integer("timestamp")
        if sent is None:
            raise missing("timestamp")
        window = params.integer("recvWindow") or DEFAULT_WINDOW_MS
        if window > MAX_WINDOW_MS:
            raise Complaint(-1131, "recvWindow must be less than 60000.")
        now = self._engine.now_ms()
        if sent >= now + CLOCK_AHEAD_MS:
            ahead = f"Timestamp for this request was {CLOCK_AHEAD_MS}ms ahead of the server's time."
            raise Complaint(-1021, ahead)
        if now - sent > window:
            raise Complaint(-1021, "Timestamp for this request is outside of the recvWindow.")

    def _check_signature(self, key: ApiKey, received: Received) -> None:
        text, signature = split_signature(received.query, received.body)
        if not signature:
            raise missing("signature")
        if not is_signed(key.secret, text, signature=signature):
            raise bad_signature()


def bad_signature() -> Complaint:
    return Complaint(-1022, "Signature for this request is not valid.")
