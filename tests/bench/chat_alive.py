"""Others talk to the bot amid a fan-out: how soon they are answered, and how long the loop stands still."""

import asyncio
import time
from collections.abc import Sequence

from bot.chat import poll
from tests.bench.arena import Arena
from tests.bench.overtaking import FIRST_BYSTANDER, at_place
from tests.bench.tandem import Household

ROUNDS, ASKERS = 4, 5
BETWEEN_SECONDS, PATIENCE_SECONDS, LOOK_SECONDS, TICK_SECONDS = 0.03, 60.0, 0.1, 0.005


async def chat_alive(arena: Arena, home: Household) -> tuple[float, float]:
    """Milliseconds: p95 of the answers to /positions, p99 of how late the loop is. Needs bystanders in the book."""
    home.house.chat.spawn(poll(home.chat))
    await answers_ms(arena, [FIRST_BYSTANDER])
    answers, late = list[float](), list[float]()
    for _ in range(ROUNDS):
        await home.calm()
        async with asyncio.TaskGroup() as group:
            ticking = group.create_task(lateness_ms(late))
            asking = group.create_task(answers_ms(arena, range(FIRST_BYSTANDER, FIRST_BYSTANDER + ASKERS)))
            await home.fire()
            ticking.cancel()
        answers += asking.result()
        await arena.arrivals()
    await home.chat.dispatcher.stop_polling()
    return at_place(answers, 0.95), at_place(late, 0.99)


async def lateness_ms(found: list[float]) -> None:
    """Notes how much later than wished each tick comes."""
    while True:
        due = time.perf_counter() + TICK_SECONDS
        await asyncio.sleep(TICK_SECONDS)
        found.append((time.perf_counter() - due) * 1e3)


async def answers_ms(arena: Arena, chats: Sequence[int]) -> list[float]:
    """One person after another asks; then all answers are waited for."""
    asked = {}
    for chat in chats:
        await arena.command(f"said/{chat}")
        asked[chat] = int(await arena.command(f"ask/{chat}/positions"))
        await asyncio.sleep(BETWEEN_SECONDS)
    return [await answer_ms(arena, chat, asked_ns) for chat, asked_ns in asked.items()]


async def answer_ms(arena: Arena, chat: int, asked_ns: int) -> float:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            said: list[int] = await arena.command(f"said/{chat}")
            later = [at_ns for at_ns in said if at_ns >= asked_ns]
            if later:
                return (later[0] - asked_ns) / 1e6
            await asyncio.sleep(LOOK_SECONDS)
