"""What may happen in a schedule, one step after another, each drawn from the seed. Judges nothing.

Many steps only begin something: the next one happens while it is still under way.
"""

import asyncio

from core.application.commands import (
    AnswerConfirmationCommand,
    ChangeFollowCommand,
    ClosePositionCommand,
    ExpireConfirmationsCommand,
    RecoverAccountCommand,
    ResolveTradesCommand,
    ResumeLeaderEventsCommand,
    StopFollowCommand,
    SwitchCopyingCommand,
)
from core.application.commands import CopyingSwitch as Switch
from core.application.points import Point
from core.application.ports import FillCause
from core.domain.confirmation import Answer
from core.domain.follow import FollowMode, StopChoice
from core.domain.values import ZERO, Side
from tests.builders import OLENA, d
from tests.faults.simulation.cast import settle, some_rules
from tests.faults.simulation.liveness import books_are_equal
from tests.faults.simulation.town import OWNERS, SYMBOLS, Town, follow_of
from tests.faults.simulation.weather import Mishap

MISHAPS = [mishap for mishap in Mishap if mishap is not Mishap.NONE]
PASSED = [point for point in Point if point not in {Point.NEWS_DUE, Point.NEWS_HANDED_OVER, Point.MESSAGE_SENT}]
HOUR = 3600.0
EMPTY_ANSWERS = True
JUMPS = True


