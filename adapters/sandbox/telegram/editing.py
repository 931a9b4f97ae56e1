"""Everything with which the bot changes or removes a message that is already there.

Must not let it touch what Telegram would not: other people's messages, deleted ones, equal content.
"""

from dataclasses import replace

from aiogram.methods import (
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)

from adapters.sandbox.telegram import composing
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.incoming import Uploads
from adapters.sandbox.telegram.keyboards import inline_keyboard
from adapters.sandbox.telegram.model import Chat, Content, Message
from adapters.sandbox.telegram.refusals import bad_request, not_emulated
from adapters.sandbox.telegram.wire import Wire

DELETABLE_FOR_S = 48 * 3600
Edit = EditMessageText | EditMessageCaption | EditMessageMedia | EditMessageReplyMarkup


def edit_message_text(world: ChatWorld, call: EditMessageText, _: Uploads) -> Wire:
    if call.rich_message is not None:
        raise not_emulated("rich messages")
    message = _editable(world, call)
    body = composing.text_body(call.text or "", call.parse_mode, call.entities)
    if message.content.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _edited(world, message, Content(body=body, keyboard=inline_keyboard(call.reply_markup)))


def edit_message_caption(world: ChatWorld, call: EditMessageCaption, _: Uploads) -> Wire:
    message = _editable(world, call)
    if message.content.media is None:
        raise bad_request("there is no caption in the message to edit")
    body = composing.caption_body(call.caption, call.parse_mode, call.caption_entities)
    keyboard = inline_keyboard(call.reply_markup)
    return _edited(world, message, replace(message.content, body=body, keyboard=keyboard))


def edit_message_media(world: ChatWorld, call: EditMessageMedia, uploads: Uploads) -> Wire:
    message = _editable(world, call)
    media, body = composing.input_media(world, call.media, uploads=uploads)
    content = Content(body=body, media=media, keyboard=inline_keyboard(call.reply_markup))
    return _edited(world, message, content)


def edit_message_reply_markup(world: ChatWorld, call: EditMessageReplyMarkup, _: Uploads) -> Wire:
    message = _editable(world, call)
    keyboard = inline_keyboard(call.reply_markup)
    return _edited(world, message, replace(message.content, keyboard=keyboard))


def delete_message(world: ChatWorld, call: DeleteMessage, _: Uploads) -> bool:
    message = world.find(world.directory.chat(call.chat_id), call.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if not _is_deletable(world, message):
        raise bad_request("message can't be deleted for everyone")
    world.delete(message)
    return True


def delete_messages(world: ChatWorld, call: DeleteMessages, _: Uploads) -> bool:
    """Those that can't be found are passed over, as Telegram does."""
    chat = world.directory.chat(call.chat_id)
    found = [message for number in call.message_ids if (message := world.find(chat, number))]
    for message in found:
        if _is_deletable(world, message):
            world.delete(message)
    return True


def pin_chat_message(world: ChatWorld, call: PinChatMessage, _: Uploads) -> bool:
    message = world.find(world.directory.writable(call.chat_id), call.message_id)
    if message is None:
        raise bad_request("message to pin not found")
    world.pin(message)
    return True


def unpin_chat_message(world: ChatWorld, call: UnpinChatMessage, _: Uploads) -> bool:
    pinned = _pinned(world, world.directory.chat(call.chat_id))
    wanted = [message for message in pinned if call.message_id in {None, message.id}]
    if not wanted:
        raise bad_request("message to unpin not found")
    world.unpin(wanted[-1])
    return True


def unpin_all_chat_messages(world: ChatWorld, call: UnpinAllChatMessages, _: Uploads) -> bool:
    for message in _pinned(world, world.directory.chat(call.chat_id)):
        world.unpin(message)
    return True


def _pinned(world: ChatWorld, chat: Chat) -> list[Message]:
    return [message for message in world.history(chat) if message.is_pinned and not message.is_deleted]


def _editable(world: ChatWorld, call: Edit) -> Message:
    if call.chat_id is None or call.message_id is None:
        raise bad_request("message identifier is not specified")
    message = world.find(world.directory.writable(call.chat_id), call.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender is not world.directory.bot or message.marks.forwarded_from is not None:
        raise bad_request("message can't be edited")
    return message


def _edited(world: ChatWorld, message: Message, content: Content) -> Wire:
    world.edit(message, content)
    return world.wire(message)


def _is_deletable(world: ChatWorld, message: Message) -> bool:
    """In private chats both sides' messages, everywhere the bot's own; for 48 hours."""
    is_own = message.sender is world.directory.bot
    is_young = world.now() - message.sent_at <= DELETABLE_FOR_S
    return is_young and (is_own or message.chat.is_private)
