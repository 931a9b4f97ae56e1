"""Carries updates to the bot's own address, once each, until it says 200.

Must not read updates; a refused or failed delivery stays at the head of the queue and is tried again.
"""

import asyncio
from contextlib import suppress

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from adapters.sandbox.telegram.updates import UpdateQueue, Webhook

DELIVERY_TIMEOUT_S = 60
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class WebhookCourier:
    """One delivery at a time, in order; the pause after a failure is short because nobody wants to wait here."""

    def __init__(self, updates: UpdateQueue, *, retry_pause_s: float = 0.2) -> None:
        self._updates = updates
        self._retry_pause_s = retry_pause_s
        self._round: asyncio.Future[None] | None = None
        self.last_error: str | None = None

    async def start(self, _: web.Application) -> None:
        self._round = asyncio.ensure_future(self._deliver_for_ever())

    async def stop(self, _: web.Application) -> None:
        if self._round is None:
            return
        self._round.cancel()
        with suppress(asyncio.CancelledError):
            await self._round

    async def _deliver_for_ever(self) -> None:
        async with ClientSession(timeout=ClientTimeout(total=DELIVERY_TIMEOUT_S)) as session:
            while True:
                webhook, pending = self._updates.webhook, self._updates.pending()
                if webhook is None or not pending:
                    await self._updates.wait_change()
                elif await self._is_delivered(session, webhook, update=pending[0]):
                    self._updates.confirm(_number(pending[0]) + 1)
                else:
                    await asyncio.sleep(self._retry_pause_s)

    async def _is_delivered(self, session: ClientSession, webhook: Webhook, *, update: dict[str, object]) -> bool:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update, headers=headers) as response:
                if response.ok:
                    return True
                self.last_error = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
        return False


def _number(update: dict[str, object]) -> int:
    number = update["update_id"]
    return number if isinstance(number, int) else 0
