"""How the bot gets its updates: long polling, or a webhook that it sets.

Must not carry webhook deliveries itself; that is the courier's round.
"""

import re
from urllib.parse import urlsplit

from aiogram.methods import DeleteWebhook, GetUpdates, GetWebhookInfo, SetWebhook

from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.incoming import Uploads
from adapters.sandbox.telegram.refusals import ApiRefusal, bad_request, not_emulated
from adapters.sandbox.telegram.updates import LARGEST_BATCH, Webhook
from adapters.sandbox.telegram.wire import Wire

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: ChatWorld, call: GetUpdates) -> list[dict[str, object]]:
    world.updates.allow(call.allowed_updates)
    limit = call.limit or LARGEST_BATCH
    return await world.updates.poll(offset=call.offset or 0, limit=limit, timeout_s=call.timeout or 0)


def set_webhook(world: ChatWorld, call: SetWebhook, _: Uploads) -> bool:
    if not call.url:
        return _without_webhook(world)
    place = urlsplit(call.url)
    if place.hostname not in LOOPBACK_HOSTS:
        raise _refusal_beyond_loopback(place.scheme)
    if call.secret_token and _SECRET.fullmatch(call.secret_token) is None:
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(call.allowed_updates)
    if call.drop_pending_updates:
        world.updates.drop_pending()
    world.updates.webhook = Webhook(call.url, call.secret_token)
    world.updates.end_poll()
    world.updates.wake()
    return True


def _refusal_beyond_loopback(scheme: str) -> ApiRefusal:
    if scheme != "https":
        return bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    return not_emulated("webhooks that leave this machine")


def delete_webhook(world: ChatWorld, call: DeleteWebhook, _: Uploads) -> bool:
    if call.drop_pending_updates:
        world.updates.drop_pending()
    return _without_webhook(world)


def get_webhook_info(world: ChatWorld, _: GetWebhookInfo, __: Uploads) -> Wire:
    webhook = world.updates.webhook
    return {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending()),
    }


def _without_webhook(world: ChatWorld) -> bool:
    world.updates.webhook = None
    world.updates.wake()
    return True
