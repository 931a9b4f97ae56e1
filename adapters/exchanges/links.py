"""One private stream connection over a ccxt client. Knows no exchange's words: those come as StreamWords."""

from collections.abc import Sequence
from typing import Protocol

import ccxt

from adapters.exchanges.attempts import attempting
from adapters.exchanges.clients import UNREADABLE, Observed
from adapters.exchanges.outcomes import Meaning, read_meaning
from adapters.exchanges.streams import Lost, Sink
from adapters.exchanges.wire import Row
from core.application.ports import AccountFill
from core.domain.errors import CredentialsRejected, ExchangeUnavailable
from core.domain.values import Exchange


class StreamWords(Protocol):
    """How one exchange's fill stream is opened and read."""

    @property
    def exchange(self) -> Exchange: ...

    async def subscribe(self, client: Observed) -> None:
        """Connect, log in, subscribe; return once fills flow."""
        ...

    def is_subscribed(self, message: Row) -> bool:
        """Is this the confirmation `subscribe` waits for?"""
        ...

    def is_over(self, message: Row) -> bool:
        """Does the exchange announce that this stream ends or lost its right?"""
        ...

    def fills(self, message: Row) -> Sequence[AccountFill] | None:
        """The executions in an event; None for what ccxt must handle itself (log in, pong)."""
        ...


class ClientLink:
    """A FillLink over its own client: listen keys and subscriptions never outlive the connection."""

    def __init__(self, client: Observed, words: StreamWords, *, sink: Sink) -> None:
        self._client, self._words, self._sink = client, words, sink

    async def open(self) -> None:
        self._client.tap, self._client.on_lost = self._take, self._lost
        with attempting() as attempt:
            try:
                await self._client.dial()
                await self._words.subscribe(self._client)
            except (ccxt.AuthenticationError, ccxt.PermissionDenied) as error:
                raise CredentialsRejected("the stream refused the key", code=attempt.code) from error
            except (ccxt.BaseError, OSError, *UNREADABLE) as error:
                if read_meaning(self._words.exchange, attempt) is Meaning.AUTH:
                    raise CredentialsRejected("the stream refused the key", code=attempt.code) from error
                raise ExchangeUnavailable("the stream did not open", code=attempt.code) from error

    async def close(self) -> None:
        self._client.tap = self._client.on_lost = None
        await self._client.close()

    def _take(self, message: Row) -> bool:
        if self._words.is_subscribed(message):
            self._client.subscribed()
            return True
        if self._words.is_over(message):
            self._lost("ended by the exchange")
            return True
        fills = self._words.fills(message)
        for fill in fills or ():
            self._sink(fill)
        return fills is not None

    def _lost(self, reason: str) -> None:
        self._sink(Lost(reason))
