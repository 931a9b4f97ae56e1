"""Everything with which the bot puts a new message into a chat.

Must not format or check texts; that is composing.
"""

import secrets
from dataclasses import dataclass

from aiogram.client.default import Default
from aiogram.methods import (
    CopyMessage,
    ForwardMessage,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
)
from aiogram.types import ReplyParameters

from adapters.sandbox.telegram import composing
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.entities import FormattedText
from adapters.sandbox.telegram.incoming import Uploads
from adapters.sandbox.telegram.keyboards import Markup, inline_keyboard, reply_keyboard
from adapters.sandbox.telegram.model import Chat, Content, Marks, Media, MediaKind, Message, MessageId
from adapters.sandbox.telegram.refusals import bad_request
from adapters.sandbox.telegram.wire import Wire

ALBUM_SIZES = range(2, 11)
Outgoing = SendMessage | SendPhoto | SendDocument | SendMediaGroup | CopyMessage


def send_message(world: ChatWorld, call: SendMessage, _: Uploads) -> Wire:
    letter = Letter.address(world, call)
    body = composing.text_body(call.text, call.parse_mode, call.entities)
    return letter.post(body, markup=call.reply_markup)


def send_photo(world: ChatWorld, call: SendPhoto, uploads: Uploads) -> Wire:
    letter = Letter.address(world, call)
    body = composing.caption_body(call.caption, call.parse_mode, call.caption_entities)
    photo = composing.media(world, MediaKind.PHOTO, source=call.photo, uploads=uploads)
    return letter.post(body, media=photo, markup=call.reply_markup)


def send_document(world: ChatWorld, call: SendDocument, uploads: Uploads) -> Wire:
    letter = Letter.address(world, call)
    body = composing.caption_body(call.caption, call.parse_mode, call.caption_entities)
    document = composing.media(world, MediaKind.DOCUMENT, source=call.document, uploads=uploads)
    return letter.post(body, media=document, markup=call.reply_markup)


def send_media_group(world: ChatWorld, call: SendMediaGroup, uploads: Uploads) -> list[Wire]:
    if len(call.media) not in ALBUM_SIZES:
        raise bad_request("group must include 2-10 items")
    letter = Letter.address(world, call, album=str(secrets.randbits(52)))
    pieces = [composing.input_media(world, item, uploads=uploads) for item in call.media]
    return [letter.post(body, media=piece) for piece, body in pieces]


def copy_message(world: ChatWorld, call: CopyMessage, _: Uploads) -> Wire:
    letter = Letter.address(world, call)
    original = _original(world, call.from_chat_id, message_id=call.message_id, verb="copy")
    body = original.content.body
    if call.caption is not None:
        body = composing.caption_body(call.caption, call.parse_mode, call.caption_entities)
    sent = letter.post(body, media=original.content.media, markup=call.reply_markup)
    return {"message_id": sent["message_id"]}


def forward_message(world: ChatWorld, call: ForwardMessage, _: Uploads) -> Wire:
    chat = world.directory.writable(call.chat_id)
    original = _original(world, call.from_chat_id, message_id=call.message_id, verb="forward")
    marks = Marks(
        is_silent=bool(call.disable_notification),
        is_protected=_flag(call.protect_content),
        forwarded_from=original.marks.forwarded_from or original.sender,
    )
    content = Content(body=original.content.body, media=original.content.media)
    return world.wire(world.post(chat, world.directory.bot, content=content, marks=marks))


def send_chat_action(world: ChatWorld, call: SendChatAction, _: Uploads) -> bool:
    chat = world.directory.writable(call.chat_id)
    world.journal.write("action", chat=chat.id, action=call.action)
    return True


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with an address and marks, waiting for its content."""

    world: ChatWorld
    chat: Chat
    marks: Marks

    @classmethod
    def address(cls, world: ChatWorld, call: Outgoing, *, album: str | None = None) -> "Letter":
        chat = world.directory.writable(call.chat_id)
        marks = Marks(
            is_silent=bool(call.disable_notification),
            is_protected=_flag(call.protect_content),
            reply_to=_reply_to(world, chat, call.reply_parameters),
            media_group=album,
        )
        return cls(world, chat, marks)

    def post(self, body: FormattedText, *, media: Media | None = None, markup: Markup | None = None) -> Wire:
        content = Content(body=body, media=media, keyboard=inline_keyboard(markup))
        self.chat.reply_keyboard = reply_keyboard(markup, self.chat.reply_keyboard)
        bot = self.world.directory.bot
        return self.world.wire(self.world.post(self.chat, bot, content=content, marks=self.marks))


def _reply_to(world: ChatWorld, chat: Chat, reply: ReplyParameters | None) -> MessageId | None:
    if reply is None or reply.message_id is None:
        return None
    if world.find(chat, reply.message_id) is not None:
        return MessageId(reply.message_id)
    if _flag(reply.allow_sending_without_reply):
        return None
    raise bad_request("message to be replied not found")


def _original(world: ChatWorld, chat_id: int | str, *, message_id: int, verb: str) -> Message:
    original = world.find(world.directory.chat(chat_id), message_id)
    if original is None:
        reason = f"message to {verb} not found"
        raise bad_request(reason)
    if original.marks.is_protected:
        reason = f"message can't be {'copied' if verb == 'copy' else 'forwarded'}"
        raise bad_request(reason)
    return original


def _flag(value: bool | Default | None) -> bool:  # noqa: FBT001 - reads aiogram's three-valued field
    return value is True
