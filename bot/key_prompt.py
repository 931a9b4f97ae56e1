"""`python -m bot key`: a key typed on the bot's own machine, without echo, handed to the running bot over loopback.

Takes no secret from arguments or the environment, keeps none, prints none; never goes through a proxy.
"""

import asyncio
import re
from collections.abc import Callable
from getpass import getpass
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from bot.check import refuse, say

LINK = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d{1,5}/key/[A-Za-z0-9_-]{20,64}", re.ASCII)
WAIT_SECONDS = 60.0
Ask = Callable[[str], str]


async def enter_key(ask: Ask = input, ask_secret: Ask = getpass) -> int:
    """The exit code; asks again after a refusal, while the bot gives tries."""
    link = (await asyncio.to_thread(ask, "The link from the chat (Connect, then: on the bot's machine): ")).strip()
    while link:
        if not LINK.fullmatch(link):
            return refuse(["this is not a link to this machine: copy it whole from the chat"])
        parts = {
            "api_key": await asyncio.to_thread(ask_secret, "API key (not shown): "),
            "secret": await asyncio.to_thread(ask_secret, "Secret (not shown): "),
            "passphrase": await asyncio.to_thread(ask_secret, "Passphrase (only Bitget has one, else Enter): "),
        }
        status, words, ticket = await asyncio.to_thread(handed_in, link, parts)
        if status == 200:
            say(words)
            return 0
        refuse([words])
        link = f"{link.rpartition('/')[0]}/{ticket}" if ticket else ""
    return 2


def handed_in(link: str, parts: dict[str, str]) -> tuple[int, str, str]:
    """Status, what the bot says, and the ticket for another try."""
    body = urlencode(parts).encode()
    request = Request(link, data=body, headers={"Accept": "text/plain"})  # noqa: S310 - matched against LINK
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=WAIT_SECONDS) as answer:
            return answer.status, answer.read().decode(), ""
    except HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace"), error.headers.get("X-Next", "")
    except URLError:
        return 0, "nobody answers there: is the bot running here, and is the link younger than ten minutes?", ""
