"""What the bot says about itself and asks about others: names, command lists, chats, files, toasts.

Must not send or edit messages.
"""

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMyCommands,
    GetChat,
    GetChatMember,
    GetChatMenuButton,
    GetFile,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import BotCommandScopeUnion

from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.commands import Scope
from adapters.sandbox.telegram.incoming import Uploads
from adapters.sandbox.telegram.model import Answer
from adapters.sandbox.telegram.refusals import bad_request
from adapters.sandbox.telegram.wire import Wire, chat_wire, file_wire, person_wire

CALLBACK_ANSWER_CHARACTERS = 200
DEFAULT_SCOPE: Scope = {"type": "default"}
ABILITIES = {
    "can_join_groups": True,
    "can_read_all_group_messages": True,
    "supports_inline_queries": False,
}
NO_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_me(world: ChatWorld, _: GetMe, __: Uploads) -> Wire:
    return {**person_wire(world.directory.bot), **ABILITIES}


def get_chat(world: ChatWorld, call: GetChat, _: Uploads) -> Wire:
    chat = world.directory.chat(call.chat_id)
    known: Wire = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": NO_GIFTS}
    return {**chat_wire(chat, world.directory.partner(chat)), **known}


def get_chat_member(world: ChatWorld, call: GetChatMember, _: Uploads) -> Wire:
    chat = world.directory.chat(call.chat_id)
    if call.user_id == world.directory.bot.id:
        return {"status": "member", "user": person_wire(world.directory.bot)}
    person = world.directory.person(call.user_id)
    status = "member" if person.id in chat.members else "left"
    return {"status": status, "user": person_wire(person)}


def get_file(world: ChatWorld, call: GetFile, _: Uploads) -> Wire:
    return file_wire(world.files.get(call.file_id))


def answer_callback_query(world: ChatWorld, call: AnswerCallbackQuery, _: Uploads) -> bool:
    text = call.text or ""
    if len(text) > CALLBACK_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = Answer(text=text, is_alert=bool(call.show_alert), url=call.url, at=world.now())
    world.answer(call.callback_query_id, answer)
    return True


def set_my_commands(world: ChatWorld, call: SetMyCommands, _: Uploads) -> bool:
    commands = tuple((command.command, command.description) for command in call.commands)
    world.menu.put(_scope(world, call.scope), call.language_code or "", commands)
    world.journal.write("commands")
    return True


def get_my_commands(world: ChatWorld, call: GetMyCommands, _: Uploads) -> list[Wire]:
    commands = world.menu.exact(_scope(world, call.scope), call.language_code or "")
    return [{"command": name, "description": description} for name, description in commands]


def delete_my_commands(world: ChatWorld, call: DeleteMyCommands, _: Uploads) -> bool:
    world.menu.drop(_scope(world, call.scope), call.language_code or "")
    world.journal.write("commands")
    return True


def set_my_name(world: ChatWorld, call: SetMyName, _: Uploads) -> bool:
    return _keep(world, "name", call.language_code, text=call.name)


def get_my_name(world: ChatWorld, call: GetMyName, _: Uploads) -> Wire:
    return {"name": _kept(world, "name", call.language_code) or world.directory.bot.first_name}


def set_my_description(world: ChatWorld, call: SetMyDescription, _: Uploads) -> bool:
    return _keep(world, "description", call.language_code, text=call.description)


def get_my_description(world: ChatWorld, call: GetMyDescription, _: Uploads) -> Wire:
    return {"description": _kept(world, "description", call.language_code)}


def set_my_short_description(world: ChatWorld, call: SetMyShortDescription, _: Uploads) -> bool:
    return _keep(world, "short_description", call.language_code, text=call.short_description)


def get_my_short_description(world: ChatWorld, call: GetMyShortDescription, _: Uploads) -> Wire:
    return {"short_description": _kept(world, "short_description", call.language_code)}


def set_chat_menu_button(world: ChatWorld, call: SetChatMenuButton, _: Uploads) -> bool:
    if call.chat_id is not None and call.menu_button is not None:
        chat = world.directory.chat(call.chat_id)
        chat.menu_button = call.menu_button.model_dump(mode="json", exclude_none=True)
    return True


def get_chat_menu_button(world: ChatWorld, call: GetChatMenuButton, _: Uploads) -> Wire:
    chat = world.directory.chat(call.chat_id) if call.chat_id is not None else None
    return (chat.menu_button if chat else None) or {"type": "commands"}


def _scope(world: ChatWorld, scope: BotCommandScopeUnion | None) -> Scope:
    wire: Scope = scope.model_dump(mode="json", exclude_none=True) if scope else DEFAULT_SCOPE
    chat_id = wire.get("chat_id")
    if isinstance(chat_id, int | str):
        world.directory.chat(chat_id)
    return wire


def _keep(world: ChatWorld, what: str, language: str | None, *, text: str | None) -> bool:
    world.profile[f"{what}:{language or ''}"] = text or ""
    return True


def _kept(world: ChatWorld, what: str, language: str | None) -> str:
    spoken = world.profile.get(f"{what}:{language or ''}")
    return spoken or world.profile.get(f"{what}:", "")
