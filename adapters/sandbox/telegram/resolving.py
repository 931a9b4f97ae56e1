"""Whom and what a control request means: people by name or id, chats, messages, letters with their files.

Must not act on them.
"""

from adapters.sandbox.telegram import people
from adapters.sandbox.telegram.asking import Asked
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.model import Chat, Media, MediaKind, Message, MessageId, Person
from adapters.sandbox.telegram.pictures import sample_photo
from adapters.sandbox.telegram.refusals import bad_request


def read_letter(world: ChatWorld, asked: Asked) -> people.Letter:
    reply_to = asked.number("reply_to")
    forwarded = asked.fields.get("forward_from")
    return people.Letter(
        text=asked.text("text") or "",
        media=read_photo(world, asked) or read_document(world, asked),
        reply_to=MessageId(reply_to) if reply_to is not None else None,
        forwarded_from=get_person(world, asked, "forward_from") if forwarded is not None else None,
        extra=asked.record("extra"),
    )


def read_photo(world: ChatWorld, asked: Asked) -> Media | None:
    is_sample = asked.fields.get("photo") is True
    content = sample_photo() if is_sample else asked.content("photo")
    if content is None:
        return None
    return Media(
        MediaKind.PHOTO,
        world.files.put(MediaKind.PHOTO, "photo.png", content=content, mime="image/png"),
    )


def read_document(world: ChatWorld, asked: Asked) -> Media | None:
    content = asked.content("document")
    if content is None:
        return None
    name = asked.text("file_name") or "file.txt"
    mime = asked.text("mime") or "text/plain"
    return Media(MediaKind.DOCUMENT, world.files.put(MediaKind.DOCUMENT, name, content=content, mime=mime))


def get_person(world: ChatWorld, asked: Asked, field: str) -> Person:
    """By id, or by name as people call each other."""
    wanted = str(asked.fields.get(field, ""))
    named = (one for one in world.directory.people() if one.first_name == wanted)
    return next(named, None) or world.directory.person(read_number(wanted))


def get_chat(world: ChatWorld, asked: Asked, person: Person) -> Chat:
    chat_id = asked.number("chat")
    return world.directory.chat(int(person.id) if chat_id is None else chat_id)


def get_message(world: ChatWorld, chat: Chat, message_id: int) -> Message:
    message = world.find(chat, message_id)
    if message is None:
        raise bad_request("message not found")
    return message


def get_own_message(world: ChatWorld, chat: Chat, message_id: int, *, author: Person) -> Message:
    message = get_message(world, chat, message_id)
    if message.sender is not author:
        raise bad_request("people edit only their own messages")
    return message


def get_past_message(world: ChatWorld, chat: Chat, message_id: int) -> Message:
    """A message of this chat, even a deleted one: old clients may still show its buttons."""
    found = (message for message in world.history(chat) if message.id == message_id)
    message = next(found, None)
    if message is None:
        raise bad_request("message not found")
    return message


def read_number(written: str) -> int:
    if not written.removeprefix("-").isdigit():
        raise bad_request("nobody is called so here")
    return int(written)
