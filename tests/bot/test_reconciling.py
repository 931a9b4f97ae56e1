"""The books side by side in the chat, and the news of what differed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.callbacks import DriftPress, DriftVerb
from core.application import repair_commands as r
from core.application.drifts import Drift, DriftChoice, DriftKind
from core.domain import drift_events as e
from core.domain.errors import NotPossibleNow
from core.domain.values import Exchange, PositionSide
from core.shared import DomainEvent
from tests.bot import builders as b
from tests.bot.chat_house import ChatHouse
from tests.bot.facts import WHO, position_facts
from tests.bot.newsroom import newsroom
from tests.sandbox.telegram_room import ANN, BOHDAN

MORE = Drift(
    account_id=b.ACCOUNT,
    symbol=b.BTC,
    side=PositionSide.LONG,
    kind=DriftKind.MORE,
    booked=Decimal("0.012"),
    found=Decimal("0.05"),
    position_id=b.POSITION,
)
LESS = replace(MORE, kind=DriftKind.LESS, found=Decimal("0.005"))


async def test_equal_books_are_said_to_be_equal(house: ChatHouse) -> None:
    await house.say(ANN, "/reconcile")
    assert "Both say the same" in await house.text(ANN)


@pytest.mark.parametrize("kind", DriftKind)
async def test_every_kind_is_told_in_both_languages(house: ChatHouse, kind: DriftKind) -> None:
    house.core.drifts = [replace(MORE, kind=kind), replace(LESS, is_ignored=True)]
    await house.say(ANN, "/reconcile")
    assert "0.012 BTC" in await house.text(ANN) or "0.05 BTC" in await house.text(ANN)
    house.core.accounts[BOHDAN] = [b.account()]
    await house.say(BOHDAN, "/reconcile")
    assert "BTC/USDT" in await house.text(BOHDAN)
    assert "2: Ignore" not in await house.labels(ANN)


async def test_of_several_accounts_one_is_chosen(house: ChatHouse) -> None:
    house.core.accounts[ANN].append(replace(b.account("Second"), account_id=b.ACCOUNT))
    await house.say(ANN, "/reconcile")
    await house.press(ANN, "Second (Binance)")
    assert "my book and the exchange" in await house.text(ANN)


async def test_without_an_account_there_is_nothing_to_compare(house: ChatHouse) -> None:
    await house.say(BOHDAN, "/reconcile")
    assert house.core.done == []


@pytest.mark.parametrize(("label", "choice"), [("Sync", DriftChoice.SYNC), ("Ignore", DriftChoice.IGNORE)])
async def test_a_decision_is_carried_out_and_shown(house: ChatHouse, label: str, choice: DriftChoice) -> None:
    house.core.drifts = [LESS]
    await house.say(ANN, "/accounts")
    await house.press(ANN, "Binance · paper")
    await house.press(ANN, "Compare the books")
    await house.press(ANN, f"1: {label}")
    assert house.core.last() == r.ReconcileCommand(actor=WHO, account_id=b.ACCOUNT, mark=LESS.mark, choice=choice)
    assert "Both say the same" in await house.text(ANN)


@pytest.mark.parametrize(("drift", "asked"), [(MORE, "0.038 BTC"), (LESS, "0.005 BTC")])
async def test_closing_asks_once_with_the_amount(house: ChatHouse, drift: Drift, asked: str) -> None:
    house.core.drifts = [drift]
    await house.say(ANN, "/reconcile")
    await house.press(ANN, "1: Close")
    assert asked in await house.text(ANN)
    assert house.core.done == []
    await house.press(ANN, "Close now")
    command = house.core.last()
    assert isinstance(command, r.ReconcileCommand)
    assert command.choice is DriftChoice.CLOSE


@pytest.mark.parametrize("label", ["1: Adopt", "1: Close"])
async def test_an_old_button_is_answered_with_the_present(house: ChatHouse, label: str) -> None:
    house.core.drifts = [MORE]
    await house.say(ANN, "/reconcile")
    house.core.drifts = [LESS]
    await house.press(ANN, label)
    text = await house.text(ANN)
    assert "changed meanwhile" in text
    assert "the exchange only 0.005" in text
    assert house.core.done == []


async def test_a_refusal_is_told(house: ChatHouse) -> None:
    house.core.drifts, house.core.answer_trouble = [MORE], NotPossibleNow("nobody-to-adopt")
    await house.say(ANN, "/reconcile")
    answer = await house.press(ANN, "1: Adopt")
    assert "No leader of yours" in str(answer["text"])


async def test_another_persons_books_are_nobodys(house: ChatHouse) -> None:
    house.core.drifts = [MORE]
    await house.say(BOHDAN, "/start")
    for verb in DriftVerb:
        await house.forge(BOHDAN, DriftPress(verb=verb, account_id=b.ACCOUNT, mark=MORE.mark).pack())
    assert house.core.done == []


LOST = e.ProtectionLostEvent(event_id="l1", occurred_at=b.NOW, **position_facts(), lost="stop_loss", restore_at=b.NOW)
ACCOUNT = {"account_id": b.ACCOUNT, "follower_id": WHO, "exchange": Exchange.BINANCE}


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (LOST, "stop-loss is gone"),
        (replace(LOST, lost="both", restore_at=None), "Now I wait for you"),
        (replace(LOST, lost="take_profit"), "take-profit is gone"),
        (e.ProtectionRestoredEvent(event_id="r", occurred_at=b.NOW, **position_facts()), "set again"),
        (e.TradesRecoveredEvent(event_id="t", occurred_at=b.NOW, count=2, **ACCOUNT), "2 trades were recovered"),  # type: ignore[arg-type]
        (e.RepairsStoppedEvent(event_id="n", occurred_at=b.NOW, count=30, **ACCOUNT), "30 times within an hour"),  # type: ignore[arg-type]
        (e.StrayOrderCancelledEvent(event_id="s", occurred_at=b.NOW, symbol=b.BTC, **ACCOUNT), "was cancelled"),  # type: ignore[arg-type]
        *(
            (
                e.LeverageChangedEvent(
                    event_id="v", occurred_at=b.NOW, **position_facts(), expected=3, found=20, is_set_back=is_set_back
                ),
                words,
            )
            for is_set_back, words in ((True, "set it back to 3x"), (False, "could not set it back"))
        ),
        *(
            (
                e.FollowPausedEvent(
                    event_id="f",
                    occurred_at=b.NOW,
                    follow_id=b.FOLLOW,
                    follower_id=WHO,
                    account_id=b.ACCOUNT,
                    code=code,
                ),
                words,
            )
            for code, words in (("margin", "want of margin"), ("liquidated", "was liquidated"))
        ),
    ],
)
async def test_what_differed_is_told(house: ChatHouse, event: DomainEvent, words: str) -> None:
    await newsroom(house).tell(event)
    assert words in await house.text(ANN)


@pytest.mark.parametrize(("label", "answer"), [("Restore", r.StopAnswer.RESTORE), ("Leave it off", r.StopAnswer.LEAVE)])
async def test_a_lost_stop_has_its_two_buttons(house: ChatHouse, label: str, answer: r.StopAnswer) -> None:
    await newsroom(house).tell(LOST)
    await house.press(ANN, label)
    assert house.core.last() == r.AnswerLostStopCommand(actor=WHO, position_id=b.POSITION, answer=answer)


async def test_a_stop_that_stands_again_is_said_to_stand(house: ChatHouse) -> None:
    await newsroom(house).tell(LOST)
    house.core.answer_trouble = NotPossibleNow("protection-stands")
    answer = await house.press(ANN, "Restore")
    assert answer["text"] == "It stands at the exchange."


async def test_a_busy_position_is_told_as_such(house: ChatHouse) -> None:
    await newsroom(house).tell(LOST)
    house.core.answer_trouble = NotPossibleNow("position-closed")
    answer = await house.press(ANN, "Restore")
    assert "closed" in str(answer["text"])


async def test_a_paused_follow_is_resumed_by_its_button(house: ChatHouse) -> None:
    event = e.FollowPausedEvent(
        event_id="f", occurred_at=b.NOW, follow_id=b.FOLLOW, follower_id=WHO, account_id=b.ACCOUNT, code="margin"
    )
    await newsroom(house).tell(event)
    await house.press(ANN, "Resume")
    assert type(house.core.last()).__name__ == "ResumeFollowCommand"
