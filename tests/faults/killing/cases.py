"""All cases: kill point x submission fault x exchange x leg. Plays none."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from adapters.sandbox.faults import FaultKind, Stage
from core.application.points import Point
from core.domain.values import Exchange

DELAY_SECONDS = 0.6
REFUSED_CONNECTIONS = 6
NONE = "none"


class LegKind(StrEnum):
    """PROTECTION is an open of a follow with a stop-loss and a take-profit."""

    OPEN = "open"
    ADD = "add"
    REDUCE = "reduce"
    CLOSE = "close"
    FLIP = "flip"
    PROTECTION = "protection"

    @property
    def needs_position(self) -> bool:
        return self not in {LegKind.OPEN, LegKind.PROTECTION}


Wish = Mapping[str, object]

AMBIGUOUS = {Exchange.BINANCE: "-1006", Exchange.BYBIT: "10016", Exchange.BITGET: "40725"}
REJECTED = {Exchange.BINANCE: "-2019", Exchange.BYBIT: "110007", Exchange.BITGET: "40754"}
DUPLICATE = {Exchange.BINANCE: "-4116", Exchange.BYBIT: "110072", Exchange.BITGET: "40786"}
THROTTLED = {Exchange.BINANCE: "-1015", Exchange.BYBIT: "10006", Exchange.BITGET: "429"}
LATE = {Exchange.BYBIT: "EC_InsufficientBalance"}
EVERYWHERE = dict.fromkeys(Exchange, "")
SPOILING = (
    FaultKind.STATUS_HTML,
    FaultKind.EMPTY_BODY,
    FaultKind.NULL_BODY,
    FaultKind.HTML_200,
    FaultKind.TRUNCATED_BODY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfortune:
    """One way a submission goes wrong; `codes` has the exchanges it happens at."""

    name: str
    kind: FaultKind
    stage: Stage = Stage.AFTER
    codes: Mapping[Exchange, str]

    def wish(self, exchange: Exchange, account: str) -> Wish:
        """The body that plans it."""
        wish = {"kind": self.kind, "stage": self.stage, "code": self.codes[exchange], "venue": exchange}
        if self.kind is FaultKind.REFUSE_CONNECTIONS:
            return wish | {"times": REFUSED_CONNECTIONS}
        return wish | {"operation": "order.create", "account": account, "delay_s": DELAY_SECONDS}


def everywhere(name: str, kind: FaultKind, stage: Stage = Stage.AFTER) -> Misfortune:
    return Misfortune(name=name, kind=kind, stage=stage, codes=EVERYWHERE)


def spoiled() -> Iterator[Misfortune]:
    for kind, stage in product(SPOILING, Stage):
        yield everywhere(f"{kind}_{stage}".replace("_", "-"), kind, stage)


def coded() -> Iterator[Misfortune]:
    """REJECTED_AFTER is missing: an exchange that takes an order and says no lies, and nobody can be exact then."""
    for name, codes in (("ambiguous", AMBIGUOUS), ("duplicate", DUPLICATE), ("throttled", THROTTLED)):
        yield Misfortune(name=f"{name}-before", kind=FaultKind.NATIVE_CODE_BEFORE, codes=codes)
        yield Misfortune(name=f"{name}-after", kind=FaultKind.NATIVE_CODE_AFTER, codes=codes)
    yield Misfortune(name="rejected", kind=FaultKind.NATIVE_CODE_BEFORE, codes=REJECTED)
    yield Misfortune(name="rejected-late", kind=FaultKind.LATE_REJECTION, codes=LATE)
    yield Misfortune(name="no-order-id", kind=FaultKind.MISSING_ORDER_ID, codes={Exchange.BITGET: ""})


MISFORTUNES: Mapping[str, Misfortune] = {
    misfortune.name: misfortune
    for misfortune in (
        everywhere("drop-before", FaultKind.DROP_BEFORE),
        everywhere("drop-after", FaultKind.DROP_AFTER),
        everywhere("delay-before", FaultKind.DELAY_BEFORE),
        everywhere("delay-after", FaultKind.DELAY_AFTER),
        *spoiled(),
        *coded(),
        everywhere("refused-connections", FaultKind.REFUSE_CONNECTIONS),
        everywhere("rate-limited", FaultKind.RATE_LIMITED),
    )
}

LATER_POINTS = {
    Point.RECOVERING: Point.ORDER_ANSWERED,
    Point.DOUBT_ANSWERED: Point.ORDER_LEFT,
    Point.REPAIRING: Point.SETTLED,
}
"""Where the first kill is, for a second one during the recovery from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    point: Point
    fault: str
    exchange: Exchange
    leg: LegKind

    @property
    def name(self) -> str:
        return f"{self.point}/{self.fault}/{self.exchange}/{self.leg}"

    @property
    def misfortune(self) -> Misfortune | None:
        return MISFORTUNES.get(self.fault)

    def deaths(self) -> Sequence[Point]:
        """Where each life ends that is cut short."""
        first = LATER_POINTS.get(self.point)
        return (self.point,) if first is None else (first, self.point)


def all_cases() -> Sequence[Case]:
    places = product(Point, (NONE, *MISFORTUNES), Exchange, LegKind)
    return [
        Case(point=point, fault=fault, exchange=exchange, leg=leg)
        for point, fault, exchange, leg in places
        if fault == NONE or exchange in MISFORTUNES[fault].codes
    ]


def case_named(name: str) -> Case:
    point, fault, exchange, leg = name.split("/")
    return Case(point=Point(point), fault=fault, exchange=Exchange(exchange), leg=LegKind(leg))


def sample(seed: int, size: int) -> Sequence[Case]:
    """Drawn by the seed so that every point, fault, exchange and leg occurs."""
    draw = random.Random(seed)
    cases = list(all_cases())
    draw.shuffle(cases)
    missing = {*Point, NONE, *MISFORTUNES, *Exchange, *LegKind}
    first = []
    for case in cases:
        if found := missing & {case.point, case.fault, case.exchange, case.leg}:
            missing -= found
            first.append(case)
    chosen = set(first)
    return [*first, *(case for case in cases if case not in chosen)][:size]
