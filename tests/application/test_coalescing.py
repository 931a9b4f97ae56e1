"""Partial fills of one order travel together; orders keep their order; nothing is lost when the source fails."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from core.application.coalescing import coalesce
from core.application.repeating import ATTEMPTS, repeated
from core.application.turns import Turns
from core.domain.errors import ConcurrentUpdate, ExchangeUnavailable
from core.domain.leader_fill import LeaderFill
from core.domain.values import Side
from tests.builders import ETH, a_fill

Batches = AsyncIterator[Sequence[LeaderFill]]


async def gather(batches: Batches, within_seconds: float = 0.05) -> list[list[str]]:
    groups: list[list[str]] = []

    async def copy(fills: Sequence[LeaderFill]) -> None:
        groups.append([fill.fill_id for fill in fills])

    await coalesce(batches, copy, within_seconds=within_seconds)
    return groups


async def spoken(*batches: Sequence[LeaderFill] | float | Exception) -> Batches:
    """Batches, pauses in seconds, and errors."""
    for batch in batches:
        match batch:
            case float():
                await asyncio.sleep(batch)
            case Exception():
                raise batch
            case _:
                yield batch


def part(fill_id: str, order_id: str = "o1") -> LeaderFill:
    return a_fill(fill_id=fill_id, order_id=order_id)


async def test_parts_of_one_order_are_one_group() -> None:
    assert await gather(spoken([part("1"), part("2")], [part("3")])) == [["1", "2", "3"]]


async def test_another_order_sends_the_first_on() -> None:
    batches = spoken([part("1"), part("2", "o2")], [part("3", "o2"), part("4", "o3")])
    assert await gather(batches) == [["1"], ["2", "3"], ["4"]]


async def test_orders_that_alternate_keep_their_order() -> None:
    batches = spoken([part("1"), part("2", "o2"), part("3"), part("4", "o2")])
    assert await gather(batches) == [["1"], ["2"], ["3"], ["4"]]


async def test_the_last_fill_of_an_order_sends_its_group_on_at_once() -> None:
    last = replace(part("2"), ends_order=True)
    batches = spoken([part("1")], [last], [part("3", "o2")])
    assert await gather(batches, within_seconds=3600) == [["1", "2"], ["3"]]


async def test_what_was_read_after_a_gap_is_still_understood_as_a_whole() -> None:
    late = [replace(part("1"), ends_order=True, is_late=True), replace(part("2", "o2"), ends_order=True, is_late=True)]
    assert await gather(spoken(late)) == [["1", "2"]]


async def test_a_group_leaves_when_its_time_is_over() -> None:
    assert await gather(spoken([part("1")], 0.2, [part("2")])) == [["1"], ["2"]]


@pytest.mark.parametrize("change", [{"symbol": ETH}, {"side": Side.SELL}])
async def test_an_order_has_one_symbol_and_side(change: dict[str, object]) -> None:
    other = replace(part("2"), **change)  # type: ignore[arg-type]
    assert await gather(spoken([part("1"), other])) == [["1"], ["2"]]


async def test_nothing_makes_no_group() -> None:
    assert await gather(spoken([], [], 0.1, [])) == []


async def test_a_failing_source_loses_nothing() -> None:
    heard: list[str] = []

    async def copy(fills: Sequence[LeaderFill]) -> None:
        await asyncio.sleep(0.01)
        heard.extend(fill.fill_id for fill in fills)

    batches = spoken([part("1")], [part("2", "o2")], ExchangeUnavailable("gone"))
    with pytest.raises(ExchangeUnavailable):
        await coalesce(batches, copy, within_seconds=10)
    assert heard == ["1", "2"]


async def test_a_failing_copy_ends_the_source() -> None:
    async def copy(fills: Sequence[LeaderFill]) -> None:
        raise ConcurrentUpdate

    with pytest.raises(ExceptionGroup):
        await coalesce(spoken([part("1")], 60.0), copy, within_seconds=0.01)


async def test_a_lost_race_is_run_again() -> None:
    results = iter([ConcurrentUpdate(), ConcurrentUpdate(), None])

    async def work() -> str:
        error = next(results)
        if error is not None:
            raise error
        return "done"

    assert await repeated(work) == "done"


async def test_a_race_that_is_always_lost_is_told() -> None:
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        raise ConcurrentUpdate

    with pytest.raises(ConcurrentUpdate):
        await repeated(work)
    assert len(runs) == ATTEMPTS


async def test_turns_are_taken_one_after_another() -> None:
    turns, inside, most = Turns(), [0], [0]

    async def hold(*keys: str) -> None:
        async with turns.of(keys):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            await asyncio.sleep(0)
            inside[0] -= 1

    async with asyncio.timeout(30):
        await asyncio.gather(*(hold("b", "a"), hold("a", "b", "b"), hold("b", "c"), hold("b")))
    assert most == [1]
