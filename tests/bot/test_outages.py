"""An exchange that is away: told once when it begins and once when it is over, however its lanes flap."""

from bot.outages import CALM_SECONDS, WHOLE, Outages
from core.domain.values import Exchange

AT = Exchange.BYBIT


class Watched:
    """What was told of the whole exchange, over a clock that stands until moved."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.told: list[str] = []
        self.outages = Outages(self.tell, monotonic=lambda: self.seconds)

    def tell(self, exchange: Exchange, lane: str, state: str) -> None:
        if lane == WHOLE:
            self.told.append(state)

    def later(self, seconds: float) -> None:
        self.seconds += seconds
        self.outages.step()


def test_an_outage_begins_and_ends_once() -> None:
    watched = Watched()
    for lane in ("lookup", "open", "close"):
        watched.outages.changed(AT, lane, "open")
    for _ in range(100):
        watched.later(10)
        watched.outages.changed(AT, "lookup", "half-open")
        watched.outages.changed(AT, "lookup", "open")
    assert watched.told == ["open"]
    watched.outages.changed(AT, "lookup", "closed")
    watched.later(CALM_SECONDS)
    watched.later(CALM_SECONDS)
    assert watched.told == ["open", "closed"]


def test_half_an_outage_is_no_end() -> None:
    watched = Watched()
    for _ in range(10):
        watched.outages.changed(AT, "lookup", "open")
        watched.outages.changed(AT, "close", "closed")
        watched.later(CALM_SECONDS / 2)
    assert watched.told == ["open"]


def test_silence_is_no_end() -> None:
    watched = Watched()
    watched.outages.changed(AT, "close", "open")
    watched.later(3600)
    assert watched.told == ["open"]
