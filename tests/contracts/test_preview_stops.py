"""A preview against the sandbox's exchanges where stops were hit and a position was liquidated, within rounding.

Prices stand still at each trigger: what a jump over it costs no history tells. ETH is the coin that is liquidated, for
its maintenance margin is the one the preview assumes of all.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from core.application.ports import FillCause
from core.domain.copy_rules import CopyRules
from core.domain.exposure import ExitCause
from core.domain.sizing import Sizing
from core.domain.values import Side
from tests.contracts.copying_room import THE_LEADER, CopyingRoom, open_copying
from tests.contracts.room import LIVE, UNIFIED, Subject
from tests.contracts.test_preview import BTC, CENT, ETH, LONG, SHORT, SOL_SPOT, ask, fit, pasts, replayed

STOP, TARGET = Decimal("0.02"), Decimal("0.03")
RULES: Mapping[str, CopyRules] = {
    "both": CopyRules(sizing=Sizing.FIXED_QUOTE, size=Decimal(400), stop_loss=STOP, take_profit=TARGET),
    "stop": CopyRules(sizing=Sizing.LEADER_RATIO, size=Decimal("0.02"), leverage=10, stop_loss=STOP),
    "target": CopyRules(sizing=Sizing.EQUITY_PERCENT, size=Decimal("0.1"), take_profit=TARGET),
    "bold": CopyRules(sizing=Sizing.FIXED_QUOTE, size=Decimal(400), leverage=20, allowed=frozenset({"ETH"})),
}
DEEP = Decimal(40_000)
"""What a cross position must be worth for 5,000 USDT to be too little to carry it."""


def bold_enough(rules: Mapping[str, CopyRules], subject: Subject) -> Mapping[str, CopyRules]:
    if subject is not UNIFIED:
        return rules
    return {**rules, "bold": replace(rules["bold"], size=DEEP)}


async def play(room: CopyingRoom) -> None:
    """A long stopped, a short and a holding taken out with a gain, another short stopped, then one liquidated."""
    for base, price in (("BTC", "60000"), ("ETH", "3000"), ("SOL", "150")):
        room.world.market.move(base, Decimal(price))
    await room.refresh()
    await room.trade(Side.BUY, "0.5", BTC)
    await room.trade(Side.SELL, "4", ETH)
    await room.trade(Side.BUY, "90", SOL_SPOT)
    await room.reach("ETH", "2910")
    await room.price("ETH", "2904.4")
    await room.trade(Side.BUY, "1.5", ETH, closes=SHORT)
    await room.reach("BTC", "58800")
    await room.price("BTC", "58711.1")
    await room.trade(Side.SELL, "0.1", BTC, closes=LONG)
    await room.reach("SOL", "154.5")
    await room.price("SOL", "155.02")
    await room.trade(Side.SELL, "10", SOL_SPOT)
    await room.reach("SOL", "147")
    await room.price("SOL", "146.73")
    await room.trade(Side.SELL, "10", SOL_SPOT)
    await room.reach("ETH", "3060")
    await room.reach("ETH", room.brink("bold"))
    await room.trade(Side.BUY, "2.5", ETH, closes=SHORT)
    await room.trade(Side.BUY, "0.4", ETH)
    await room.price("BTC", "57501.5")


@pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)
async def test_preview_agrees_where_stops_were_hit(tmp_path: Path, subject: Subject) -> None:
    """Each position of the replay ends by the same cause as the real one, and the account is worth the same."""
    wanted = bold_enough(fit(RULES, subject), subject)
    async with open_copying(tmp_path, subject, wanted) as room:
        await play(room)
        record = await room.core.reads.leader(THE_LEADER)
        assert record is not None
        past = await pasts(room, None).of(record, 7)
        causes = set[str]()
        for name, rules in wanted.items():
            replay, legs = await replayed(room, past, rules)
            assert legs == await room.legs(name)
            replay.end(room.core.board, record.leader.watermark)
            assert abs(replay.replayed.equity() - room.worth(name)) < CENT
            ends = [position.exit_cause for position in replay.replayed.ended]
            assert ends == await room.ends(name)
            causes |= set(ends)
            view = await ask(room, rules)
            assert abs(view.began_with + view.pnl - room.worth(name)) < CENT
            assert view.liquidated == ends.count(FillCause.LIQUIDATION)
            assert view.stopped_out == len(ends) - view.liquidated
        assert causes == {ExitCause.STOP_LOSS, ExitCause.TAKE_PROFIT, FillCause.LIQUIDATION}
