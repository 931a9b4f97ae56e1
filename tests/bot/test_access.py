"""Who may talk to the bot, where, and how fast."""

import pytest

from bot.conversation import ConversationStorage
from bot.dispatcher import build_dispatcher
from bot.middlewares import Flood
from bot.sender import tell_nobody
from core.application import commands as c
from tests.bot import builders as b
from tests.bot.chat_house import TEXTS, ChatHouse, open_house
from tests.bot.fake_core import GOOD_INVITE, FakeCore
from tests.bot.memory import MemoryConversations
from tests.sandbox.telegram_room import ANN, BOHDAN, STRANGER, record

KEY_MESSAGE = f"{'k1' * 16} {'s2' * 20}"


async def test_stranger_needs_an_invitation(house: ChatHouse) -> None:
    await house.say(STRANGER, "/start")
    text = await house.text(STRANGER)
    assert "by invitation" in text
    assert str(STRANGER) in text


@pytest.mark.parametrize("text", ["/positions", "/admin", "hello", "$100", "/start l_leader", "/unknown"])
async def test_stranger_learns_nothing_else(house: ChatHouse, text: str) -> None:
    await house.say(STRANGER, text)
    assert "by invitation" in await house.text(STRANGER)
    assert house.core.done == []


async def test_stranger_may_read_help(house: ChatHouse) -> None:
    await house.say(STRANGER, "/help")
    assert "/start" in await house.text(STRANGER)
    assert "/positions" not in await house.text(STRANGER)


async def test_invite_lets_a_stranger_in(house: ChatHouse) -> None:
    await house.say(STRANGER, f"/start i_{GOOD_INVITE}")
    assert isinstance(house.core.done[0], c.JoinCommand)
    assert "◻ Choose a leader" in await house.text(STRANGER)
    commands = str((await house.room.chat(STRANGER))["commands"])
    assert "positions" in commands
    assert "admin" not in commands


@pytest.mark.parametrize("code", ["wrong-code-123456", "x", "../../etc", "i_", "a" * 60, "%00"])
async def test_wrong_invites_are_refused_kindly(house: ChatHouse, code: str) -> None:
    await house.say(STRANGER, f"/start i_{code}")
    assert "This invitation is used up, expired or mistyped" in await house.text(STRANGER)
    assert STRANGER not in house.core.people


async def test_invite_of_a_member_opens_home(house: ChatHouse) -> None:
    await house.say(ANN, f"/start i_{GOOD_INVITE}")
    assert "Tandem · Ann" in await house.text(ANN)
    assert house.core.done == []


async def test_stranger_presses_nobody_else_s_buttons(house: ChatHouse) -> None:
    await house.say(ANN, "/close")
    answer = await house.forge(STRANGER, f"po:closenow:{b.POSITION}", chat=ANN)
    assert "by invitation" in str(answer["text"])
    assert house.core.done == []


async def test_member_presses_nobody_else_s_position(house: ChatHouse) -> None:
    await house.say(ANN, "/close")
    answer = await house.forge(BOHDAN, f"po:closenow:{b.POSITION}", chat=ANN)
    assert answer["text"] == "Не можу цього знайти. Можливо, його вже немає."
    assert house.core.done == []
    assert "Close what?" in await house.text(ANN)


async def test_groups_get_one_hint(house: ChatHouse) -> None:
    group = await house.room.post("chats", title="Traders", founder="Ann")
    for text in ("/pnl", "/positions", "hello all"):
        await house.room.post("send", user=ANN, chat=group["id"], text=text)
    await house.pump()
    messages = await house.room.messages(int(str(group["id"])))
    from_bot = [it for it in messages if record(it["from"])["is_bot"]]
    assert [it["text"] for it in from_bot] == [TEXTS.voice("en").plain("private-only")]


def test_only_messages_and_presses_are_asked_for() -> None:
    """No inline queries, no channels, no payments, no webhooks: Telegram doesn't even send them."""
    dispatcher = build_dispatcher(
        FakeCore().bus(), TEXTS, storage=ConversationStorage(MemoryConversations()), on_heard=tell_nobody
    )
    assert set(dispatcher.resolve_used_update_types()) == {"message", "edited_message", "callback_query"}


async def test_presses_in_a_group_never_act(house: ChatHouse) -> None:
    group = await house.room.post("chats", title="Traders", founder="Ann")
    number = int(str(group["id"]))
    await house.room.post("send", user=ANN, chat=number, text="/positions")
    await house.pump()
    answer = await house.forge(ANN, f"po:closenow:{b.POSITION}", chat=number)
    assert answer["text"] == TEXTS.voice("en").plain("private-only")
    assert house.core.done == []


async def test_forwarded_messages_never_act(house: ChatHouse) -> None:
    await house.say(ANN, "/close", forward_from="Lev")
    assert await house.text(ANN) == "I don't act on forwarded messages. Please write it yourself."


async def test_edited_messages_never_act(house: ChatHouse) -> None:
    await house.say(ANN, "hello")
    seen = len(await house.from_bot(ANN))
    mine = [it for it in await house.room.messages(ANN) if not record(it["from"])["is_bot"]][-1]
    await house.say(ANN, "/positions", edit=mine["id"])
    assert len(await house.from_bot(ANN)) == seen


async def test_key_in_an_edited_message_is_deleted(house: ChatHouse) -> None:
    await house.say(ANN, "hello")
    mine = [it for it in await house.room.messages(ANN) if not record(it["from"])["is_bot"]][-1]
    await house.say(ANN, KEY_MESSAGE, edit=mine["id"])
    assert KEY_MESSAGE not in await house.texts(ANN)


@pytest.mark.parametrize("more", [{}, {"forward_from": "Lev"}])
async def test_key_out_of_place_is_deleted_too(house: ChatHouse, more: dict[str, object]) -> None:
    await house.say(ANN, KEY_MESSAGE, **more)
    assert KEY_MESSAGE not in await house.texts(ANN)
    assert house.core.done == []


async def test_undeletable_key_is_told(house: ChatHouse) -> None:
    await house.room.post("faults", kind="outage", method="deleteMessage", times=1)
    await house.say(ANN, KEY_MESSAGE)
    assert any("Please delete it yourself" in text for text in await house.texts(ANN))


async def test_flood_is_warned_once() -> None:
    moment = 0.0
    flood = Flood(TEXTS, burst=3, per_second=1, clock=lambda: moment)
    async with open_house(flood) as house:
        for _ in range(6):
            await house.say(ANN, "/help")
        texts = [str(it["text"]) for it in await house.from_bot(ANN)]
        assert texts.count("That was a lot at once. Give me a few seconds, then go on.") == 1
        assert len(texts) == 4
        moment = 10.0
        await house.say(ANN, "/help")
        assert len(await house.from_bot(ANN)) == 5


async def test_one_flooder_does_not_slow_another() -> None:
    async with open_house(Flood(TEXTS, burst=2, per_second=0.001)) as house:
        for _ in range(4):
            await house.say(ANN, "/help")
        await house.say(BOHDAN, "/help")
        assert "/positions" in await house.text(BOHDAN)