class Script:
    """The steps."""

    def __init__(self, town: Town) -> None:
        self.town, self.chance = town, town.chance
        self.recovers = 0.4

    async def settle_in(self) -> None:
        await settle(self.town)
        await self.town.life.run(self._start())

    async def _start(self) -> None:
        """The order of a start: prices, balances, recovery, then the leaders are heard."""
        life = self.town.life
        await life.refresh_prices()
        async with life.db.units() as unit:
            accounts = [account for account in await unit.accounts.linked() if account.id in life.lines]
        for account in accounts:
            await life.run(life.wallets.refresh(account))
        for account in accounts:
            await life.finish(RecoverAccountCommand(account_id=account.id))
        life.send(ResumeLeaderEventsCommand())
        life.begin(self.town.listen())
        await self.town.backfill()

    async def step(self) -> None:
        steps = [self.trade] * 7 + [self.misfortune] * 4 + [self.work] * 3 + [self.wait] * 2
        steps += [self.follower] * 2 + [self.press, self.die, self.arm, self.hands, self.operator, self.shake]
        await self.chance.choice(steps)()
        if self.chance.random() < 0.03:
            self._reconnect()
        await self.pass_time(self.chance.choice([0.0, 0.1, 0.5, 2.0]))

    async def pass_time(self, seconds: float) -> None:
        """Whoever died meanwhile is replaced, at once or later."""
        await asyncio.sleep(seconds)
        if not self.town.life.is_dead:
            self.town.life.begin(self.town.life.refresh_prices())
        elif self.chance.random() < 0.7:
            await self.born_again()

    async def born_again(self) -> None:
        await self.town.life.buried()
        self.town.failures += self.town.life.failures
        self.town.machine.off_seconds = 0.0
        self.town.life = self.town.born()
        if self.chance.random() < 0.2:
            self.arm_one()
        await self.town.life.run(self._start())

    # The leader

    async def trade(self) -> None:
        """One order, in one fill or in parts; now and then the stream loses it, doubles it or mixes the order."""
        symbol, side = self.chance.choice(SYMBOLS), self.chance.choice(list(Side))
        net = self.town.leader[symbol]
        parts = self.chance.choice([["1"], ["1"], ["2"], ["0.5", "0.7", "0.3"], [str(abs(net) or 1)]])
        fills = self.town.leader_fills(symbol, side, parts)
        batches = [fills] if self.chance.random() < 0.6 else [[fill] for fill in fills]
        match self.chance.choice(["plain"] * 6 + ["lost", "doubled", "late", "old"]):
            case "lost":
                self.town.seen["fill lost"] += 1
                self.town.loop.call_later(self.chance.uniform(1, 60), self._reconnect)
                return
            case "doubled":
                batches = [*batches, *batches]
            case "late":
                self.town.seen["fill late"] += 1
                self.town.loop.call_later(self.chance.uniform(0, 3), self.town.hear, fills)
                return
            case "old":
                batches = [[self.chance.choice(self.town.fills[-10:])], *batches]
        for batch in batches:
            self.town.hear(batch)

    def _reconnect(self) -> None:
        if not self.town.life.is_dead:
            self.town.life.begin(self.town.backfill())

    # The exchanges

    async def misfortune(self) -> None:
        weather = self.town.weathers[self.chance.choice(self.town.accounts)]
        now = self.town.loop.time()
        match self.chance.choice(["order"] * 6 + ["silent", "lookups", "prices", "slow", "empty"]):
            case "order":
                mishap = self.chance.choice(MISHAPS)
                self.town.seen[f"mishap: {mishap}"] += 1
                weather.mishaps += [mishap] * self.chance.choice([1, 1, 3])
            case "silent":
                weather.silent_until = now + self.chance.choice([3, 40, 400])
            case "lookups":
                weather.lookups_fail_until = now + self.chance.choice([3, 40, 400])
            case "prices":
                self.town.life.prices_fail = not self.town.life.prices_fail
            case "slow":
                weather.longest_seconds = self.chance.choice([0.0, 0.4, 4.0])
            case "empty" if EMPTY_ANSWERS:
                weather.empty_until = now + self.chance.choice([2, 30])

    async def wait(self) -> None:
        """Time passes, with what the bot does by itself."""
        for _ in range(self.chance.choice([1, 3, 8])):
            self.town.move_prices(self.chance.choice([0.003, 0.003, 0.02]))
            await self.pass_time(self.chance.choice([1.0, 6.0, 20.0]))
            await self.work()

    async def work(self) -> None:
        life = self.town.life
        life.begin(life.refresh_prices())
        life.send(ExpireConfirmationsCommand())
        await life.finish(ResolveTradesCommand())
        if self.chance.random() < 0.5:
            life.send(ResumeLeaderEventsCommand())
        for key in self.town.accounts:
            if self.chance.random() < self.recovers:
                life.send(RecoverAccountCommand(account_id=key))

    # People

    async def follower(self) -> None:
        key = self.chance.choice(self.town.accounts)
        actor, follow_id = OWNERS[key], follow_of(key)
        life = self.town.life
        match self.chance.choice(["pause", "pause", "resume", "resume", "close", "half", "mode", "mode", "stop"]):
            case "pause":
                await self.town.pause(key)
            case "resume":
                await self.town.resume(key)
            case "mode":
                mode = self.chance.choice(list(FollowMode))
                rules = some_rules(self.chance)
                await life.finish(ChangeFollowCommand(actor=actor, follow_id=follow_id, rules=rules, mode=mode))
            case "stop" if self.chance.random() < 0.3:
                choice = self.chance.choice(list(StopChoice))
                self.town.seen[f"stopped: {choice}"] += 1
                life.send(StopFollowCommand(actor=actor, follow_id=follow_id, choice=choice))
            case wish:
                fraction = d(1) if wish == "close" else d("0.5")
                for position in self.town.tables.open_positions_of(key):
                    close = ClosePositionCommand(actor=actor, position_id=position.id, fraction=fraction)
                    life.send(close)

    async def press(self) -> None:
        """Some press twice."""
        life = self.town.life
        for confirmation_id, follower_id in self.town.tables.questions():
            for _ in range(self.chance.choice([1, 1, 2])):
                answer = self.chance.choice([Answer.COPY, Answer.COPY, Answer.HALF, Answer.SKIP])
                press = AnswerConfirmationCommand(actor=follower_id, confirmation_id=confirmation_id, answer=answer)
                life.send(press)

    async def operator(self) -> None:
        switch = self.chance.choice([Switch.PAUSE, Switch.RESUME, Switch.RESUME])
        await self.town.life.finish(SwitchCopyingCommand(actor=OLENA, switch=switch))

    async def hands(self) -> None:
        """Somebody else moves an account where something is open: its owner, or the exchange's risk engine."""
        key, symbol = self.chance.choice(self.town.accounts), self.chance.choice(SYMBOLS)
        book = self.town.books[key]
        net = book.net.get(symbol, ZERO)
        if not net:
            return
        what = self.chance.choice(["close", "part", "add", "reverse", "stops", "liquidation", "adl"])
        self.town.seen[f"by hand: {what}"] += 1
        part = (net / 2).quantize(d("0.001")) or net
        moves = {"close": -net, "part": -part, "add": part, "reverse": -2 * net, "liquidation": -net, "adl": -part}
        if what == "stops":
            gone = [place for place in book.stops if place[0] == symbol]
            book.stops_by_hand.update(gone)
            for place in gone:
                del book.stops[place]
            return
        cause = {"liquidation": FillCause.LIQUIDATION, "adl": FillCause.ADL}.get(what, FillCause.ORDER)
        self.town.tell_fill(key, book.trade_by_hand(symbol, moves[what], cause))

    # The process and its machine

    async def die(self) -> None:
        """At any moment, with everything under way."""
        self.town.seen["killed at any moment"] += 1
        self.town.life.die()

    async def arm(self) -> None:
        self.arm_one()

    def arm_one(self) -> None:
        self.town.life.kill_at(self.chance.choice(PASSED), self.chance.choice([1, 1, 2, 4]))

    async def shake(self) -> None:
        """The machine's clock jumps, or the machine sleeps."""
        match self.chance.choice(["ahead", "back", "right", "right", "asleep"]):
            case "ahead" if JUMPS:
                self.town.machine.off_seconds = HOUR
            case "back" if JUMPS:
                self.town.machine.off_seconds = -HOUR
            case "asleep":
                self.town.seen["suspended"] += 1
                self.town.loop.suspend(600)
                self.town.cut()
                self.town.loop.call_later(self.chance.uniform(0, 5), self._reconnect)
            case _:
                self.town.machine.off_seconds = 0.0

    # The end

    async def peace(self) -> None:
        """Faults stop; what is owed is done within a few rounds, or never."""
        while self.town.life.is_dead:
            await self.born_again()
        self._calm()
        self.recovers = 1.0
        self.town.life.begin(self.town.backfill())
        for seconds in (5, 30, 61, 61, 130, 300, 1000, 1000, 61, 30):
            await asyncio.sleep(seconds)
            await self.town.life.run(self.town.life.refresh_prices())
            await self.work()
            await asyncio.sleep(8)
            await self.work()
            await asyncio.sleep(8)
            if self.town.is_quiet() and not any(books_are_equal(self.town)):
                break

    def _calm(self) -> None:
        self.town.machine.off_seconds = 0.0
        self.town.life.prices_fail = False
        self.town.life.kill_at(Point.MESSAGE_SENT, 1_000_000)
        for weather in self.town.weathers.values():
            weather.clear()
            weather.longest_seconds = 0.05
