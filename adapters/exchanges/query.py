"""Parameters of a request as text, quickly where nothing needs an escape. Signs nothing, and invents no spelling."""

import re
from collections.abc import Mapping

NEEDS_NO_ESCAPE = re.compile(r"[A-Za-z0-9_.~=&-]*").fullmatch


def plain_query(fields: Mapping[str, object]) -> str | None:
    """`a=1&b=true`; None where a name or a value needs an escape: whoever knows the rules writes it then."""
    words = [f"{name}={spelled(value)}" for name, value in fields.items()]
    query = "&".join(words)
    if NEEDS_NO_ESCAPE(query) and query.count("=") == len(words) and query.count("&") == len(words) - 1:
        return query
    return None


def spelled(value: object) -> object:
    """ccxt's way with truth values."""
    if value is True:
        return "true"
    return "false" if value is False else value
