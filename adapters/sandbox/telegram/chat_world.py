"""The state of a Telegram with one bot in it: who wrote, pressed, edited and deleted what.

Both sides act on it: the Bot API for the bot, `people` for the persons. Must not know HTTP.
"""

import secrets
import time
from collections.abc import Callable, Iterable

from adapters.sandbox.telegram.commands import CommandMenu
from adapters.sandbox.telegram.directory import Directory, ready_people
from adapters.sandbox.telegram.faults import ChatFaultPlan
from adapters.sandbox.telegram.files import FileShelf
from adapters.sandbox.telegram.journal import Journal
from adapters.sandbox.telegram.model import (
    Answer,
    Chat,
    Content,
    Marks,
    Message,
    MessageId,
    Person,
    Press,
    QueryId,
    UserId,
)
from adapters.sandbox.telegram.pace import Pace
from adapters.sandbox.telegram.refusals import bad_request
from adapters.sandbox.telegram.transcript import message_view, press_view
from adapters.sandbox.telegram.updates import UpdateQueue
from adapters.sandbox.telegram.wire import Wire, message_wire

SANDBOX_TOKEN = "424242:SANDBOX-canary-token-of-nobody-000"  # noqa: S105 - opens nothing but this loopback world
QUERY_LIFETIME_S = 60.0
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class ChatWorld:
    """Invariant: message and update numbers only grow, and a deleted message never comes back."""

    def __init__(
        self,
        *,
        token: str = SANDBOX_TOKEN,
        username: str = "tandem_sandbox_bot",
        clock: Callable[[], float] = time.time,
        people: Iterable[Person] | None = None,
    ) -> None:
        bot_id = UserId(int(token.partition(":")[0]))
        bot = Person(id=bot_id, first_name="Tandem", username=username, role="bot", is_bot=True)
        self.token = token
        self.clock = clock
        self.directory = Directory(bot)
        self.updates = UpdateQueue(first_id=int(clock()))  # a later life must not repeat an earlier one's ids
        self.files = FileShelf()
        self.menu = CommandMenu()
        self.faults = ChatFaultPlan(clock)
        self.journal = Journal()
        self.profile: dict[str, str] = {}
        self.query_lifetime_s = QUERY_LIFETIME_S
        self.pace = Pace(clock)
        self._messages: dict[MessageId, Message] = {}
        self._presses: dict[QueryId, Press] = {}
        for person in ready_people() if people is None else people:
            self.directory.add_person(person)

    def now(self) -> int:
        return int(self.clock())

    def close(self) -> None:
        """Let go of everybody who waits, so that a server can stop at once."""
        self.updates.close()
        self.journal.close()
        self.faults.clear()

    def post(self, chat: Chat, sender: Person, *, content: Content, marks: Marks) -> Message:
        """Put a new message at the end of a chat."""
        number = MessageId(len(self._messages) + 1)
        message = Message(id=number, chat=chat, sender=sender, sent_at=self.now(), content=content, marks=marks)
        self._messages[number] = message
        self.tell("message", message)
        return message

    def edit(self, message: Message, content: Content) -> None:
        if message.content == content:
            raise bad_request(NOT_MODIFIED)
        if (content.body, content.media) != (message.content.body, message.content.media):
            message.earlier.append(message.content.body)
            message.edited_at = self.now()  # a change of buttons alone leaves no "edited" mark
        message.content = content
        message.edits += 1
        self.tell("edited", message)

    def delete(self, message: Message) -> None:
        message.is_deleted = True
        self.tell("deleted", message)

    def pin(self, message: Message) -> None:
        message.is_pinned = True
        self.tell("pinned", message)

    def unpin(self, message: Message) -> None:
        message.is_pinned = False
        self.tell("unpinned", message)

    def find(self, chat: Chat, message_id: int) -> Message | None:
        """A message that is still there."""
        message = self._messages.get(MessageId(message_id))
        if message is None or message.chat is not chat or message.is_deleted:
            return None
        return message

    def history(self, chat: Chat) -> list[Message]:
        """Every message of a chat, deleted ones included."""
        return [message for message in self._messages.values() if message.chat is chat]

    def press(self, person: Person, message: Message, payload: str) -> Press:
        press = Press(
            id=QueryId(str(secrets.randbits(62))),
            person=person,
            message=message,
            payload=payload,
            pressed_at=self.clock(),
        )
        self._presses[press.id] = press
        self.journal.write("pressed", chat=message.chat.id, press=press_view(press))
        return press

    def answer(self, query_id: str, answer: Answer) -> Press:
        """Answer a press once, while its person still waits."""
        press = self._presses.get(QueryId(query_id))
        if press is None or press.answer is not None:
            raise bad_request(QUERY_TOO_OLD)
        if self.clock() - press.pressed_at > self.query_lifetime_s:
            raise bad_request(QUERY_TOO_OLD)
        press.answer = answer
        self.journal.write("answered", chat=press.message.chat.id, press=press_view(press))
        return press

    def presses(self, chat: Chat) -> list[Press]:
        return [press for press in self._presses.values() if press.message.chat is chat]

    def wire(self, message: Message) -> Wire:
        replied = self._messages.get(message.marks.reply_to) if message.marks.reply_to else None
        return message_wire(message, self.directory.partner(message.chat), replied=replied)

    def tell(self, kind: str, message: Message) -> None:
        self.journal.write(kind, chat=message.chat.id, message=message_view(message))
