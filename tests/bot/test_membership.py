"""Operators change what somebody may do: from the list to the message that the person reads."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from bot.house_presses import TermsField
from bot.membership import TermsDraft
from bot.views.membership import ask_limit, membership_card, terms_changed
from core.application.operator_views import MembershipView
from core.domain.follower import FREE, Role, Terms
from core.domain.values import FollowerId
from tests.bot.chat_house import TEXTS
from tests.bot.drawn import MOST_LINES, drawn_lines
from tests.bot.operator_house import OperatorHouse, open_house
from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA

LANGUAGES = TEXTS.languages()
WHO = FollowerId(ANN)
TIGHT = Terms(may_lead=False, paper_only=True, max_accounts=7, max_capital=Decimal("1500.5"))


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[OperatorHouse]:
    async with open_house(tmp_path) as opened:
        yield opened


async def terms_of(house: OperatorHouse) -> tuple[Role, Terms]:
    async with house.life.db.units() as unit:
        follower = await unit.followers.get(WHO)
    return follower.role, follower.terms


async def open_ann(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "People")
    await house.press(OLENA, "Ann")


async def test_terms_are_chosen_typed_saved_and_told(house: OperatorHouse) -> None:
    await open_ann(house)
    assert "Accounts: 1 · running follows: 1" in await house.text(OLENA)
    assert "nothing is closed" in await house.text(OLENA)
    assert "Save" not in await house.labels(OLENA)
    for label in ("copies", "1 account", "paper only"):
        await house.press(OLENA, label)
    await house.forge(OLENA, f"te:capital:{ANN}:")
    await house.say(OLENA, "plenty")
    await house.say(OLENA, "$1.5k")
    assert "at most 1500 USDT" in (await house.text(OLENA)).replace(",", "")
    assert await terms_of(house) == (Role.FOLLOWER, FREE)
    await house.press(OLENA, "Save")
    wanted = Terms(may_lead=False, paper_only=True, max_accounts=1, max_capital=Decimal(1500))
    assert await terms_of(house) == (Role.FOLLOWER, wanted)
    await house.deliver()
    told = [str(it["text"]) for it in await house.from_bot(ANN) if "changed what you may do" in str(it["text"])]
    assert len(told) == 1
    assert "at most 1 account" in told[0]
    assert "nothing is closed" in told[0]


async def test_who_follows_stays_more_than_a_viewer(house: OperatorHouse) -> None:
    await open_ann(house)
    await house.press(OLENA, "looks")
    assert "They still follow a leader" in str((await house.press(OLENA, "Save"))["text"])
    assert await terms_of(house) == (Role.FOLLOWER, FREE)


async def test_operators_have_no_terms(house: OperatorHouse) -> None:
    await house.say(OLENA, "/admin")
    await house.press(OLENA, "People")
    await house.press(OLENA, "Olena")
    assert "Nothing limits them" in await house.text(OLENA)
    assert await house.labels(OLENA) == ["‹ Back"]
    await house.forge(OLENA, f"te:paper:{OLENA}:on")
    assert "named by the settings" in str((await house.forge(OLENA, f"te:save:{OLENA}:"))["text"])


async def test_for_others_it_does_not_exist(house: OperatorHouse) -> None:
    await house.say(ANN, "/help")
    for press in ("go:people:0", f"pe:{ANN}", f"te:paper:{ANN}:off", f"te:save:{ANN}:"):
        assert (await house.forge(ANN, press))["text"] == TEXTS.voice("en").plain("refusal-button-unknown")


@pytest.mark.parametrize(
    ("press", "key"),
    [
        ("te:role:{}:operator", "button-unknown"),
        ("te:role:{}:", "button-unknown"),
        ("te:paper:{}:maybe", "button-unknown"),
        ("te:save:{}:x", None),
        ("te:accounts:{}:0", "number-range"),
        ("te:accounts:{}:1e9", "number-form"),
        ("te:capital:{}:5%", "number-unit"),
        (f"te:paper:{BOHDAN}:on", "form-closed"),
        (f"te:save:{BOHDAN}:", "form-closed"),
        ("pe:31337", "person-unknown"),
        ("te:money:{}:1", "button-unknown"),
    ],
)
async def test_forged_choices_change_nothing(house: OperatorHouse, press: str, key: str | None) -> None:
    await open_ann(house)
    answer = await house.forge(OLENA, press.format(ANN))
    if key is not None:
        said = TEXTS.voice("en").plain(f"refusal-{key}", low=1, high=50, typed="5%", example="$100")
        assert answer["text"] == said
    assert await terms_of(house) == (Role.FOLLOWER, FREE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.FOLLOWER, Role.VIEWER, Role.OPERATOR])
def test_every_screen_fits_a_phone(language: str, role: Role) -> None:
    voice = TEXTS.voice(language)
    view = MembershipView(follower_id=WHO, name="W" * 32, role=role, terms=FREE, accounts=50, follows=99)
    draft = TermsDraft(follower_id=WHO, role=role, terms=TIGHT)
    screens = [
        membership_card(voice, view, draft, voice.say("terms-saved")),
        terms_changed(voice, role, TIGHT),
        terms_changed(voice, role, FREE),
        *(ask_limit(voice, field, WHO) for field in (TermsField.ACCOUNTS, TermsField.CAPITAL)),
    ]
    for screen in screens:
        assert drawn_lines(screen.text) <= MOST_LINES, screen.text
