"""The drawing process: it starts when wanted, ends when not, holds nobody up, and leaves nobody waiting."""

import asyncio
import pickle
from collections.abc import AsyncIterator

import pytest

from adapters.pictures import easel, sketcher
from adapters.pictures.__main__ import sketch
from adapters.pictures.easel import Easel
from bot.workers import Supervisor
from core.application.pictures import Picture
from core.domain.errors import NotPossibleNow
from tests.pictures.samples import card, curve

PNG = b"\x89PNG"


@pytest.fixture
async def supervisor() -> AsyncIterator[Supervisor]:
    made = Supervisor("pictures")
    yield made
    await made.aclose()


async def test_pictures_are_drawn_while_the_loop_goes_on(supervisor: Supervisor) -> None:
    """Counted in turns of the loop, not in time: a loop that is held up takes no turns."""
    drawing = Easel(supervisor.spawn)
    wanted = asyncio.gather(*(drawing.draw(card(headline=f"+{number}%")) for number in range(3)))
    turns = 0
    while not wanted.done():
        await asyncio.sleep(0.001)
        turns += 1
    pngs = await wanted
    assert turns > 20
    assert all(png.startswith(PNG) for png in pngs)
    assert len(set(pngs)) == 3


async def test_the_process_ends_when_nothing_is_wanted_and_starts_again(supervisor: Supervisor) -> None:
    drawing = Easel(supervisor.spawn, idle_seconds=0.01)
    for _ in range(2):
        assert (await drawing.draw(curve())).startswith(PNG)
        await supervisor.settle(within_seconds=20)
        assert not supervisor._tasks


async def test_what_can_not_be_drawn_is_refused_and_the_next_is_drawn(supervisor: Supervisor) -> None:
    drawing = Easel(supervisor.spawn)
    with pytest.raises(NotPossibleNow, match="picture-failed"):
        await drawing.draw(Picture(title="of no kind"))
    assert (await drawing.draw(card())).startswith(PNG)


async def test_the_end_of_the_program_leaves_nobody_waiting(supervisor: Supervisor) -> None:
    drawing = Easel(supervisor.spawn)
    wanted = [asyncio.ensure_future(drawing.draw(card())) for _ in range(2)]
    await asyncio.sleep(0.01)
    await supervisor.aclose()
    answers = await asyncio.gather(*wanted, return_exceptions=True)
    assert all(isinstance(answer, NotPossibleNow) for answer in answers)


async def test_a_picture_that_takes_too_long_is_given_up(supervisor: Supervisor) -> None:
    drawing = Easel(supervisor.spawn, draw_seconds=0)
    with pytest.raises(NotPossibleNow, match="picture-failed"):
        await drawing.draw(card())


async def test_too_many_waiting_are_refused(supervisor: Supervisor) -> None:
    drawing = Easel(lambda staff: staff.close())
    waiting = [asyncio.ensure_future(drawing.draw(card())) for _ in range(easel.MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(NotPossibleNow, match="pictures-busy"):
        await drawing.draw(card())
    for one in waiting:
        one.cancel()


def test_the_process_sees_no_secret() -> None:
    assert not any("TOKEN" in name or "KEY" in name for name in sketcher.HANDED_ON)


def test_nonsense_is_answered_with_nothing() -> None:
    assert sketch(pickle.dumps("no picture")) == b""
