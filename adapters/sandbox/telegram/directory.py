"""Who is in the world: people, the bot, their private chats and their groups.

Must not keep messages; refuses the unknown in Telegram's words.
"""

from collections.abc import Sequence

from adapters.sandbox.telegram.model import Chat, ChatId, ChatKind, Person, UserId
from adapters.sandbox.telegram.refusals import bad_request, forbidden

FIRST_GROUP_ID = -4_000_000_001


def ready_people() -> tuple[Person, ...]:
    """The people of the sandbox: an operator, a leader, three followers and somebody uninvited."""
    return (
        Person(id=UserId(1001), first_name="Olena", username="olena", language="uk", role="operator"),
        Person(id=UserId(1002), first_name="Lev", username="lev", role="leader"),
        Person(id=UserId(1003), first_name="Ann", username="ann"),
        Person(id=UserId(1004), first_name="Bohdan", username="bohdan", language="uk"),
        Person(id=UserId(1005), first_name="Cleo", username="cleo"),
        Person(id=UserId(1006), first_name="Stranger", role="stranger"),
    )


class Directory:
    def __init__(self, bot: Person) -> None:
        self.bot = bot
        self._people: dict[UserId, Person] = {}
        self._chats: dict[ChatId, Chat] = {}

    def add_person(self, person: Person) -> Chat:
        self._people[person.id] = person
        chat_id = ChatId(int(person.id))
        chat = Chat(id=chat_id, kind=ChatKind.PRIVATE, title=person.first_name, members=[person.id])
        self._chats[chat_id] = chat
        return chat

    def add_group(self, title: str, members: Sequence[UserId]) -> Chat:
        groups = sum(not chat.is_private for chat in self._chats.values())
        chat_id = ChatId(FIRST_GROUP_ID - groups)
        chat = Chat(id=chat_id, kind=ChatKind.GROUP, title=title, members=list(members))
        self._chats[chat_id] = chat
        return chat

    def people(self) -> list[Person]:
        return list(self._people.values())

    def chats(self) -> list[Chat]:
        return list(self._chats.values())

    def person(self, user_id: int) -> Person:
        person = self._people.get(UserId(user_id))
        if person is None:
            raise bad_request("user not found")
        return person

    def chat(self, chat_id: int | str) -> Chat:
        if isinstance(chat_id, str):
            raise bad_request("chat not found")  # only channels and public groups have names here
        chat = self._chats.get(ChatId(chat_id))
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def partner(self, chat: Chat) -> Person | None:
        """The person of a private chat."""
        return self._people[UserId(int(chat.id))] if chat.is_private else None

    def writable(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write there now."""
        chat = self.chat(chat_id)
        partner = self.partner(chat)
        if partner is not None and partner.blocked_bot:
            raise forbidden("bot was blocked by the user")
        if partner is not None and not partner.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat
