"""Plays one case from the leader's trade to the second recovery in a row. Starts and kills; the judge judges."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from adapters.sandbox.demo.levers import Json, Levers
from core.application.points import Point
from tests.faults.killing.cases import Case, LegKind
from tests.faults.killing.judge import changed, closes_are_done, judged, protection_stands
from tests.faults.killing.ledger import Book, Truth, holding, read_book, read_truth
from tests.faults.killing.midwife import Life, Midwife, until
from tests.faults.killing.scene import LEADS, Scene, prepared, trade

LOOK_SECONDS = 0.1
AWAKE_SECONDS, QUIET_SECONDS, SETTLED_SECONDS = 30.0, 30.0, 0.8
REPAIR_SECONDS = 3.0
BY_HAND = Decimal("0.005")
AWAKE = "Tandem is awake"

LEADER_ORDERS: Mapping[LegKind, Mapping[str, object]] = {
    LegKind.OPEN: {"side": "buy", "amount": str(LEADS)},
    LegKind.PROTECTION: {"side": "buy", "amount": str(LEADS)},
    LegKind.ADD: {"side": "buy", "amount": str(LEADS)},
    LegKind.REDUCE: {"side": "sell", "amount": str(LEADS / 2)},
    LegKind.CLOSE: {"side": "sell", "amount": str(LEADS)},
    LegKind.FLIP: {"side": "sell", "amount": str(LEADS * 2)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`kills` of the case's deaths took place: the others lie on a way that this case doesn't go."""

    case: Case
    kills: int
    wrong: tuple[str, ...] = ()

    @property
    def was_reached(self) -> bool:
        return self.kills == len(self.case.deaths())


@dataclass(slots=True)
class Play:
    """One case in one world."""

    scene: Scene
    midwife: Midwife
    levers: Levers
    handshake: Json
    by_hand: Decimal = Decimal(0)
    mornings: int = 0
    wrong: tuple[str, ...] = ()

    async def whole(self) -> Verdict:
        case = self.scene.case
        kills = 0
        for number, point in enumerate(case.deaths()):
            life = await self._born(point)
            if number == 0:
                await self._trouble(life)
            kills += await self._lived(life, REPAIR_SECONDS if point is Point.REPAIRING else 0)
            await self._mend(point)
        first = await self._recovered()
        second = await self._recovered_again()
        wrong = [*self.wrong, *judged(case, *first, by_hand=self.by_hand), *changed(first, second)]
        return Verdict(case=case, kills=kills, wrong=tuple(wrong))

    async def _born(self, point: Point | None = None) -> Life:
        """Into a world that has forgotten how much was asked: a minute's allowance is for one life."""
        place = f"/exchanges/{self.scene.case.exchange}/settings"
        await self.levers.post(place, limits=(await self.levers.post(place))["limits"])
        self.mornings = self._woken() + 1
        folder = self.scene.folder
        fate = {"point": str(point), "passing": "1"} if point else {}
        order = {"role": "bot", "directory": str(folder), "log": str(folder / "bot.log"), **fate}
        return await self.midwife.bear(order, self.scene.environment(self.handshake))

    async def _trouble(self, life: Life) -> None:
        """The exchange will misbehave at the order; then the leader trades."""
        case, scene = self.scene.case, self.scene
        await self._awake(life)
        if case.misfortune is not None:
            await self.levers.post("/faults", **case.misfortune.wish(case.exchange, scene.follower))
        await trade(self.levers, case.exchange, scene.leader, **LEADER_ORDERS[case.leg])  # type: ignore[arg-type]

    async def _lived(self, life: Life, at_least_seconds: float) -> int:
        """1 when it was killed where it should be; a life that reaches its quiet never comes there."""
        ended = await self._quiet(life, at_least_seconds)
        if ended is None:
            await life.stop()
            return 0
        death = await life.ended
        if not death.was_killed:
            self._note(f"the bot ended by itself, status {death.status}")
        return 1

    async def _mend(self, point: Point) -> None:
        """The exchange is well again; while the bot is down before a repair, the follower trades by hand."""
        await self.levers.delete("/faults")
        case, scene = self.scene.case, self.scene
        if case.point is Point.REPAIRING and point is not Point.REPAIRING:
            held = holding(await self.levers.get(f"/exchanges/{case.exchange}/accounts/{scene.follower}"))
            side = "sell" if held < 0 else "buy"
            if held:
                await trade(self.levers, case.exchange, scene.follower, side=side, amount=str(BY_HAND))
                self.by_hand = BY_HAND if held > 0 else -BY_HAND

    async def _recovered(self) -> tuple[Book, Truth]:
        life = await self._born()
        if await self._quiet(life, REPAIR_SECONDS if self.by_hand else 0) is not None:
            self._note("the bot ended while it recovered")
        await life.stop()
        return await self._seen()

    async def _recovered_again(self) -> tuple[Book, Truth]:
        life = await self._born()
        await self._awake(life)
        await asyncio.sleep(SETTLED_SECONDS)
        death = await life.stop()
        if death.status:
            self._note(f"the last life ended with {death.status}")
        return await self._seen()

    async def _seen(self) -> tuple[Book, Truth]:
        return read_book(self.scene.database), await read_truth(self.levers, self.scene)

    async def _awake(self, life: Life) -> None:
        async with asyncio.timeout(AWAKE_SECONDS):
            await until(lambda: self._woken() >= self.mornings or life.is_over, LOOK_SECONDS / 2)

    def _woken(self) -> int:
        """How often the bot has said so: all its lives write into one log."""
        log = self.scene.folder / "bot.log"
        return log.read_text(encoding="utf-8", errors="replace").count(AWAKE) if log.exists() else 0

    async def _quiet(self, life: Life, at_least_seconds: float = 0) -> bool | None:
        """True when the life was over before; None when all has come to rest, or when that takes too long."""
        if at_least_seconds:
            await self._awake(life)
            await asyncio.wait([life.ended], timeout=at_least_seconds)
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                return await self._rest(life)
        except TimeoutError:
            self._note(f"no rest within {QUIET_SECONDS:.0f} s")
            return None

    async def _rest(self, life: Life) -> bool | None:
        while not life.is_over:
            if await self._is_quiet():
                return None
            await asyncio.sleep(LOOK_SECONDS)
        return True

    async def _is_quiet(self) -> bool:
        """The file first: it is cheaper to ask. And last: while the exchange answered, something may have begun."""
        if not self._is_settled() or list(self._open(await self._seen())):
            return False
        return self._is_settled()

    def _is_settled(self) -> bool:
        return is_settled(self.scene.case, read_book(self.scene.database))

    def _open(self, seen: tuple[Book, Truth]) -> Iterator[str]:
        """What only the exchange or Telegram can tell to be unfinished."""
        book, truth = seen
        yield from protection_stands(self.scene.case, book, truth)
        if not truth.messages:
            yield "untold"
        yield from closes_are_done(book, truth, by_hand=self.by_hand)

    def _note(self, what: str) -> None:
        self.wrong = (*self.wrong, what)


def is_settled(case: Case, book: Book) -> bool:
    pending = book.unsettled or book.undelivered or book.unsent or book.unfinished or not book.events
    return not pending and book.decisions >= (2 if case.leg is LegKind.FLIP else 1)


async def play_case(
    case: Case, number: int, folder: Path, *, midwife: Midwife, levers: Levers, handshake: Json
) -> Verdict:
    scene = await prepared(case, number, folder, levers)
    play = Play(scene=scene, midwife=midwife, levers=levers, handshake=handshake)
    return await play.whole()
