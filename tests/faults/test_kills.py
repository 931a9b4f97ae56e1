"""The kills in small, so that the big ones can't rot: two lives that end in the middle, and a judge who can say no."""

from dataclasses import replace
from decimal import Decimal

import pytest

from adapters.sandbox.demo.levers import Json
from core.application.points import Point
from core.domain.values import Exchange
from tests.faults.killing.cases import MISFORTUNES, NONE, Case, LegKind, all_cases, sample
from tests.faults.killing.judge import books_are_equal, judged
from tests.faults.killing.ledger import Book, Row, Truth
from tests.faults.kills import play_case

CASE = Case(point=Point.ORDER_LEFT, fault="drop-after", exchange=Exchange.BINANCE, leg=LegKind.OPEN)
ORDER: Json = {"client_id": "ct1", "purpose": None, "amount": "0.02", "filled": "0.02"}
HELD: Json = {"amount": "0.02", "side": "long"}
TRADE: Row = {
    "client_order_id": "ct1",
    "status": "executed",
    "follow_id": "f",
    "event_key": "e",
    "leg": "open",
    "amount": "0.02",
    "filled": "0.02",
    "failure_code": "",
}
POSITION: Row = {"side": "long", "quantity": "0.02", "status": "open", "stop_loss": "", "take_profit": ""}
BOOK = Book(
    trades=[TRADE],
    positions=[POSITION],
    unsettled=0,
    undelivered=0,
    unsent=0,
    events=1,
    unfinished=0,
    decisions=1,
    cards=1,
)


def truth(positions: list[Json], orders: list[Json], leads: str = "0.2") -> Truth:
    leader = {"positions": [{"amount": leads, "side": "long"}]}
    account = {"positions": positions, "orders": orders, "open_orders": [], "posts": {}}
    return Truth(account=account, leader=leader, told=["copied"])


def complaints(book: Book, truth: Truth) -> str:
    return "; ".join(judged(CASE, book, truth, by_hand=Decimal(0)))


def test_a_killed_bot_copies_exactly_once() -> None:
    said: list[str] = []
    reached, _ = play_case(CASE.name, said.append)
    assert (reached.played, reached.failed) == (1, []), said


def test_more_than_five_thousand_cases() -> None:
    cases = all_cases()
    assert len(set(cases)) == len(cases) > 5_000


def test_a_sample_has_something_of_everything() -> None:
    drawn = sample(1, 300)
    assert len(drawn) == 300
    assert {case.point for case in drawn} == set(Point)
    assert {case.fault for case in drawn} == {NONE, *MISFORTUNES}
    assert {(case.exchange, case.leg) for case in drawn} >= {(Exchange.BYBIT, leg) for leg in LegKind}


def test_the_judge_likes_equal_books() -> None:
    assert not complaints(BOOK, truth([HELD], [ORDER]))


def test_the_judge_sees_a_double_order() -> None:
    assert "double order" in complaints(BOOK, truth([HELD], [ORDER, ORDER]))


def test_the_judge_sees_a_hidden_position() -> None:
    assert "hidden position" in complaints(replace(BOOK, positions=[]), truth([HELD], [ORDER]))


@pytest.mark.parametrize(("held", "is_fine"), [("0.02", True), ("0.015", True), ("0.01", False)])
def test_a_flip_may_net_what_was_bought_by_hand(held: str, is_fine: bool) -> None:
    short = replace(BOOK, positions=[{**POSITION, "side": "short", "quantity": held}])
    found = truth([{"amount": "0.015", "side": "short"}], [], leads="-0.2")
    assert is_fine is not any(books_are_equal(short, found, by_hand=Decimal("0.005")))


def test_the_judge_sees_a_lost_close() -> None:
    assert "lost close" in complaints(BOOK, truth([HELD], [ORDER], leads="0"))


def test_the_judge_sees_an_order_nobody_reserved() -> None:
    unknown = ORDER | {"client_id": "ct2"}
    assert "without a durable reserve" in complaints(BOOK, truth([HELD], [ORDER, unknown]))
