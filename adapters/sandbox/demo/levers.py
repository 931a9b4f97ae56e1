"""A client of the world's /control: trade by hand, move prices, break things, read the true books. Holds no state."""

from decimal import Decimal
from types import TracebackType
from typing import Any, Self

import aiohttp

from adapters.sandbox.demo.trouble import StoryBroken

LONGEST_CALL_SECONDS = 60.0

Json = dict[str, Any]
"""A body as the control API sends it; its amounts are texts."""


class Levers:
    """Every method is one HTTP call; a refusal raises StoryBroken with the world's words."""

    def __init__(self, url: str) -> None:
        self._url = url
        timeout = aiohttp.ClientTimeout(total=LONGEST_CALL_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, path: str) -> Any:
        return await self._call("GET", path, None)

    async def post(self, path: str, **fields: object) -> Any:
        return await self._call("POST", path, fields)

    async def delete(self, path: str) -> Any:
        return await self._call("DELETE", path, None)

    async def account(self, address: str) -> Json:
        """One account's true book; `address` is name@venue."""
        name, _, venue = address.partition("@")
        book = await self.get(f"/exchanges/{venue}/book")
        return next(account for account in book["accounts"] if account["name"] == name)

    async def posts(self, venue: str) -> dict[str, int]:
        """How many requests to place an order the exchange has seen, by client order id."""
        book = await self.get(f"/exchanges/{venue}/book")
        return {str(client_id): int(count) for client_id, count in book["posts"].items()}

    async def trade(self, address: str, *, kind: str, base: str, side: str, **wishes: object) -> Json:
        """Somebody trades by hand on an exchange."""
        _, _, venue = address.partition("@")
        order: Json = await self.post(
            f"/exchanges/{venue}/orders", account=address, kind=kind, base=base, side=side, **wishes
        )
        return order

    async def price(self, base: str) -> Decimal:
        return Decimal((await self.get("/market"))["prices"][base])

    async def move_price(self, base: str, price: Decimal) -> None:
        await self.post("/market/price", base=base, price=str(price))

    async def _call(self, method: str, path: str, body: Json | None) -> Any:
        try:
            async with self._session.request(method, f"{self._url}{path}", json=body) as response:
                answer = await response.json()
        except aiohttp.ClientError as error:
            raise StoryBroken(f"the world does not answer {method} {path}: {error}") from error
        if response.status >= 400:
            raise StoryBroken(f"{method} {path}: {answer}")
        return answer
