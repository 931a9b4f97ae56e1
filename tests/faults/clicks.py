"""Presses by the thousand on one question, and forged ones: one effect, and none. Over the real dispatcher and core.

`python -m tests.faults clicks --full --seed N` plays everything.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from loguru import logger

from core.application.commands import AnswerConfirmationCommand
from core.domain.confirmation import Answer
from core.domain.errors import StorageError
from core.domain.events import ConfirmationAnsweredEvent
from core.domain.values import ConfirmationId
from tests.builders import ANN, BTC, d
from tests.faults.clicks_forged import Forged, Owned, belongings, forge
from tests.faults.clicks_matrix import matrix
from tests.faults.clicks_room import ClickRoom, answered, ask, click_room, rows_of
from tests.faults.scale import Count, Say, Scale

PRESSES, DIRECT = 1_000, 100
ROUNDS = {Scale.SAMPLE: 1, Scale.FULL: 20}
FORGERIES = {Scale.SAMPLE: 2_000, Scale.FULL: 10_000}
BOUGHT = {Answer.COPY: d("0.016"), Answer.HALF: d("0.008"), Answer.SKIP: d(0)}
TOLD_A_NUMBER = "Tell the operator this number"


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    logger.disable("bot")
    try:
        with TemporaryDirectory() as folder:
            return asyncio.run(played(Path(folder), scale, seed=seed, say=say))
    finally:
        logger.enable("bot")


async def played(folder: Path, scale: Scale, *, seed: int, say: Say) -> Sequence[Count]:
    again = f"python -m tests.faults clicks --{scale} --seed {seed}".replace(" --sample", "")
    clicks = await parallel(folder, ROUNDS[scale], Random(seed), again=again)
    say(f"{clicks.what}: {clicks.played:,}, failed {len(clicks.failed)}")
    forged = await forgeries(folder, FORGERIES[scale], Random(seed), again=again)
    say(f"{forged.what}: {forged.played:,}, failed {len(forged.failed)}")
    return [clicks, forged, await matrix(folder / "matrix", again=again)]


async def parallel(folder: Path, rounds: int, chance: Random, *, again: str) -> Count:
    failed: list[str] = []
    answers: Counter[str] = Counter()
    for number in range(rounds):
        async with click_room(folder / f"round-{number}") as room:
            question = ConfirmationId(await ask(room.world))
            await press_at_once(room, question, wishes(chance) if number else [Answer.COPY] * (PRESSES + DIRECT))
            failed += [f"round {number}: {flaw}; {again}" for flaw in await flaws_of(room)]
            answers.update(event.answer for event in room.world.told(ConfirmationAnsweredEvent))
    return Count(
        what="clicks: presses on one question", played=rounds * (PRESSES + DIRECT), failed=failed, seen=answers
    )


def wishes(chance: Random) -> Sequence[Answer]:
    return chance.choices(list(BOUGHT), k=PRESSES + DIRECT)


async def press_at_once(room: ClickRoom, question: ConfirmationId, wanted: Sequence[Answer]) -> None:
    """Most through the dispatcher, every eleventh past it: the core alone must count one as well."""
    works: list[Coroutine[object, object, object]] = []
    for number, wish in enumerate(wanted):
        if number % 11:
            works.append(room.feed(room.pressed(ANN, f"cf:{wish}:{question}")))
        else:
            command = AnswerConfirmationCommand(actor=ANN, confirmation_id=question, answer=wish)
            works.append(straight(room, command))
    await asyncio.gather(*works)
    await room.world.desk.idle()


async def straight(room: ClickRoom, command: AnswerConfirmationCommand) -> None:
    """A book too busy to be read is an answer as well: nothing was done."""
    with suppress(StorageError):
        await room.world.refusal(command)


async def flaws_of(room: ClickRoom) -> Sequence[str]:
    events = room.world.told(ConfirmationAnsweredEvent)
    if len(events) != 1:
        return [f"{len(events)} answers were counted"]
    answer = Answer(events[0].answer)
    held = room.world.venue().amount(BTC)
    orders = int(answer is not Answer.SKIP)
    flaws = [] if held == BOUGHT[answer] else [f"{answer} bought {held}"]
    flaws += [] if room.orders() == orders else [f"{answer} made {room.orders()} orders"]
    numbered = [text for _, text in room.telegram.take() if TOLD_A_NUMBER in text]
    return [*flaws, *numbered[:1]]


async def forgeries(folder: Path, wanted: int, chance: Random, *, again: str) -> Count:
    failed: list[str] = []
    seen: Counter[str] = Counter()
    async with click_room(folder / "forged") as room:
        owned = await belongings(room)
        for number in range(wanted):
            forged = forge(chance, owned)
            seen[forged.kind.value] += 1
            failed += [f"{number}: {flaw}: {forged}; {again}" for flaw in await tried(room, forged)]
        failed += [] if await still_works(room, owned) else [f"the owner's own press does nothing; {again}"]
    return Count(what="clicks: forged presses", played=wanted, failed=failed, seen=seen)


async def tried(room: ClickRoom, forged: Forged) -> Sequence[str]:
    before = (room.changes(), room.orders())
    said = await room.press(forged.who, forged.payload, chat=forged.chat)
    flaws = [] if (room.changes(), room.orders()) == before else ["something changed"]
    if not answered(said):
        flaws.append("the press was not answered")
    if any(TOLD_A_NUMBER in text for _, text in said):
        flaws.append("nobody foresaw it")
    if forged.double and list(said) != list(await room.press(forged.who, forged.double)):
        flaws.append("its answer tells that the thing exists")
    return flaws


async def still_works(room: ClickRoom, owned: Owned) -> bool:
    """The control: what nobody could forge, its owner can do."""
    before = rows_of(room, ANN)
    await room.press(ANN, f"cf:skip:{owned.question}")
    return rows_of(room, ANN) != before
