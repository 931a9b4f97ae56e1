"""Takes secrets out of text before it is written anywhere: known ones by value, unknown ones by their shape.

Keeps the known ones in memory, in the forms in which a log may show them, and never tells them.
"""

import base64
import json
import re
from urllib.parse import quote

HIDDEN = "[hidden]"
SHORTEST_SECRET = 8
"""Shorter texts would be found everywhere."""

BOT_TOKEN = re.compile(r"(?<!\d)\d{6,20}:[A-Za-z0-9_-]{30,}")
MASTER_KEY = re.compile(r"\b[A-Za-z0-9]{1,32}:[A-Za-z0-9+/]{43}=")
AUTHORITY = re.compile(r"(?<=://)[^/\s@:]+:[^/\s@]+(?=@)")
NAMES = (
    r"api[-_]?key|api[-_]?secret|secret(?:[-_]?key)?|passphrase|password|signature|access[-_](?:key|sign|passphrase)"
    r"|x-mbx-apikey|x-bapi-(?:api-key|sign)|listen[-_]?key|bot[-_]?token|master[-_]?key|authorization"
)
NAMED = re.compile(rf"((?:{NAMES})\\?[\"']?\s*(?:[:=]|%3D)\s*\\?[\"']?)([^\s\"'&,;\\)}}\]]{{4,}})", re.IGNORECASE)


WORD = re.compile(r"[A-Za-z0-9_-]{8,}")
"""What exchanges' keys look like: thousands of them are found by one look-up per word."""


class Redactor:
    """`redact` learns a secret; `clean` hides every known one and whatever looks like one."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._odd: set[str] = set()
        self._odd_pattern: re.Pattern[str] | None = None

    def redact(self, secret: str) -> None:
        """From now on it is never shown, raw, quoted for a URL, escaped for JSON or in base64."""
        if len(secret) < SHORTEST_SECRET:
            return
        known = {form: WORD.fullmatch(form) is not None for form in forms(secret)}
        self._words |= {form for form, is_word in known.items() if is_word}
        odd = {form for form, is_word in known.items() if not is_word}
        if not odd <= self._odd:
            self._odd |= odd
            longest_first = sorted(self._odd, key=len, reverse=True)
            self._odd_pattern = re.compile("|".join(re.escape(form) for form in longest_first))

    def clean(self, text: str) -> str:
        if self._odd_pattern is not None:
            text = self._odd_pattern.sub(HIDDEN, text)
        text = WORD.sub(lambda found: HIDDEN if found[0] in self._words else found[0], text)
        for shape in (BOT_TOKEN, MASTER_KEY, AUTHORITY):
            text = shape.sub(HIDDEN, text)
        return NAMED.sub(lambda found: found[1] + HIDDEN, text)


def forms(secret: str) -> frozenset[str]:
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    escaped = json.dumps(secret)[1:-1]
    return frozenset({secret, quote(secret, safe=""), quote(secret), escaped, repr(secret)[1:-1], encoded})
