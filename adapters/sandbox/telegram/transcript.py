"""A chat as its people see it: texts, entities, buttons, pictures, marks, toasts; for pages and tests.

Must not show what a person could not see, and must not change anything.
"""

from adapters.sandbox.telegram.entities import to_html
from adapters.sandbox.telegram.model import Answer, Button, Chat, Media, Message, Person, Press
from adapters.sandbox.telegram.wire import entities_wire

View = dict[str, object]


def person_view(person: Person) -> View:
    return {
        "id": person.id,
        "name": person.first_name,
        "username": person.username,
        "language": person.language,
        "role": person.role,
        "is_bot": person.is_bot,
        "started": person.started,
        "blocked": person.blocked_bot,
    }


def chat_view(chat: Chat) -> View:
    return {
        "id": chat.id,
        "type": chat.kind.value,
        "title": chat.title,
        "members": chat.members,
        "reply_keyboard": chat.reply_keyboard,
    }


def message_view(message: Message) -> View:
    body = message.content.body
    return {
        "id": message.id,
        "chat": message.chat.id,
        "from": {"id": message.sender.id, "name": message.sender.first_name, "is_bot": message.sender.is_bot},
        "date": message.sent_at,
        "text": body.text,
        "entities": entities_wire(body),
        "html": to_html(body),
        "buttons": [[button_view(button) for button in row] for row in message.content.keyboard],
        **_media_view(message.content.media),
        "silent": message.marks.is_silent,
        "protected": message.marks.is_protected,
        "edited": message.edits,
        "edited_at": message.edited_at,
        "earlier": [former.text for former in message.earlier],
        "deleted": message.is_deleted,
        "pinned": message.is_pinned,
        "reply_to": message.marks.reply_to,
        "forwarded_from": message.marks.forwarded_from.first_name if message.marks.forwarded_from else None,
        "album": message.marks.media_group,
        "extra": message.marks.extra,
    }


def button_view(button: Button) -> View:
    return {
        "text": button.text,
        "data": button.payload,
        "url": button.url,
        "style": button.style,
        "copy": button.copy_text,
        "disabled": button.is_disabled,
    }


def press_view(press: Press) -> View:
    return {
        "query": press.id,
        "user": press.person.id,
        "chat": press.message.chat.id,
        "message": press.message.id,
        "data": press.payload,
        "answer": answer_view(press.answer) if press.answer else None,
    }


def answer_view(answer: Answer) -> View:
    return {"text": answer.text, "alert": answer.is_alert, "url": answer.url, "at": answer.at}


def _media_view(media: Media | None) -> View:
    views: View = {"photo": None, "document": None}
    if media is None:
        return views
    file = media.file
    views[media.kind.value] = {
        "file_id": file.id,
        "url": f"/control/telegram/files/{file.id}",
        "name": file.name,
        "size": len(file.content),
        "width": file.width,
        "height": file.height,
    }
    return views
