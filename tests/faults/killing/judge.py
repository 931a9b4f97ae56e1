"""What must be true after the recovery, whatever was killed and whatever failed: reliability.md section (c).

Compares only; each rule answers with what is wrong, nothing when all is well.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from adapters.sandbox.demo.levers import Json
from tests.faults.killing.cases import Case, LegKind
from tests.faults.killing.ledger import ZERO, Book, Row, Truth, accepted_twice, holding

REFUSED = frozenset({"rejected", "rejected-late", "refused-connections"})
"""After these an entry may end without an order."""


def judged(case: Case, book: Book, truth: Truth, *, by_hand: Decimal) -> Iterator[str]:
    """Everything that is wrong."""
    yield from no_double_orders(book, truth)
    yield from nothing_without_a_reserve(book, truth)
    yield from nothing_over_sent(book, truth)
    yield from books_are_equal(book, truth, by_hand=by_hand)
    yield from closes_are_done(book, truth, by_hand=by_hand)
    yield from entries_are_not_lost(case, book)
    yield from protection_stands(case, book, truth)
    yield from all_is_told(case, book, truth)
    yield from nothing_is_pending(case, book)


def changed(before: tuple[Book, Truth], after: tuple[Book, Truth]) -> Iterator[str]:
    """The second recovery in a row changes nothing and sends nothing."""
    (old, old_truth), (new, new_truth) = before, after
    for what, then, now in (("trades", old.trades, new.trades), ("positions", old.positions, new.positions)):
        if differing := [row for row in now if row not in then]:
            yield f"the second recovery changed {what}: {differing}"
    if old_truth.posts != new_truth.posts:
        sent = Counter(new_truth.posts) - Counter(old_truth.posts)
        yield f"the second recovery sent orders: {dict(sent)}"
    if standing(old_truth.stops) != standing(new_truth.stops):
        yield "the second recovery changed the protection"
    if old_truth.messages != new_truth.messages:
        yield f"the second recovery told {new_truth.messages - old_truth.messages} more"


def standing(stops: Sequence[Json]) -> list[str]:
    return sorted(str(stop["order_id"]) for stop in stops)


def no_double_orders(book: Book, truth: Truth) -> Iterator[str]:
    if twice := accepted_twice(truth.orders):
        yield f"double order: the exchange took {twice} more than once"
    taken = {str(order["client_id"]) for order in truth.orders}
    legs = Counter(place(trade) for trade in book.trades if trade["client_order_id"] in taken)
    if several := [leg for leg, count in legs.items() if count > 1]:
        yield f"double order: more than one order for {several}"


def place(trade: Row) -> tuple[str, str, str]:
    return (trade["follow_id"], trade["event_key"], trade["leg"])


def nothing_without_a_reserve(book: Book, truth: Truth) -> Iterator[str]:
    reserved = {trade["client_order_id"] for trade in book.trades}
    if unknown := {str(order["client_id"]) for order in truth.orders} - reserved:
        yield f"orders without a durable reserve: {sorted(unknown)}"


def nothing_over_sent(book: Book, truth: Truth) -> Iterator[str]:
    trades = {trade["client_order_id"]: trade for trade in book.trades}
    for order in truth.orders:
        trade = trades.get(str(order["client_id"]))
        if trade is None:
            continue
        filled = Decimal(trade["filled"] or 0)
        if Decimal(order["amount"]) > Decimal(trade["amount"]) or Decimal(order["filled"]) != filled:
            yield f"order {order['client_id']}: {order['filled']} of {order['amount']} filled, booked {filled}"


def books_are_equal(book: Book, truth: Truth, *, by_hand: Decimal) -> Iterator[str]:
    """An exchange nets what was bought by hand against a flip's other side: a reduction, in both books alike."""
    netted = {book.signed} if book.signed * by_hand < ZERO else set()
    if truth.signed not in {book.signed + by_hand, *netted}:
        yield f"hidden position: booked {book.signed}, by hand {by_hand}, the exchange holds {truth.signed}"


def closes_are_done(book: Book, truth: Truth, *, by_hand: Decimal) -> Iterator[str]:
    led, mine = holding(truth.leader), truth.signed - by_hand
    if mine and led * mine <= ZERO:
        yield f"lost close: the leader holds {led}, the follower {mine}"
    if book.signed and not led:
        yield f"lost close: the leader is out, the book holds {book.signed}"


def entries_are_not_lost(case: Case, book: Book) -> Iterator[str]:
    """Everything was fresh and nothing moved: only a refusal may end an entry."""
    failed = [trade for trade in book.trades if trade["leg"] == "open" and trade["status"] != "executed"]
    if failed and case.fault not in REFUSED:
        yield f"lost entry: {failed[0]['status']}, {failed[0]['failure_code']}"
    legs = 2 if case.leg is LegKind.FLIP else 1
    if book.decisions != legs:
        yield f"{book.decisions} verdicts on {legs} legs"
    if not book.trades:
        yield "nothing was copied at all"


def protection_stands(case: Case, book: Book, truth: Truth) -> Iterator[str]:
    wanted = Counter[str]()
    for position in book.open_positions:
        wanted.update(purpose for purpose in ("stop_loss", "take_profit") if position[purpose])
    found = Counter(str(stop["purpose"]) for stop in truth.stops)
    if wanted != found:
        yield f"protection: {dict(wanted)} planned, {dict(found)} at the exchange"
    if case.leg is LegKind.PROTECTION and book.open_positions and not wanted:
        yield "protection was never planned"
    for stop in truth.stops:
        amount = Decimal(stop["amount"] or 0)
        if amount and amount != abs(book.signed):
            yield f"protection of {amount} for a position of {book.signed}"


def all_is_told(case: Case, book: Book, truth: Truth) -> Iterator[str]:
    if not truth.messages:
        yield "nothing was told"
    if truth.messages - truth.repeats > book.cards:
        yield f"told twice: {truth.messages} messages, {truth.repeats} marked, for {book.cards} subjects: {truth.told}"
    if truth.repeats > len(case.deaths()):
        yield f"{truth.repeats} repeats for {len(case.deaths())} kills"


def nothing_is_pending(case: Case, book: Book) -> Iterator[str]:
    for what in ("unsettled", "undelivered", "unsent", "unfinished"):
        if count := getattr(book, what):
            yield f"{count} {what}"
    if book.events != 1:
        yield f"{book.events} leader events of 1 at {case.leg}"
