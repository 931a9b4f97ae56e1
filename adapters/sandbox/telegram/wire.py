"""People, chats and messages in the JSON of the Bot API.

Must not decide anything; `None` never leaves this module, because Telegram omits absent fields.
"""

from adapters.sandbox.telegram.entities import FormattedText
from adapters.sandbox.telegram.model import Chat, Media, MediaKind, Message, Person, Press, StoredFile

Wire = dict[str, object]
CHAT_INSTANCE_OFFSET = 7_000_000_000


def person_wire(person: Person) -> Wire:
    return _present(
        id=person.id,
        is_bot=person.is_bot,
        first_name=person.first_name,
        last_name=person.last_name,
        username=person.username,
        language_code=None if person.is_bot else person.language,
    )


def chat_wire(chat: Chat, person: Person | None) -> Wire:
    if person is None:
        return _present(id=chat.id, type=chat.kind.value, title=chat.title)
    names = _present(first_name=person.first_name, last_name=person.last_name, username=person.username)
    return {"id": chat.id, "type": chat.kind.value, **names}


def message_wire(message: Message, partner: Person | None, *, replied: Message | None = None) -> Wire:
    """A message as the bot receives it; `partner` is the person of a private chat."""
    content = message.content
    forwarded = message.marks.forwarded_from
    wire = _present(
        message_id=message.id,
        date=message.sent_at,
        chat=chat_wire(message.chat, partner),
        edit_date=message.edited_at,
        media_group_id=message.marks.media_group,
        has_protected_content=message.marks.is_protected or None,
        reply_to_message=message_wire(replied, partner) if replied else None,
        forward_origin=_origin(forwarded, message.sent_at) if forwarded else None,
        reply_markup=keyboard_wire(message) if content.keyboard else None,
    )
    wire["from"] = person_wire(message.sender)
    return {**wire, **_body(content.body, content.media), **message.marks.extra}


def keyboard_wire(message: Message) -> Wire:
    return {"inline_keyboard": [[button.wire for button in row] for row in message.content.keyboard]}


def inaccessible_wire(message: Message, partner: Person | None) -> Wire:
    """What is left of a deleted message inside a press: date 0 says it is gone."""
    return {"chat": chat_wire(message.chat, partner), "message_id": message.id, "date": 0}


def press_wire(press: Press, partner: Person | None) -> Wire:
    is_gone = press.message.is_deleted
    message = inaccessible_wire(press.message, partner) if is_gone else message_wire(press.message, partner)
    return {
        "id": press.id,
        "from": person_wire(press.person),
        "message": message,
        "chat_instance": str(CHAT_INSTANCE_OFFSET + press.message.chat.id),
        "data": press.payload,
    }


def entities_wire(body: FormattedText) -> list[Wire]:
    wires = []
    for entity in body.entities:
        wire = entity.facts()
        user_id = wire.pop("user_id", None)
        if user_id is not None:
            wire["user"] = {"id": user_id, "is_bot": False, "first_name": str(user_id)}
        wires.append(wire)
    return wires


def file_wire(file: StoredFile) -> Wire:
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


def _body(body: FormattedText, media: Media | None) -> Wire:
    if media is None:
        return _text(body, "text", "entities")
    return {media.kind.value: _media(media), **_text(body, "caption", "caption_entities")}


def _text(body: FormattedText, text_name: str, entities_name: str) -> Wire:
    wire: Wire = {text_name: body.text} if body.text else {}
    return {**wire, entities_name: entities_wire(body)} if body.entities else wire


def _media(media: Media) -> list[Wire] | Wire:
    file = media.file
    known: Wire = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    if media.kind is MediaKind.PHOTO:
        return [{**known, "width": file.width, "height": file.height}]
    return {**known, "file_name": file.name, "mime_type": file.mime}


def _origin(person: Person, date: int) -> Wire:
    return {"type": "user", "date": date, "sender_user": person_wire(person)}


def _present(**facts: object) -> Wire:
    return {name: value for name, value in facts.items() if value is not None}
