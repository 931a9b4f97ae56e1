"""What the bot sends and edits, as people see it and as Telegram refuses it."""

from collections.abc import AsyncIterator

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    DisabledButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)

from adapters.sandbox.telegram.pictures import sample_photo
from tests.sandbox.telegram_room import ANN, BOHDAN, Room, open_room, record, records


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with open_room() as opened:
        await opened.meet(ANN)
        yield opened


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(buttons)])


def picture() -> BufferedInputFile:
    return BufferedInputFile(sample_photo(), "chart.png")


async def test_html_reaches_people_as_entities(room: Room) -> None:
    sent = await room.bot.send_message(ANN, "<b>Ціна</b> 🚀 <i>64 000</i> &lt;USDT&gt;")
    seen = await room.last(ANN)
    assert seen["text"] == sent.text == "Ціна 🚀 64 000 <USDT>"
    assert seen["html"] == "<b>Ціна</b> 🚀 <i>64 000</i> &lt;USDT&gt;"
    assert [(part.type, part.offset, part.length) for part in sent.entities or []] == [
        ("bold", 0, 4),
        ("italic", 8, 6),
    ]


async def test_countdown_keeps_its_moment(room: Room) -> None:
    sent = await room.bot.send_message(ANN, 'Expires <tg-time unix="1790000000" format="r">in a minute</tg-time>')
    assert sent.entities is not None
    assert (sent.entities[0].type, sent.entities[0].date_time_format) == ("date_time", "r")
    assert 'unix="1790000000"' in str((await room.last(ANN))["html"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<b>open", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("Ціна < 5", 'Unsupported start tag "" at byte offset 9'),
        ("<table>x</table>", 'Unsupported start tag "table" at byte offset 0'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b> </b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
    ],
)
async def test_bad_text_is_refused(room: Room, text: str, complaint: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await room.bot.send_message(ANN, text)
    assert complaint in refused.value.message


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        (InlineKeyboardButton(text="x"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text="x", callback_data="д" * 33), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton(text=" ", callback_data="x"), "text must be non-empty"),
        (InlineKeyboardButton(text="x", url="nowhere"), "Wrong HTTP URL"),
        (InlineKeyboardButton(text="x", callback_data="x", style="pink"), "invalid button style"),
        (InlineKeyboardButton(text="x", copy_text=CopyTextButton(text="c" * 257)), "BUTTON_COPY_TEXT_INVALID"),
        (InlineKeyboardButton(text="x", callback_data="x", disabled=DisabledButton()), "exactly one type"),
    ],
)
async def test_bad_buttons_are_refused(room: Room, button: InlineKeyboardButton, complaint: str) -> None:
    with pytest.raises(TelegramBadRequest) as refused:
        await room.bot.send_message(ANN, "text", reply_markup=keyboard(button))
    assert complaint in refused.value.message


async def test_buttons_keep_style_and_state(room: Room) -> None:
    markup = keyboard(
        InlineKeyboardButton(text="Copy", callback_data="copy:1", style="success"),
        InlineKeyboardButton(text="Order id", copy_text=CopyTextButton(text="abc-1")),
        InlineKeyboardButton(text="Gone", disabled=DisabledButton()),
    )
    await room.bot.send_message(ANN, "card", reply_markup=markup)
    (row,) = await buttons(room)
    assert [(button["style"], button["copy"], button["disabled"]) for button in row] == [
        ("success", None, False),
        (None, "abc-1", False),
        (None, None, True),
    ]


async def buttons(room: Room) -> list[list[dict[str, object]]]:
    rows = (await room.last(ANN))["buttons"]
    assert isinstance(rows, list)
    return [records(row) for row in rows]


async def test_card_is_edited_in_place(room: Room) -> None:
    sent = await room.bot.send_message(ANN, "opening", disable_notification=True)
    await room.bot.edit_message_text("filled", chat_id=ANN, message_id=sent.message_id)
    seen = await room.last(ANN)
    assert (seen["id"], seen["text"], seen["earlier"], seen["edited"]) == (sent.message_id, "filled", ["opening"], 1)
    assert seen["silent"] is True


async def test_edit_without_change_is_refused(room: Room) -> None:
    sent = await room.bot.send_message(ANN, "same")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await room.bot.edit_message_text("<u></u>same", chat_id=ANN, message_id=sent.message_id)


async def test_button_edit_leaves_no_edited_mark(room: Room) -> None:
    markup = keyboard(InlineKeyboardButton(text="Copy", callback_data="copy"))
    sent = await room.bot.send_message(ANN, "card", reply_markup=markup)
    await room.bot.edit_message_reply_markup(chat_id=ANN, message_id=sent.message_id)
    seen = await room.last(ANN)
    assert (seen["buttons"], seen["edited"], seen["edited_at"]) == ([], 1, None)


async def test_missing_messages_are_named_so(room: Room) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await room.bot.edit_message_text("x", chat_id=ANN, message_id=999)
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await room.bot.delete_message(ANN, 999)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await room.bot.send_message(ANN, "x", reply_parameters=ReplyParameters(message_id=999))
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await room.bot.send_message(77, "x")


async def test_peoples_messages_are_not_the_bots_to_edit(room: Room) -> None:
    first = await room.last(ANN)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await room.bot.edit_message_text("x", chat_id=ANN, message_id=int(str(first["id"])))


