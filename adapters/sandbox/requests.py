"""Counting the POSTs an exchange saw, by client order id, also those it never accepted. Changes nothing."""

import json
from collections import Counter
from urllib.parse import parse_qsl

CLIENT_ID_FIELDS = ("newClientOrderId", "clientAlgoId", "orderLinkId", "clientOid")


class RequestLog:
    """What arrived at one venue: requests by operation, order POSTs by client id."""

    def __init__(self) -> None:
        self.operations: Counter[str] = Counter()
        self.posts: Counter[str] = Counter()

    def note(self, operation: str, method: str, *, body: bytes) -> None:
        self.operations[operation] += 1
        if method == "POST":
            for client_id in client_ids(body):
                self.posts[client_id] += 1


def client_ids(body: bytes) -> list[str]:
    """The client order ids a request names, in a form or in JSON."""
    fields = _fields(body.decode(errors="replace"))
    return [fields[name] for name in CLIENT_ID_FIELDS if fields.get(name)]


def _fields(text: str) -> dict[str, str]:
    if not text.startswith("{"):
        return dict(parse_qsl(text))
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return {name: value for name, value in parsed.items() if isinstance(value, str)}
