"""The story's second half: the leader trades, the followers are copied, one is liquidated, one stops.

Checks nothing but that everybody hears of it.
"""

import asyncio
from decimal import Decimal

from adapters.sandbox.demo.cast import ANN, BOHDAN, CLEO, FOLLOWERS, LEV, Role
from adapters.sandbox.demo.company import Company

COIN = "BTC"
ENTRY, ADDED, REDUCED, SPOT = "0.3", "0.1", "0.16", "0.1"
LEADER_LEVERAGE = 5
SLICES, SLICE_PAUSE_SECONDS = 4, 0.03
FALL = Decimal("0.97")
"""Enough to take a 50x position, harmless at 5x."""


async def open_in_slices(company: Company) -> None:
    company.look_up()
    await _trade(company, "perpetual", "buy", amount=ENTRY, leverage=LEADER_LEVERAGE, slices=SLICES)
    await _entered(company, "kind-open", *FOLLOWERS)


async def add(company: Company) -> None:
    company.look_up()
    await _trade(company, "perpetual", "buy", amount=ADDED)
    await _entered(company, "kind-increase", *FOLLOWERS)


async def reduce(company: Company) -> None:
    company.look_up()
    await _trade(company, "perpetual", "sell", amount=REDUCED, reduce_only=True)
    await _filled(company, "kind-reduce", "trade-done-sell", *FOLLOWERS)


async def close(company: Company, *roles: Role) -> None:
    """Whoever still holds the position leaves with the leader."""
    company.look_up()
    await _trade(company, "perpetual", "sell", close=True)
    await _left(company, *roles)


async def spot_round_trip(company: Company) -> None:
    company.look_up()
    await _trade(company, "spot", "buy", amount=SPOT)
    await _entered(company, "kind-open", *FOLLOWERS)
    company.look_up()
    await _trade(company, "spot", "sell", amount=await _coins_of_leader(company))
    await _left(company, *FOLLOWERS)


async def liquidate(company: Company) -> None:
    """The market falls; who dared most is out."""
    company.look_up()
    await company.levers.move_price(COIN, await company.levers.price(COIN) * FALL)
    await company.person(CLEO).sees("liquidated")


async def stop_with_close_all(company: Company) -> None:
    bohdan = company.person(BOHDAN)
    await bohdan.asks("/stop", "stop-choices")
    await bohdan.press("button-follow-stopclose")
    await bohdan.sees("closed-by-follower", "closed-result")


async def look_back(company: Company, role: Role) -> None:
    """What the bot's own screens say at the end."""
    person = company.person(role)
    await person.asks("/positions", "positions-none")
    await person.asks("/pnl", "pnl-realized")
    await person.asks("/history", "history-title")


async def _trade(company: Company, kind: str, side: str, **wishes: object) -> None:
    order = await company.levers.trade(
        LEV.account, kind=kind, base=COIN, side=side, slice_pause_s=SLICE_PAUSE_SECONDS, **wishes
    )
    amount = order["amount"] or ""
    company.printer.remark(f"{LEV.name} on {LEV.venue.title()}: {side} {amount} {COIN} {kind}")


async def _entered(company: Company, kind: str, *roles: Role) -> None:
    """Ann is asked and says yes; the others are copied at once."""
    await asyncio.gather(_agree(company), _filled(company, kind, "trade-done-buy", *roles))


async def _agree(company: Company) -> None:
    ann = company.person(ANN)
    question = await ann.sees("ask-copy")
    await ann.press("button-answer-copy", on=question)


async def _filled(company: Company, kind: str, deed: str, *roles: Role) -> None:
    people = [company.person(role) for role in roles]
    await asyncio.gather(*(person.sees("trade-sign-executed", kind, deed) for person in people))


async def _left(company: Company, *roles: Role) -> None:
    """The result, beside the leader's price."""
    people = [company.person(role) for role in roles]
    await asyncio.gather(*(person.sees("closed-by-leader", "trade-compared", "closed-result") for person in people))


async def _coins_of_leader(company: Company) -> str:
    """All of them: the fee of the purchase was taken in the coin."""
    wallets = (await company.levers.account(LEV.account))["wallets"]
    return str(Decimal(wallets["spot"][COIN]["total"]).quantize(Decimal("0.00001"), rounding="ROUND_DOWN"))
