"""What persons do in the chats: write, edit, forward, delete, press, block. The bot hears of it as updates.

Must not be more polite than people are: forged presses and strangers in groups are allowed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.entities import FormattedText, detect, tidy
from adapters.sandbox.telegram.model import Button, Chat, Content, Marks, Media, Message, MessageId, Person, Press
from adapters.sandbox.telegram.refusals import bad_request
from adapters.sandbox.telegram.wire import Wire, chat_wire, person_wire, press_wire

TEXT_CHARACTERS = 4096  # clients split what is longer into several messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a person puts into one message; `extra` is Bot API JSON for kinds of content not modelled here."""

    text: str = ""
    media: Media | None = None
    reply_to: MessageId | None = None
    forwarded_from: Person | None = None
    extra: dict[str, object]


def write(world: ChatWorld, person: Person, *, chat: Chat, letter: Letter) -> list[Message]:
    """Send a letter; a long text becomes several messages, as clients do."""
    if chat.is_private:
        _start(world, person)
    pieces = list(_pieces(letter.text))
    return [_deliver(world, person, chat=chat, letter=letter, piece=piece) for piece in pieces or [""]]


def edit(world: ChatWorld, message: Message, text: str) -> None:
    world.edit(message, replace(message.content, body=_body(text)))
    world.updates.push("edited_message", world.wire(message))


def delete(world: ChatWorld, message: Message) -> None:
    """People may delete on both sides; the bot is not told (its next edit finds nothing)."""
    world.delete(message)


def press(world: ChatWorld, person: Person, *, message: Message, payload: str) -> Press:
    """Press a button, or claim to: Telegram does not check that the message ever had it."""
    pressed = world.press(person, message, payload)
    world.updates.push("callback_query", press_wire(pressed, world.directory.partner(message.chat)))
    return pressed


def find_button(world: ChatWorld, chat: Chat, *, label: str, message_id: int | None) -> tuple[Message, Button]:
    """The newest button with this label that a person can see in the chat."""
    for message in reversed(world.history(chat)):
        is_asked = message_id in {None, message.id}
        button = _labelled(message, label)
        if is_asked and button is not None and not message.is_deleted:
            return message, button
    raise bad_request("no such button in this chat")


def block(world: ChatWorld, person: Person) -> None:
    _set_membership(world, person, before="member", after="kicked")
    person.blocked_bot = True


def unblock(world: ChatWorld, person: Person) -> None:
    person.blocked_bot = False
    _set_membership(world, person, before="kicked", after="member")


def found_group(world: ChatWorld, title: str, founder: Person) -> Chat:
    """Make a group with the bot in it; everybody of the world may write there."""
    chat = world.directory.add_group(title, [founder.id])
    joined = _membership(world, founder, chat=chat, before="left", after="member")
    world.updates.push("my_chat_member", joined)
    world.journal.write("chats")
    return chat


def _start(world: ChatWorld, person: Person) -> None:
    if person.blocked_bot:
        unblock(world, person)
    if not person.started:
        person.started = True
        world.journal.write("users")


def _deliver(world: ChatWorld, person: Person, *, chat: Chat, letter: Letter, piece: str) -> Message:
    marks = Marks(reply_to=letter.reply_to, forwarded_from=letter.forwarded_from, extra=letter.extra)
    content = Content(body=_body(piece), media=letter.media)
    message = world.post(chat, person, content=content, marks=marks)
    if person.id not in chat.members:
        chat.members.append(person.id)
    world.updates.push("message", world.wire(message))
    return message


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), TEXT_CHARACTERS):
        yield text[start : start + TEXT_CHARACTERS]


def _body(text: str) -> FormattedText:
    return detect(tidy(FormattedText(text)))


def _labelled(message: Message, label: str) -> Button | None:
    buttons = (button for row in message.content.keyboard for button in row)
    return next((button for button in buttons if button.text == label), None)


def _set_membership(world: ChatWorld, person: Person, *, before: str, after: str) -> None:
    chat = world.directory.chat(int(person.id))
    change = _membership(world, person, chat=chat, before=before, after=after)
    world.updates.push("my_chat_member", change)
    world.journal.write("users")


def _membership(world: ChatWorld, person: Person, *, chat: Chat, before: str, after: str) -> Wire:
    return {
        "chat": chat_wire(chat, world.directory.partner(chat)),
        "from": person_wire(person),
        "date": world.now(),
        "old_chat_member": _member(world, before),
        "new_chat_member": _member(world, after),
    }


def _member(world: ChatWorld, status: str) -> Wire:
    member: Wire = {"status": status, "user": person_wire(world.directory.bot)}
    return {**member, "until_date": 0} if status == "kicked" else member
