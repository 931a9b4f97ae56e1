"""A follow that asks first: one press, by its owner, in time, at today's price; or the reserve goes back."""

import asyncio

import pytest

from core.application.commands import (
    AnswerConfirmationCommand,
    CopyingSwitch,
    ExpireConfirmationsCommand,
    SwitchCopyingCommand,
)
from core.application.queries import GetConfirmationTradeQuery
from core.domain.confirmation import Answer
from core.domain.copy_rules import CopyRules
from core.domain.errors import BadInput, NotFound, NotPossibleNow
from core.domain.events import ConfirmationAnsweredEvent, ConfirmationAskedEvent
from core.domain.trade import TradeStatus
from core.domain.values import FollowerId, Side
from tests.application.mishaps import Fault
from tests.application.world import ANNS, World
from tests.builders import ANN, BO, BTC, OLENA, d


async def press(world: World, answer: Answer, actor: FollowerId = ANN) -> Answer:
    question = await world.question()
    return await world.do(AnswerConfirmationCommand(actor=actor, confirmation_id=question.id, answer=answer))


async def ask(world: World, size: str = "1000") -> None:
    async with world.db.units() as unit:
        (follow,) = await unit.follows.running_of_account(ANNS)
        follow.change(CopyRules(size=d(size)), follow.mode)
        await unit.commit()
    assert (await world.leader_trades(Side.BUY, "1")).asked == 1


async def test_nothing_is_sent_before_the_press(asking: World) -> None:
    await ask(asking)
    assert asking.venue().attempts == []
    assert (await asking.trade()).held_reserve > 0
    assert len(asking.told(ConfirmationAskedEvent)) == 1


async def test_a_press_on_copy_sends(asking: World) -> None:
    await ask(asking)
    assert await press(asking, Answer.COPY) is Answer.COPY
    assert (await asking.position()).quantity == asking.venue().amount(BTC) == d("0.016")


async def test_a_machine_that_slept_after_the_press_sends_nothing(asking: World) -> None:
    await ask(asking)
    pressed_at = asking.clock.now()
    await asking.wait(31)
    asking.desk.submit(await asking.account(), [await asking.trade()], since=pressed_at)
    await asking.desk.idle()
    assert asking.venue().attempts == []
    assert (await asking.trade()).failure_code == "not-sent"


async def test_a_press_on_half_sends_half(asking: World) -> None:
    await ask(asking)
    await press(asking, Answer.HALF)
    assert asking.venue().amount(BTC) == d("0.008")


async def test_half_of_too_little_is_refused(asking: World) -> None:
    await ask(asking, size="100")
    with pytest.raises(BadInput, match="half-below-minimum"):
        await press(asking, Answer.HALF)
    assert (await asking.question()).is_open


async def test_a_press_on_skip_frees_the_reserve(asking: World) -> None:
    await ask(asking)
    await press(asking, Answer.SKIP)
    trade = await asking.trade()
    assert (trade.status, trade.failure_code, trade.held_reserve) == (TradeStatus.FAILED, "skipped-by-follower", d(0))
    assert asking.venue().attempts == []


async def test_the_second_press_is_refused(asking: World) -> None:
    await ask(asking)
    question = await asking.question()
    await press(asking, Answer.COPY)
    again = AnswerConfirmationCommand(actor=ANN, confirmation_id=question.id, answer=Answer.COPY)
    with pytest.raises(NotPossibleNow, match="confirmation-answered"):
        await asking.do(again)
    assert len(asking.venue().attempts) == 1


async def test_two_presses_at_once_send_once(asking: World) -> None:
    await ask(asking)
    command = AnswerConfirmationCommand(actor=ANN, confirmation_id=(await asking.question()).id, answer=Answer.COPY)
    results = await asyncio.gather(*(asking.do(command) for _ in range(3)), return_exceptions=True)
    assert results.count(Answer.COPY) == 1
    assert len(asking.venue().attempts) == 1


async def test_a_stranger_learns_nothing(asking: World) -> None:
    await ask(asking)
    with pytest.raises(NotFound, match="confirmation-unknown"):
        await press(asking, Answer.COPY, BO)
    query = GetConfirmationTradeQuery(actor=BO, confirmation_id=(await asking.question()).id)
    with pytest.raises(NotFound, match="confirmation-unknown"):
        await asking.do(query)
    assert (await asking.question()).is_open


@pytest.mark.parametrize("answer", [Answer.EXPIRED, Answer.OVERTAKEN])
async def test_nobody_presses_what_isnt_a_button(asking: World, answer: Answer) -> None:
    await ask(asking)
    with pytest.raises(BadInput, match="bad-answer"):
        await press(asking, answer)
    assert (await asking.question()).is_open


async def test_silence_expires(asking: World) -> None:
    await ask(asking)
    assert await asking.do(ExpireConfirmationsCommand()) == 0
    await asking.wait(121)
    assert await asking.do(ExpireConfirmationsCommand()) == 1
    assert (await asking.trade()).failure_code == "confirmation-expired"
    assert asking.told(ConfirmationAnsweredEvent)[0].answer == "expired"


async def test_a_late_press_is_refused(asking: World) -> None:
    await ask(asking)
    await asking.wait(121)
    with pytest.raises(NotPossibleNow, match="confirmation-expired"):
        await press(asking, Answer.COPY)


