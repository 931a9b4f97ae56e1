"""The follower looks at a difference and decides: sync, adopt, ignore, close; a button of yesterday does nothing."""

from decimal import Decimal

import pytest

from core.application.drifts import Drift, DriftChoice, DriftKind
from core.application.queries import ListDriftsQuery
from core.application.repair_commands import AnswerLostStopCommand, ReconcileCommand, StopAnswer
from core.domain.events import DriftFoundEvent, PositionClosedEvent
from core.domain.exposure import ProtectedBy, price_of_rest
from core.domain.values import FollowerId, PositionSide, Protection, Side
from tests.application.mishaps import Fault
from tests.application.steps import look_twice, opened
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, BTC, ETH, d

LONG, SHORT = (BTC, PositionSide.LONG), (BTC, PositionSide.SHORT)


async def drifts(world: World, actor: FollowerId = ANN) -> list[Drift]:
    return list((await world.do(ListDriftsQuery(actor=actor, account_id=ANNS))).drifts)


async def the_drift(world: World) -> Drift:
    (drift,) = await drifts(world)
    return drift


def choose(drift: Drift, choice: DriftChoice, actor: FollowerId = ANN) -> ReconcileCommand:
    return ReconcileCommand(actor=actor, account_id=ANNS, mark=drift.mark, choice=choice)


async def test_equal_books_have_no_drifts(world: World) -> None:
    await opened(world)
    assert await drifts(world) == []


@pytest.mark.parametrize(
    ("there", "kind"),
    [
        ({}, DriftKind.MISSING),
        ({LONG: d("0.05")}, DriftKind.LESS),
        ({LONG: d("0.2")}, DriftKind.MORE),
        ({SHORT: d("0.2")}, DriftKind.SIDE),
        ({LONG: d("0.099"), SHORT: d("0.2")}, DriftKind.EXTRA),
    ],
)
async def test_a_difference_has_its_kind(world: World, there: dict[object, Decimal], kind: DriftKind) -> None:
    await opened(world)
    world.venue().positions = there  # type: ignore[assignment]
    assert (await the_drift(world)).kind is kind


@pytest.mark.parametrize("there", ["0", "0.05"])
async def test_sync_makes_the_book_follow(world: World, there: str) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().positions[LONG] = d(there)
    await world.do(choose(await the_drift(world), DriftChoice.SYNC))
    assert await drifts(world) == []
    assert sum(position.quantity for position in await world.positions()) == d(there)
    assert [amount for amount, _ in world.venue().protections.values()] == ([d(there)] if d(there) else [])


