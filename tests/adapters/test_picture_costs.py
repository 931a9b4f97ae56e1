"""What pictures cost at their largest: CPU of whoever draws, and CPU of the loop that has them drawn. Judges no looks.

Measured as CPU time, so that a busy machine changes little; the best of some rounds for the rest.
"""

import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.pictures.drawing import drawn
from adapters.pictures.easel import Easel
from bot.workers import Supervisor
from core.application.handlers.picturing import POINTS
from core.application.pictures import Line, Mark, Picture, Theme, Turn
from tests.loop_cpu import MOST_CPU_SECONDS, ROUNDS, longest_turn
from tests.pictures import samples as s

DRAWN_WITHIN_CPU_SECONDS = 0.3
DAYS, FILLS = 400, 120


def largest() -> Mapping[str, Picture]:
    """Of every kind what a busy year makes of it, with a mark across, which costs as much as all the rest."""
    shown = s.candles(DAYS, minutes=24 * 60)
    fills = [
        Mark(at=candle.at, price=candle.close, turn=turn, is_bought=turn is Turn.ENTRY)
        for candle, turn in zip(shown[:: DAYS // FILLS], [Turn.ENTRY, Turn.EXIT] * FILLS, strict=False)
    ]
    you, leader = s.walk(POINTS, start=Decimal(1000)), s.walk(POINTS, seed=4, start=Decimal(1000))
    return {
        "curve": s.curve(Line(points=s.walk(POINTS), is_stepped=True)),
        "two curves": s.curve(Line(points=you, name=s.LONG), Line(points=leader, name=s.LONG, is_dashed=True)),
        "prices": s.prices(shown, fills, levels=s.levels(shown)),
        "month": s.month({day: str(s.HUGE * (-1) ** day) for day in range(1, 31)}),
        "card": s.card(path=[candle.close for candle in shown], title=s.LONG, tags=(s.LONG, s.LONG)),
    }


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("kind", largest())
def test_every_picture_is_drawn_in_little_cpu(kind: str, theme: Theme) -> None:
    picture = replace(largest()[kind], theme=theme, watermark="НАВЧАННЯ")
    assert min(cpu_of_drawing(picture) for _ in range(ROUNDS)) < DRAWN_WITHIN_CPU_SECONDS


def cpu_of_drawing(picture: Picture) -> float:
    begun = time.process_time()
    drawn(picture)
    return time.process_time() - begun


async def test_no_picture_holds_up_the_loop() -> None:
    """The first one starts the process of the drawing, too."""
    supervisor = Supervisor("pictures")

    async def draw_all() -> None:
        drawing = Easel(supervisor.spawn)
        for picture in largest().values():
            await drawing.draw(picture)

    try:
        assert await longest_turn(draw_all) < MOST_CPU_SECONDS
    finally:
        await supervisor.aclose()
