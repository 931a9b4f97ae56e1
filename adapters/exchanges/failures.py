"""What ccxt may raise, and our error for it, by native code. Calls nothing."""

import ccxt

from adapters.exchanges.attempts import Attempt
from adapters.exchanges.clients import UNREADABLE
from adapters.exchanges.outcomes import Meaning, read_meaning
from core.domain.errors import CredentialsRejected, ExchangeError, ExchangeRefused, ExchangeUnavailable
from core.domain.values import Exchange

# ccxt meets an answer it can't parse with any of the plain errors.
FAILURES = (ccxt.BaseError, OSError, *UNREADABLE)


class NotThere(ExchangeRefused):
    """A clean "no such order"; never leaves the adapter."""


def failure(exchange: Exchange, attempt: Attempt, *, error: Exception) -> ExchangeError:
    """ExchangeUnavailable unless the exchange itself said something clear."""
    message = attempt.message or type(error).__name__
    match read_meaning(exchange, attempt):
        case Meaning.NOT_FOUND:
            return NotThere(message, code=attempt.code)
        case Meaning.AUTH:
            return CredentialsRejected(message, code=attempt.code)
        case Meaning.REJECTED | Meaning.DUPLICATE | Meaning.NO_CHANGE:
            return ExchangeRefused(message, code=attempt.code)
        case _:
            return ExchangeUnavailable(message, code=attempt.code)