async def test_adopting_takes_the_rest_into_the_follow(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    world.venue().positions[LONG] = d("0.2")
    await world.do(choose(await the_drift(world), DriftChoice.ADOPT))
    assert (await world.position()).quantity == world.venue().protections[LONG][0] == d("0.2")
    await look_twice(world)
    assert world.told(DriftFoundEvent) == []


async def test_an_extra_position_joins_whom_the_leader_holds(world: World) -> None:
    await opened(world)
    world.venue().positions[(ETH, PositionSide.LONG)] = d(1)
    assert await world.refusal(choose(await the_drift(world), DriftChoice.ADOPT)) == "nobody-to-adopt"
    world.venue().faults.append(Fault.REJECTED)
    await world.leader_trades(Side.BUY, "1", symbol=ETH)
    await world.do(choose(await the_drift(world), DriftChoice.ADOPT))
    await look_twice(world)
    assert [position.quantity for position in await world.positions()] == [d("0.099"), d(1)]


async def test_ignored_is_never_told(world: World) -> None:
    await opened(world)
    world.venue().positions[LONG] = d("0.2")
    for _ in range(2):
        await world.do(choose(await the_drift(world), DriftChoice.IGNORE))
    assert (await the_drift(world)).is_ignored
    await look_twice(world)
    assert world.told(DriftFoundEvent) == []
    world.venue().positions[LONG] = d("0.3")
    await look_twice(world)
    assert len(world.told(DriftFoundEvent)) == 1


@pytest.mark.parametrize(("there", "rest"), [("0.2", "0.099"), ("0.05", "0")])
async def test_closing_takes_only_the_rest(world: World, there: str, rest: str) -> None:
    await opened(world)
    world.venue().positions[LONG] = d(there)
    await world.do(choose(await the_drift(world), DriftChoice.CLOSE))
    assert world.venue().amount(BTC) == d(rest)
    assert world.venue().posts[-1].reduce_only
    assert await drifts(world) == []


async def test_an_extra_position_is_closed_again_and_again(world: World) -> None:
    await opened(world)
    for count in (1, 2):
        world.venue().positions[SHORT] = d("0.2")
        await world.do(choose(await the_drift(world), DriftChoice.CLOSE))
        assert len(world.venue().posts) == 1 + count
    assert world.venue().amount(BTC) == d("0.099")
    assert world.told(PositionClosedEvent) == []


@pytest.mark.parametrize("choice", DriftChoice)
async def test_an_old_button_does_nothing(world: World, choice: DriftChoice) -> None:
    await opened(world)
    world.venue().positions[LONG] = d("0.2")
    old = await the_drift(world)
    world.venue().positions[LONG] = d("0.3")
    assert await world.refusal(choose(old, choice)) == "drift-changed"
    assert len(world.venue().posts) == 1


async def test_a_choice_that_isnt_offered_is_refused(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    assert await world.refusal(choose(await the_drift(world), DriftChoice.ADOPT)) == "drift-changed"


async def test_another_persons_account_is_nobodys(world: World) -> None:
    await opened(world)
    world.venue().positions.clear()
    drift = await the_drift(world)
    assert await world.refusal(ListDriftsQuery(actor=BO, account_id=ANNS)) == "account-unknown"
    assert await world.refusal(choose(drift, DriftChoice.SYNC, BO)) == "account-unknown"
    assert len(await world.positions()) == 1


@pytest.mark.parametrize("choice", [DriftChoice.SYNC, DriftChoice.CLOSE])
async def test_an_order_on_its_way_comes_first(world: World, choice: DriftChoice) -> None:
    await opened(world)
    world.venue().faults.append(Fault.STAYS_OPEN)
    await world.leader_trades(Side.SELL, "0.5")
    world.venue().positions[LONG] = d("0.05")
    assert await world.refusal(choose(await the_drift(world), choice)) == "position-busy"


@pytest.mark.parametrize(
    ("answer", "book", "there"),
    [
        (StopAnswer.RESTORE, d(58800), d(58800)),
        (StopAnswer.LEAVE, None, None),
    ],
)
async def test_a_lost_stop_is_restored_or_left(
    world: World, answer: StopAnswer, book: Decimal | None, there: Decimal | None
) -> None:
    await opened(world, stop_loss=d("0.02"))
    await world.recover()
    world.venue().protections.clear()
    position = await world.position()
    command = AnswerLostStopCommand(actor=ANN, position_id=position.id, answer=answer)
    await world.do(command)
    for _ in range(3):
        await look_twice(world, 61)
    position = await world.position()
    assert position.protection.stop_loss == book
    assert world.venue().protections.get(LONG, (None, Protection()))[1].stop_loss == there
    assert (position.protected_by is ProtectedBy.HAND) == (answer is StopAnswer.LEAVE)
    assert await world.refusal(command) == "protection-stands"


async def test_another_persons_stop_is_nobodys(world: World) -> None:
    await opened(world, stop_loss=d("0.02"))
    position = await world.position()
    command = AnswerLostStopCommand(actor=BO, position_id=position.id, answer=StopAnswer.LEAVE)
    assert await world.refusal(command) == "position-unknown"


@pytest.mark.parametrize(
    ("known", "price"),
    [(("1", "100"), "300"), (("2", "100"), "200"), (("1", "500"), "200")],
)
def test_the_rest_came_in_at_what_makes_the_whole(known: tuple[str, str], price: str) -> None:
    part, part_price = known
    assert price_of_rest(d(2), d(200), d(part), d(part_price)) == d(price)