async def test_key_message_vanishes_when_deleted(room: Room) -> None:
    await room.post("send", user=ANN, text="my-secret-key")
    said = await room.last(ANN)
    assert await room.bot.delete_message(ANN, int(str(said["id"])))
    assert (await room.last(ANN))["deleted"] is True
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await room.bot.delete_message(ANN, int(str(said["id"])))


async def test_many_messages_vanish_at_once(room: Room) -> None:
    sent = [await room.bot.send_message(ANN, f"note {number}") for number in range(3)]
    await room.bot.delete_messages(ANN, [*(message.message_id for message in sent), 999])
    assert [message["deleted"] for message in (await room.messages(ANN))[-3:]] == [True, True, True]


async def test_picture_is_uploaded_and_shown(room: Room) -> None:
    sent = await room.bot.send_photo(ANN, picture(), caption="<b>PnL</b>")
    assert sent.photo is not None
    assert (sent.photo[0].width, sent.photo[0].height, sent.caption) == (320, 200, "PnL")
    photo = record((await room.last(ANN))["photo"])
    async with room.people.get(str(photo["url"])) as response:
        assert await response.read() == sample_photo()


async def test_picture_is_replaced_in_place(room: Room) -> None:
    sent = await room.bot.send_photo(ANN, picture(), caption="day")
    media = InputMediaPhoto(media=picture(), caption="week")
    await room.bot.edit_message_media(media, chat_id=ANN, message_id=sent.message_id)
    await room.bot.edit_message_caption(chat_id=ANN, message_id=sent.message_id, caption="<i>week</i>")
    assert (await room.last(ANN))["html"] == "<i>week</i>"
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await room.bot.edit_message_text("x", chat_id=ANN, message_id=sent.message_id)


async def test_garbage_is_no_picture(room: Room) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await room.bot.send_photo(ANN, BufferedInputFile(b"not a picture", "x.png"))
    with pytest.raises(TelegramBadRequest, match="caption is too long"):
        await room.bot.send_photo(ANN, picture(), caption="x" * 1025)


async def test_document_comes_back_byte_for_byte(room: Room) -> None:
    sent = await room.bot.send_document(ANN, BufferedInputFile(b"time;pair;pnl\n", "history.csv"))
    assert sent.document is not None
    found = await room.bot.get_file(sent.document.file_id)
    downloaded = await room.bot.download_file(found.file_path or "")
    assert downloaded is not None
    assert downloaded.read() == b"time;pair;pnl\n"


async def test_album_shares_one_group(room: Room) -> None:
    album = [InputMediaPhoto(media=picture(), caption="one"), InputMediaPhoto(media=picture())]
    sent = await room.bot.send_media_group(ANN, [*album])
    assert len({message.media_group_id for message in sent}) == 1
    with pytest.raises(TelegramBadRequest, match="group must include 2-10 items"):
        await room.bot.send_media_group(ANN, [album[0]])


async def test_copy_and_forward_repeat_a_message(room: Room) -> None:
    await room.meet(BOHDAN)
    sent = await room.bot.send_message(ANN, "<b>trade</b>")
    await room.bot.copy_message(BOHDAN, ANN, sent.message_id)
    assert (await room.last(BOHDAN))["html"] == "<b>trade</b>"
    await room.bot.forward_message(BOHDAN, ANN, sent.message_id)
    assert (await room.last(BOHDAN))["forwarded_from"] == "Tandem"


async def test_pins_come_and_go(room: Room) -> None:
    sent = await room.bot.send_message(ANN, "status")
    await room.bot.pin_chat_message(ANN, sent.message_id)
    assert (await room.last(ANN))["pinned"] is True
    await room.bot.unpin_all_chat_messages(ANN)
    assert (await room.last(ANN))["pinned"] is False


async def test_nobody_is_written_to_before_start(room: Room) -> None:
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await room.bot.send_message(BOHDAN, "hello?")


async def test_blocking_person_is_out_of_reach(room: Room) -> None:
    await room.post("users", id=ANN, blocked=True)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await room.bot.send_message(ANN, "hello?")
    await room.post("users", id=ANN, blocked=False)
    assert await room.bot.send_message(ANN, "welcome back")


async def test_unplayed_methods_say_so(room: Room) -> None:
    async with room.people.post(f"/bot{room.bot.token}/sendDice", data={"chat_id": ANN}) as response:
        assert response.status == 501
    async with room.people.post(f"/bot{room.bot.token}/sendNothing") as response:
        assert response.status == 404


async def test_wrong_token_opens_nothing(room: Room) -> None:
    async with room.people.post("/bot1:wrong/getMe") as response:
        assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")


async def test_json_requests_work_as_well(room: Room) -> None:
    fields = {"chat_id": ANN, "text": "as <b>JSON</b>", "parse_mode": "HTML"}
    async with room.people.post(f"/bot{room.bot.token}/sendMessage", json=fields) as response:
        assert (await response.json())["result"]["text"] == "as JSON"
    async with room.people.post(f"/bot{room.bot.token}/sendMessage", json={"chat_id": ANN}) as response:
        assert (await response.json())["description"] == "Bad Request: message text is empty"


async def test_text_that_looks_like_json_stays_text(room: Room) -> None:
    sent = await room.bot(SendMessage(chat_id=ANN, text='{"not": "parsed"}', parse_mode=None))
    assert sent.text == '{"not": "parsed"}'
