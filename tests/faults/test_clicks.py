"""A handful of what `python -m tests.faults clicks` plays by the thousand."""

from pathlib import Path
from random import Random

from core.domain.confirmation import Answer
from core.domain.values import ConfirmationId
from tests.faults.clicks import flaws_of, forgeries, press_at_once
from tests.faults.clicks_room import ask, click_room


async def test_presses_at_once_count_once(tmp_path: Path) -> None:
    async with click_room(tmp_path) as room:
        question = ConfirmationId(await ask(room.world))
        await press_at_once(room, question, [Answer.COPY] * 50)
        assert await flaws_of(room) == []


async def test_forged_presses_change_nothing(tmp_path: Path) -> None:
    count = await forgeries(tmp_path, 60, Random(1), again="")
    assert (count.failed, len(count.seen)) == ([], 6)
