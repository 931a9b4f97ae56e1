"""What people do, as the bot hears of it; and what their presses are answered with."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    DisabledButton,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)

from tests.sandbox.telegram_room import ANN, BOHDAN, OLENA, STRANGER, Room, open_bot, open_room, record


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        await opened.meet(ANN, BOHDAN)
        yield opened


async def newest(room: Room) -> Update:
    return (await room.bot.get_updates(offset=-1))[0]


async def post_card(room: Room, label: str = "Copy", data: str = "copy:1") -> int:
    button = InlineKeyboardButton(text=label, callback_data=data)
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    return (await room.bot.send_message(ANN, "Copy this?", reply_markup=markup)).message_id


async def test_start_carries_its_deep_link(room: Room) -> None:
    await room.post("send", user="Olena", text="/start invite_42")
    message = (await newest(room)).message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.from_user.id, message.from_user.language_code) == ("/start invite_42", OLENA, "uk")
    assert [entity.type for entity in message.entities or []] == ["bot_command"]


async def test_updates_stay_until_confirmed(room: Room) -> None:
    for text in ("one", "two", "three"):
        await room.post("send", user=ANN, text=text)
    first, second, third = await room.bot.get_updates()
    assert [update.update_id for update in await room.bot.get_updates()] == [
        first.update_id,
        second.update_id,
        third.update_id,
    ]
    rest = await room.bot.get_updates(offset=third.update_id, limit=5)
    assert [update.update_id for update in rest] == [third.update_id]


async def test_waiting_poll_wakes_on_a_message(room: Room) -> None:
    poll = asyncio.ensure_future(room.bot.get_updates(timeout=20))
    await asyncio.sleep(0.02)
    await room.post("send", user=ANN, text="wake up")
    assert [update.message.text for update in await poll if update.message] == ["wake up"]


async def test_second_poller_ends_the_first(room: Room) -> None:
    other = open_bot(room.url, room.bot.token)
    first = asyncio.ensure_future(room.bot.get_updates(timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.ensure_future(other.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await first
    await room.post("send", user=ANN, text="for the second")
    assert len(await second) == 1
    await other.session.close()


async def test_only_asked_kinds_are_delivered(room: Room) -> None:
    await room.bot.get_updates(allowed_updates=["callback_query"])
    await room.post("send", user=ANN, text="not wanted")
    card = await post_card(room)
    await room.post("press", user=ANN, message=card, data="copy:1")
    assert [update.event_type for update in await room.bot.get_updates()] == ["callback_query"]


async def test_edited_and_forwarded_messages_arrive(room: Room) -> None:
    sent = await room.post("send", user=ANN, text="25 %", forward_from="Lev")
    message = (await newest(room)).message
    assert message is not None
    assert message.forward_origin is not None
    (mine,) = [record(item) for item in sent["messages"]] if isinstance(sent["messages"], list) else []
    await room.post("send", user=ANN, edit=mine["id"], text="50 %")
    edited = (await newest(room)).edited_message
    assert edited is not None
    assert (edited.text, edited.message_id) == ("50 %", mine["id"])


async def test_photo_and_location_arrive(room: Room) -> None:
    await room.post("send", user=ANN, photo=True, text="my key is in the picture")
    photo = (await newest(room)).message
    assert photo is not None
    assert (photo.content_type, photo.caption) == ("photo", "my key is in the picture")
    await room.post("send", user=ANN, extra={"location": {"latitude": 50.45, "longitude": 30.52}})
    place = (await newest(room)).message
    assert place is not None
    assert place.content_type == "location"


async def test_oversized_text_arrives_in_pieces(room: Room) -> None:
    await room.post("send", user=ANN, text="9" * 5000)
    pieces = [update.message.text for update in await room.bot.get_updates() if update.message]
    assert [len(piece or "") for piece in pieces] == [4096, 904]


async def test_strangers_talk_in_groups(room: Room) -> None:
    group = await room.post("chats", title="Traders", founder="Ann")
    await room.post("send", user=STRANGER, chat=group["id"], text="/pnl@tandem_sandbox_bot")
    message = (await newest(room)).message
    assert message is not None
    assert message.from_user is not None
    assert (message.chat.type, message.from_user.id) == ("group", STRANGER)


async def test_press_is_answered_with_a_toast(room: Room) -> None:
    await post_card(room)
    pressing = asyncio.ensure_future(room.post("press", user=ANN, label="Copy", wait_s=10))
    (update,) = await room.bot.get_updates(timeout=10)
    assert update.callback_query is not None
    assert update.callback_query.data == "copy:1"
    await room.bot.answer_callback_query(update.callback_query.id, text="Copying", show_alert=True)
    answer = record((await pressing)["answer"])
    assert (answer["text"], answer["alert"]) == ("Copying", True)


async def test_press_is_answered_only_once(room: Room) -> None:
    card = await post_card(room)
    pressed = await room.post("press", user=ANN, message=card, data="copy:1")
    await room.bot.answer_callback_query(str(pressed["query"]))
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await room.bot.answer_callback_query(str(pressed["query"]))


async def test_old_press_can_not_be_answered(room: Room) -> None:
    await room.post("settings", query_lifetime_s=0)
    card = await post_card(room)
    pressed = await room.post("press", user=ANN, message=card, data="copy:1")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await room.bot.answer_callback_query(str(pressed["query"]))


async def test_stranger_forges_a_press(room: Room) -> None:
    card = await post_card(room)
    await room.post("press", user=STRANGER, chat=ANN, message=card, data="copy:999")
    query = (await newest(room)).callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.data, query.message.chat.id) == (STRANGER, "copy:999", ANN)


async def test_press_on_a_deleted_message_is_inaccessible(room: Room) -> None:
    card = await post_card(room)
    await room.post("delete", user=ANN, message=card)
    await room.post("press", user=ANN, message=card, data="copy:1")
    query = (await newest(room)).callback_query
    assert query is not None
    assert isinstance(query.message, InaccessibleMessage)


async def test_deleted_card_can_not_be_edited(room: Room) -> None:
    card = await post_card(room)
    await room.post("delete", user=ANN, message=card)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await room.bot.edit_message_text("filled", chat_id=ANN, message_id=card)


async def test_disabled_button_can_not_be_pressed(room: Room) -> None:
    button = InlineKeyboardButton(text="Expired", disabled=DisabledButton())
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await room.bot.send_message(ANN, "card", reply_markup=markup)
    refused = await room.post("press", user=ANN, label="Expired")
    assert (refused["ok"], refused["error_code"]) == (False, 409)


async def test_commands_are_seen_by_scope_and_language(room: Room) -> None:
    private = BotCommandScopeAllPrivateChats()
    await room.bot.set_my_commands([BotCommand(command="start", description="Home")], scope=private)
    ukrainian = [BotCommand(command="start", description="Дім")]
    await room.bot.set_my_commands(ukrainian, scope=private, language_code="uk")
    admin = [BotCommand(command="admin", description="Rule")]
    await room.bot.set_my_commands(admin, scope=BotCommandScopeChat(chat_id=OLENA))
    seen = [(await room.chat(user))["commands"] for user in (ANN, BOHDAN, OLENA)]
    assert seen == [
        [{"command": "start", "description": "Home"}],
        [{"command": "start", "description": "Дім"}],
        [{"command": "admin", "description": "Rule"}],
    ]
    (kept,) = await room.bot.get_my_commands(scope=private, language_code="uk")
    assert (kept.command, kept.description) == ("start", "Дім")


async def test_wrong_commands_are_refused(room: Room) -> None:
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await room.bot.set_my_commands([BotCommand(command="Start!", description="x")])


async def test_reply_keyboard_stays_under_the_box(room: Room) -> None:
    markup = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="25 %")]])
    await room.bot.send_message(ANN, "How much?", reply_markup=markup)
    assert record((await room.chat(ANN))["reply_keyboard"])["keyboard"] == [[{"text": "25 %"}]]
    await room.bot.send_message(ANN, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert (await room.chat(ANN))["reply_keyboard"] is None


async def test_bot_introduces_itself(room: Room) -> None:
    me = await room.bot.get_me()
    assert (me.is_bot, me.username) == (True, "tandem_sandbox_bot")
    await room.bot.set_my_description("Копіює угоди", language_code="uk")
    assert (await room.bot.get_my_description(language_code="uk")).description == "Копіює угоди"
    assert (await room.bot.get_chat(ANN)).first_name == "Ann"
