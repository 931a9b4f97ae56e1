"""Pictures worth looking at, good ones and degenerate ones, in both languages. Draws nothing."""

import random
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.application.pictures import (
    CalendarPicture,
    Candle,
    CardPicture,
    CurvePicture,
    Fact,
    Level,
    Line,
    Mark,
    NumberStyle,
    Picture,
    PricePicture,
    Theme,
    Tone,
    Turn,
)

START = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
UKRAINIAN = NumberStyle(point=",", group=" ")
EMPTY = "Nothing was closed in this time yet."
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_UK = ("пн", "вт", "ср", "чт", "пт", "сб", "нд")
FACTS = (
    Fact(name="Closed", figure="42"),
    Fact(name="With a gain", figure="27 (64%)"),
    Fact(name="Best", figure="+61.20", tone=Tone.GAIN),
    Fact(name="Worst", figure="-38.75", tone=Tone.LOSS),
    Fact(name="Deepest fall", figure="-81.30"),
)


def walk(count: int, *, seed: int = 3, start: Decimal = Decimal(0), step: int = 900) -> list[tuple[datetime, Decimal]]:
    dice, value, points = random.Random(seed), start, []
    for index in range(count):
        value += Decimal(dice.randint(-step, step + step // 8)) / 100
        points.append((START + timedelta(hours=7 * index), value))
    return points


def curve(*lines: Line, **more: object) -> CurvePicture:
    fields: dict[str, object] = {
        "title": "Profit and loss",
        "subtitle": "30 days, realised, after fees and funding",
        "headline": "+128.40 USDT",
        "tone": Tone.GAIN,
        "facts": FACTS,
        "footer": "Days and times are in UTC",
        "empty": EMPTY,
    }
    return CurvePicture(lines=lines, **(fields | more))  # type: ignore[arg-type]


def candles(count: int, *, price: int = 64000, minutes: int = 15, seed: int = 5) -> list[Candle]:
    dice, last, found = random.Random(seed), Decimal(price), []
    for index in range(count):
        close = last * (1 + Decimal(dice.randint(-40, 42)) / 10_000)
        low, high = min(last, close) * Decimal("0.9988"), max(last, close) * Decimal("1.0011")
        at = START + timedelta(minutes=minutes * index)
        found.append(Candle(at=at, open=last, high=high, low=low, close=close))
        last = close
    return found


def prices(shown: list[Candle], marks: list[Mark], **more: object) -> PricePicture:
    fields: dict[str, object] = {
        "title": "BTC/USDT perp",
        "subtitle": "Long 5x · Ann the Leader · Binance",
        "headline": "+3.42%",
        "tone": Tone.GAIN,
        "footer": "15-minute candles · times are in UTC",
        "turn_names": {Turn.ENTRY: "bought", Turn.EXIT: "sold"},
        "empty": "No prices are known for this time.",
    }
    return PricePicture(candles=shown, marks=marks, **(fields | more))  # type: ignore[arg-type]


def marks(shown: list[Candle]) -> list[Mark]:
    def mark(index: int, turn: Turn) -> Mark:
        candle = shown[index]
        return Mark(at=candle.at, price=candle.close, turn=turn, is_bought=turn is Turn.ENTRY)

    count = len(shown)
    places = ((count // 6, Turn.ENTRY), (count // 3, Turn.ENTRY), (count // 2, Turn.EXIT), (count - 6, Turn.EXIT))
    return [mark(index, turn) for index, turn in places]


def levels(shown: list[Candle]) -> list[Level]:
    price = shown[0].close
    return [
        Level(price=price, name="entry 64,011.20"),
        Level(price=price * Decimal("0.985"), name="stop-loss 63,051.03", tone=Tone.LOSS),
        Level(price=price * Decimal("1.0305"), name="take-profit 65,963.54", tone=Tone.GAIN),
        Level(price=price * Decimal("0.2"), name="liquidation", tone=Tone.LOSS),
    ]


def month(results: Mapping[int, str], **more: object) -> CalendarPicture:
    fields: dict[str, object] = {
        "title": "November 2026",
        "subtitle": "Result of each day, in USDT",
        "headline": "+128.40 USDT",
        "tone": Tone.GAIN,
        "facts": FACTS[:4],
        "footer": "Days are in UTC",
        "month": date(2026, 11, 1),
        "weekdays": WEEKDAYS,
        "today": date(2026, 11, 29),
        "results": {day: Decimal(result) for day, result in results.items()},
    }
    return CalendarPicture(**(fields | more))  # type: ignore[arg-type]


def card(**more: object) -> CardPicture:
    fields: dict[str, object] = {
        "title": "BTC/USDT perp",
        "subtitle": "Copied from Ann the Leader · held for 2 days 4 hours",
        "tags": ("▲ long", "5x"),
        "headline": "+17.10%",
        "tone": Tone.GAIN,
        "facts": (Fact(name="Entry", figure="64,011.20"), Fact(name="Exit", figure="66,200.45")),
        "path": [price for candle in candles(60) for price in (candle.close,)],
        "link": "t.me/tandem_copy_bot",
        "footer": "Tandem · copy trading on your own server",
    }
    return CardPicture(**(fields | more))  # type: ignore[arg-type]


LIVELY = {2: "12.4", 3: "-8.15", 4: "0", 6: "61.2", 9: "-38.75", 10: "4.5", 11: "1204.55", 16: "-15230.4", 18: "0.004"}
GOOD_DAYS = {day: str(Decimal(random.Random(day).randint(-3500, 5200)) / 100) for day in range(1, 30) if day % 7}
LONG = "Надзвичайно довге ім'я ведучого, яке не вміщується ніде й ніколи 🚀🚀 Ω 漢字"
TINY = Mark(at=START, price=Decimal("0.00001234"), turn=Turn.ENTRY, is_bought=False)
HUGE = Decimal("123456789012345678901234567890.12")


def samples() -> dict[str, Picture]:
    return curves() | charts() | months() | cards()


def curves() -> dict[str, Picture]:
    return {
        "curve": curve(Line(points=walk(103), is_stepped=True)),
        "curve-light": curve(Line(points=walk(103), is_stepped=True), theme=Theme.LIGHT),
        "curve-loss-paper": curve(
            Line(points=walk(80, seed=9), is_stepped=True), tone=Tone.LOSS, headline="-43.10 USDT", watermark="PAPER"
        ),
        "curve-two": curve(
            Line(points=walk(60, start=Decimal(1000)), name="You"),
            Line(points=walk(60, seed=4, start=Decimal(1000)), name="Leader", is_dashed=True),
            floor=Decimal(1000),
            tone=Tone.PLAIN,
        ),
        "curve-none": curve(),
        "curve-one": curve(Line(points=walk(1))),
        "curve-equal": curve(Line(points=[(at, Decimal(0)) for at, _ in walk(20)]), facts=()),
        "curve-huge": curve(
            Line(points=[(START, -HUGE), (START + timedelta(days=900), HUGE)]), headline=f"+{HUGE:,f} USDT"
        ),
        "curve-long": curve(
            Line(points=walk(3000, step=90), name=LONG), title=LONG, subtitle=LONG, headline="+1 234,56 USDT",
            footer=LONG, facts=[Fact(name=LONG, figure=LONG)] * 5, numbers=UKRAINIAN, theme=Theme.LIGHT,
        ),
    }  # fmt: skip


def charts() -> dict[str, Picture]:
    shown = candles(96)
    return {
        "prices": prices(shown, marks(shown), levels=levels(shown)),
        "prices-light": prices(shown, marks(shown), levels=levels(shown), theme=Theme.LIGHT, watermark="PAPER"),
        "prices-many": prices(candles(300, minutes=60), marks(candles(300, minutes=60))),
        "prices-none": prices([], []),
        "prices-marks": prices([], marks(shown)),
        "prices-one": prices(candles(1), []),
        "prices-tiny": prices([], [TINY]),
    }


def months() -> dict[str, Picture]:
    return {
        "month": month(GOOD_DAYS),
        "month-light": month(
            LIVELY,
            theme=Theme.LIGHT,
            watermark="PAPER",
            title="Листопад 2026",
            weekdays=DAYS_UK,
            numbers=UKRAINIAN,
        ),
        "month-none": month({}, facts=(), headline=""),
        "month-huge": month({1: str(HUGE), 2: str(-HUGE), 30: "1e-9"}, month=date(2026, 8, 1)),
    }


def cards() -> dict[str, Picture]:
    return {
        "card": card(),
        "card-light-paper": card(theme=Theme.LIGHT, watermark="PAPER", tags=("▲ long", "5x", "PAPER")),
        "card-loss-open": card(
            headline="-4.07%", tone=Tone.LOSS, tags=("▼ шорт", "10x", "відкрита"), path=[], subtitle=LONG,
            facts=(*FACTS[:2], Fact(name="Результат", figure="-40,71 USDT", tone=Tone.LOSS)), watermark="НАВЧАННЯ",
        ),
        "card-long": card(title=LONG, headline="+123,456,789.01%", link=f"t.me/{'x' * 60}", tags=(LONG, LONG)),
        "card-bare": card(title="", subtitle="", tags=(), headline="0%", tone=Tone.PLAIN, facts=(), footer="", link=""),
    }  # fmt: skip
