"""Command lists by scope and language, and which of them a person sees.

Must not know aiogram's scope classes; a scope arrives as its plain JSON.
"""

import re
from dataclasses import dataclass, field

from adapters.sandbox.telegram.model import Chat, UserId
from adapters.sandbox.telegram.refusals import bad_request

LARGEST_LIST = 100
LONGEST_DESCRIPTION_CHARACTERS = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")

CommandList = tuple[tuple[str, str], ...]
Scope = dict[str, object]


@dataclass(slots=True)
class CommandMenu:
    lists: dict[tuple[str, str], CommandList] = field(default_factory=dict)

    def put(self, scope: Scope, language: str, commands: CommandList) -> None:
        _check(commands)
        self.lists[scope_key(scope), language] = commands

    def drop(self, scope: Scope, language: str) -> None:
        self.lists.pop((scope_key(scope), language), None)

    def exact(self, scope: Scope, language: str) -> CommandList:
        return self.lists.get((scope_key(scope), language), ())

    def seen(self, chat: Chat, user_id: UserId, language: str) -> CommandList:
        """Narrow scopes win over wide ones, the person's language over no language."""
        for scope in _narrow_to_wide(chat, user_id):
            for spoken in (language, ""):
                if commands := self.exact(scope, spoken):
                    return commands
        return ()


def scope_key(scope: Scope) -> str:
    return ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if scope.get(name) is not None)


def _narrow_to_wide(chat: Chat, user_id: UserId) -> list[Scope]:
    own: list[Scope] = [{"type": "chat", "chat_id": chat.id}]
    if chat.is_private:
        return [*own, {"type": "all_private_chats"}, {"type": "default"}]
    member: Scope = {"type": "chat_member", "chat_id": chat.id, "user_id": user_id}
    return [member, *own, {"type": "all_group_chats"}, {"type": "default"}]


def _check(commands: CommandList) -> None:
    if len(commands) > LARGEST_LIST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for name, description in commands:
        if _COMMAND.fullmatch(name) is None:
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= LONGEST_DESCRIPTION_CHARACTERS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
