"""Binance's HMAC signature over the text exactly as sent, query and body together. Knows no account and no clock."""

import hmac
import re
from urllib.parse import parse_qsl

SIGNATURE = re.compile(r"(?:^|&)signature=([^&]*)")


def sign(secret: str, text: str) -> str:
    return hmac.digest(secret.encode(), text.encode(), "sha256").hex()


def split_signature(query: str, body: str) -> tuple[str, str]:
    """The signed text and the signature; both empty-handed when none was sent.

    Binance concatenates query and body without a separator before it verifies.
    """
    found = SIGNATURE.search(query) or SIGNATURE.search(body)
    signature = found.group(1) if found else ""
    return SIGNATURE.sub("", query) + SIGNATURE.sub("", body), signature


def is_signed(secret: str, text: str, *, signature: str) -> bool:
    return hmac.compare_digest(sign(secret, text), signature)


def signature_of_params(secret: str, params: dict[str, str]) -> str:
    """The signature of a WebSocket API request: every parameter but itself, sorted by name."""
    text = "&".join(f"{name}={params[name]}" for name in sorted(params) if name != "signature")
    return sign(secret, text)


def parse(query: str, body: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True) + parse_qsl(body, keep_blank_values=True))