async def test_a_press_and_the_deadline_make_one_answer(asking: World) -> None:
    await ask(asking)
    question = await asking.question()
    await asking.wait(119.9)
    press_ = AnswerConfirmationCommand(actor=ANN, confirmation_id=question.id, answer=Answer.COPY)
    pressing = asyncio.ensure_future(asking.do(press_))
    await asyncio.sleep(0)
    asking.clock.move(1)
    await asyncio.gather(pressing, asking.do(ExpireConfirmationsCommand()), return_exceptions=True)
    answers = asking.told(ConfirmationAnsweredEvent)
    assert len(answers) == 1
    assert len(asking.venue().posts) == (1 if answers[0].answer == "copy" else 0)


async def test_a_price_that_moved_away_is_refused(asking: World) -> None:
    await ask(asking)
    await asking.wait(60, BTC="61000")
    with pytest.raises(NotPossibleNow, match="price-moved"):
        await press(asking, Answer.COPY)
    await asking.wait(30, BTC="60100")
    await press(asking, Answer.COPY)
    assert asking.venue().amount(BTC) > 0


async def test_without_a_fresh_price_nothing_is_sent(asking: World) -> None:
    await ask(asking)
    asking.clock.move(60)
    for answer in (Answer.COPY, Answer.HALF):
        with pytest.raises(NotPossibleNow, match="no-price"):
            await press(asking, answer)
    assert asking.venue().attempts == []


async def test_half_needs_the_markets_rules(asking: World) -> None:
    await ask(asking)
    asking.directory.without_markets = True
    await asking.refresh()
    with pytest.raises(NotPossibleNow, match="no-price"):
        await press(asking, Answer.HALF)


async def test_the_leaders_exit_overtakes_the_question(asking: World) -> None:
    await ask(asking)
    question = await asking.question()
    await asking.leader_trades(Side.SELL, "1")
    assert (await asking.trade()).failure_code == "leader-left"
    late = AnswerConfirmationCommand(actor=ANN, confirmation_id=question.id, answer=Answer.COPY)
    with pytest.raises(NotPossibleNow, match="confirmation-answered"):
        await asking.do(late)
    assert asking.venue().attempts == []


async def test_the_leaders_exit_overtakes_though_another_event_waits(asking: World) -> None:
    await ask(asking)
    await asking.leader_trades(Side.BUY, "1")
    await asking.leader_trades(Side.SELL, "2")
    assert (await asking.trade()).failure_code == "leader-left"


async def test_an_increase_waits_for_the_answer(asking: World) -> None:
    await ask(asking)
    await asking.leader_trades(Side.BUY, "1")
    assert len(await asking.trades()) == 1
    await press(asking, Answer.COPY)
    await asking.resume()
    assert (await asking.question()).is_open
    assert len(await asking.trades()) == 2


async def test_a_question_survives_a_restart(asking: World) -> None:
    await ask(asking)
    asking.restart()
    await asking.wait(30)
    await asking.resolve()
    await press(asking, Answer.COPY)
    assert (await asking.trade()).status is TradeStatus.EXECUTED


async def test_a_press_lost_in_a_crash_is_never_doubled(asking: World) -> None:
    """The press was stored, then the process died before the order left: absent, and too old to enter."""
    await ask(asking)
    async with asking.db.units() as unit:
        question = await unit.confirmations.get((await asking.question()).id)
        question.take(Answer.COPY, ANN, at=asking.clock.now())
        await unit.commit()
    asking.restart()
    await asking.wait(31)
    await asking.prove_absence()
    assert (await asking.trade()).failure_code == "not-at-exchange"
    assert asking.venue().attempts == []


async def test_an_answered_order_in_doubt_keeps_its_own_proof(asking: World) -> None:
    """Decided long ago, sent just now: the bound counts from the sending."""
    await ask(asking)
    await asking.wait(100)
    asking.venue().faults.append(Fault.RAISES)
    await press(asking, Answer.COPY)
    asking.failures.clear()
    await asking.resolve()
    await asking.wait(6)
    await asking.resolve()
    assert not (await asking.trade()).is_settled


async def test_the_operators_pause_keeps_the_question_open(asking: World) -> None:
    await ask(asking)
    await asking.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.PAUSE))
    with pytest.raises(NotPossibleNow, match="copying-paused"):
        await press(asking, Answer.COPY)
    await asking.do(SwitchCopyingCommand(actor=OLENA, switch=CopyingSwitch.RESUME))
    assert await press(asking, Answer.COPY) is Answer.COPY


async def test_an_account_without_a_good_key_sends_nothing(asking: World) -> None:
    await ask(asking)
    async with asking.db.units() as unit:
        (await unit.accounts.get(ANNS)).pause_for_key("key-rejected", asking.clock.now())
        await unit.commit()
    with pytest.raises(NotPossibleNow, match="account-not-ready"):
        await press(asking, Answer.COPY)


async def test_exits_are_never_asked_about(asking: World) -> None:
    await ask(asking)
    await press(asking, Answer.COPY)
    assert (await asking.leader_trades(Side.SELL, "1")).sent == 1
    assert asking.venue().amount(BTC) == 0


async def test_a_flip_closes_at_once_and_asks_about_the_open(asking: World) -> None:
    await ask(asking)
    await press(asking, Answer.COPY)
    report = await asking.leader_trades(Side.SELL, "2")
    assert (report.sent, report.asked) == (1, 1)
    assert asking.venue().amount(BTC) == 0
    await press(asking, Answer.COPY)
    assert (await asking.position()).owner.side.value == "short"


async def test_a_flips_answer_waits_in_vain_for_a_failed_close(asking: World) -> None:
    await ask(asking)
    await press(asking, Answer.COPY)
    asking.venue().faults.append(Fault.REJECTED)
    await asking.leader_trades(Side.SELL, "2")
    await press(asking, Answer.COPY)
    assert (await asking.trade()).failure_code == "close-leg-failed"
