"""A preview against what really became of the same trades at the sandbox's exchanges, within rounding."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.assembly import CLOCK
from adapters.leaders.account_past import AccountArchive
from core.application.breathing import breathing
from core.application.leader_past import LeaderPast, LeaderPasts, PastSource
from core.application.replay_queries import ReplayFollowQuery, ReplayView
from core.application.replaying import Replay, Replayed
from core.domain.copy_rules import CopyRules
from core.domain.replay_account import Assumptions, Means
from core.domain.sizing import Sizing
from core.domain.values import Balance, MarginMode, MarketKind, PositionSide, Side, Symbol
from core.domain.verdict import CopyOrder, SkipReason
from tests.builders import a_follow
from tests.contracts.copying_room import MONEY, THE_LEADER, CopyingRoom, Leg, open_copying
from tests.contracts.room import LIVE, UNIFIED, Subject

BTC, ETH = (Symbol(base=base, quote="USDT", settle="USDT") for base in ("BTC", "ETH"))
SOL_SPOT = Symbol(base="SOL", quote="USDT")
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
CENT = Decimal("0.01")

RULES: Mapping[str, CopyRules] = {
    "fixed": CopyRules(sizing=Sizing.FIXED_QUOTE, size=Decimal(400), max_total_exposure=Decimal(1500)),
    "ratio": CopyRules(sizing=Sizing.LEADER_RATIO, size=Decimal("0.02"), leverage=10),
    "percent": CopyRules(sizing=Sizing.EQUITY_PERCENT, size=Decimal("0.25"), max_open_positions=2),
    "share": CopyRules(sizing=Sizing.EQUITY_PROPORTIONAL, multiplier=Decimal("1.5"), denied=frozenset({"SOL"})),
}


async def play(room: CopyingRoom) -> None:
    """Long and short, spot and perpetual, added to, reduced, flipped; one entry too small for some."""
    for base, price in (("BTC", "60000"), ("ETH", "3000"), ("SOL", "150")):
        room.world.market.move(base, Decimal(price))
    await room.refresh()
    await room.trade(Side.BUY, "0.5", BTC)
    await room.price("BTC", "61234.5")
    await room.trade(Side.BUY, "0.2", BTC)
    await room.trade(Side.SELL, "4", ETH)
    await room.trade(Side.BUY, "33.333", SOL_SPOT)
    await room.price("ETH", "2871.13")
    await room.trade(Side.BUY, "0.05", ETH, closes=SHORT)
    await room.trade(Side.BUY, "1.5", ETH, closes=SHORT)
    await room.price("BTC", "59777.7")
    await room.trade(Side.SELL, "1.1", BTC)
    await room.price("SOL", "161.77")
    await room.trade(Side.SELL, "11", SOL_SPOT)
    await room.trade(Side.BUY, "0.3", SOL_SPOT)
    await room.trade(Side.BUY, "2.45", ETH, closes=SHORT)
    await room.trade(Side.BUY, "0.01", ETH)
    await room.price("BTC", "60500")


async def replayed(room: CopyingRoom, past: LeaderPast, rules: CopyRules) -> tuple[Replay, list[Leg]]:
    account = room.accounts["idle"]
    balance = Balance(coin="USDT", total=MONEY, free=MONEY)
    shares = (await room.factory.live_connection(account)).shares_wallet
    replay = Replay(
        a_follow(account_id=account.id, follower_id=account.follower_id, rules=rules),
        account,
        means=Means(balances=dict.fromkeys(MarketKind, balance), shares_wallet=shares),
        board=room.core.board,
        assumptions=Assumptions(slippage=Decimal(0), spot_fee_in_coin=True),
    )
    return replay, [leg for intent in past.intents for leg in foreseen(replay.take(intent))]


def foreseen(legs: Sequence[Replayed]) -> list[Leg]:
    return [
        Leg(it.intent.event_key, it.intent.leg, "", it.verdict.amount, it.price)
        if isinstance(it.verdict, CopyOrder)
        else Leg(it.intent.event_key, it.intent.leg, it.verdict.reason)
        for it in legs
    ]


async def ask(room: CopyingRoom, rules: CopyRules) -> ReplayView:
    idle = room.accounts["idle"]
    query = ReplayFollowQuery(
        actor=idle.follower_id,
        leader_id=THE_LEADER,
        account_id=idle.id,
        rules=rules,
        days=7,
        slippage=Decimal(0),
    )
    return await room.core.bus.handle(query)


def pasts(room: CopyingRoom, archive: AccountArchive | None) -> LeaderPasts:
    breathe = breathing(room.core.desk.precedence)
    return LeaderPasts(room.core.reads, archive, clock=CLOCK, breathe=breathe)


def fit(rules: Mapping[str, CopyRules], subject: Subject) -> Mapping[str, CopyRules]:
    """No key sets isolated margin on Bitget's unified accounts: there everybody asks for cross."""
    if subject is not UNIFIED:
        return rules
    return {name: replace(asked, margin_mode=MarginMode.CROSS) for name, asked in rules.items()}


@pytest.mark.parametrize("subject", LIVE, ids=lambda subject: subject.name)
async def test_preview_agrees_with_what_became_of_it(tmp_path: Path, subject: Subject) -> None:
    """From the book, and from the leader's account as the exchange remembers it."""
    wanted = fit(RULES, subject)
    async with open_copying(tmp_path, subject, wanted) as room:
        await play(room)
        record = await room.core.reads.leader(THE_LEADER)
        assert record is not None
        booked = await pasts(room, None).of(record, 7)
        remembered = await pasts(room, AccountArchive(room.factory)).of(record, 7)
        assert (booked.source, remembered.source) == (PastSource.BOOK, PastSource.EXCHANGE)
        reasons = set[str]()
        for name, rules in wanted.items():
            real = await room.legs(name)
            reasons |= {leg.skip_reason for leg in real}
            for past in (booked, remembered):
                replay, legs = await replayed(room, past, rules)
                assert legs == real
                replay.end(room.core.board, record.leader.watermark)
                assert abs(replay.replayed.equity() - room.worth(name)) < CENT
            view = await ask(room, rules)
            assert abs(view.began_with + view.pnl - room.worth(name)) < CENT
        assert {SkipReason.BELOW_MINIMUM, SkipReason.SYMBOL_NOT_ALLOWED, SkipReason.TOO_MANY_POSITIONS} <= reasons
