"""/control/telegram/...: how tests, the demo and the chat page act as people and read what people see.

Must not be used by the bot. Answers JSON; refuses in Telegram's shape.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from adapters.sandbox.telegram import people, resolving
from adapters.sandbox.telegram.asking import Asked, read_asked
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.model import Button, Message, Person, Press, UserId
from adapters.sandbox.telegram.refusals import ApiRefusal
from adapters.sandbox.telegram.transcript import View, answer_view, chat_view, message_view, person_view, press_view

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
LONGEST_ANSWER_WAIT_S = 30.0


def add_people_control(app: web.Application, world: ChatWorld) -> None:
    control = PeopleControl(world)
    root = "/control/telegram"
    app.router.add_get(f"{root}/users", guarded(control.users))
    app.router.add_post(f"{root}/users", guarded(control.change_user))
    app.router.add_get(f"{root}/chats", guarded(control.chats))
    app.router.add_post(f"{root}/chats", guarded(control.found_group))
    app.router.add_get(f"{root}/chats/{{chat}}", guarded(control.chat))
    app.router.add_post(f"{root}/send", guarded(control.send))
    app.router.add_post(f"{root}/delete", guarded(control.delete))
    app.router.add_post(f"{root}/press", guarded(control.press))
    app.router.add_get(f"{root}/files/{{file}}", guarded(control.file))


def guarded(handler: Handler) -> Handler:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiRefusal as refusal:
            return web.json_response(refusal.to_wire(), status=refusal.code)

    return answer


class PeopleControl:
    def __init__(self, world: ChatWorld) -> None:
        self._world = world

    async def users(self, _: web.Request) -> web.Response:
        return web.json_response([person_view(person) for person in self._world.directory.people()])

    async def change_user(self, request: web.Request) -> web.Response:
        """Add a person with an unknown id, or change a known one (language, blocked)."""
        asked = await read_asked(request)
        known = {person.id for person in self._world.directory.people()}
        user_id = UserId(asked.needed_number("id"))
        if user_id not in known:
            newcomer = Person(id=user_id, first_name=asked.needed("name"), role="stranger")
            self._world.directory.add_person(newcomer)
        person = self._world.directory.person(user_id)
        self._change(person, asked)
        self._world.journal.write("users")
        return web.json_response(person_view(person))

    async def chats(self, _: web.Request) -> web.Response:
        return web.json_response([chat_view(chat) for chat in self._world.directory.chats()])

    async def found_group(self, request: web.Request) -> web.Response:
        asked = await read_asked(request)
        group = people.found_group(
            self._world, asked.needed("title"), resolving.get_person(self._world, asked, "founder")
        )
        return web.json_response(chat_view(group))

    async def chat(self, request: web.Request) -> web.Response:
        """The whole chat; ?user= asks for the command menu of one member of a group."""
        world = self._world
        chat = world.directory.chat(resolving.read_number(request.match_info["chat"]))
        viewer = world.directory.person(int(request.query.get("user", chat.members[0])))
        commands = world.menu.seen(chat, viewer.id, viewer.language)
        return web.json_response(
            {
                **chat_view(chat),
                "seq": world.journal.last,
                "messages": [message_view(message) for message in world.history(chat)],
                "presses": [press_view(press) for press in world.presses(chat)],
                "commands": [{"command": name, "description": text} for name, text in commands],
            }
        )

    async def send(self, request: web.Request) -> web.Response:
        """{user, chat?, text?, photo?, document?, edit?, reply_to?, forward_from?, extra?}"""
        asked = await read_asked(request)
        person = resolving.get_person(self._world, asked, "user")
        chat = resolving.get_chat(self._world, asked, person)
        if (edited := asked.number("edit")) is not None:
            message = resolving.get_own_message(self._world, chat, edited, author=person)
            people.edit(self._world, message, asked.needed("text"))
            return web.json_response({"messages": [message_view(message)]})
        sent = people.write(self._world, person, chat=chat, letter=resolving.read_letter(self._world, asked))
        return web.json_response({"messages": [message_view(message) for message in sent]})

    async def delete(self, request: web.Request) -> web.Response:
        """{user, chat?, message}: a person deletes a message on both sides."""
        asked = await read_asked(request)
        chat = resolving.get_chat(self._world, asked, resolving.get_person(self._world, asked, "user"))
        people.delete(self._world, resolving.get_message(self._world, chat, asked.needed_number("message")))
        return web.json_response({"ok": True})

    async def press(self, request: web.Request) -> web.Response:
        """{user, label | message + data, chat?, message?, wait_s?}: `data` may be forged, `label` must be seen."""
        asked = await read_asked(request)
        person = resolving.get_person(self._world, asked, "user")
        chat = resolving.get_chat(self._world, asked, person)
        payload = asked.text("data")
        if payload is None:
            label, number = asked.needed("label"), asked.number("message")
            message, button = people.find_button(self._world, chat, label=label, message_id=number)
            if button.payload is None:
                return web.json_response(_client_side(button))
            payload = button.payload
        else:
            message = resolving.get_past_message(self._world, chat, asked.needed_number("message"))
        return await self._pressed(person, message, payload=payload, wait_s=asked.seconds("wait_s") or 0)

    async def file(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["file"])
        return web.Response(body=file.content, content_type=file.mime.partition(";")[0])

    async def _pressed(self, person: Person, message: Message, *, payload: str, wait_s: float) -> web.Response:
        press = people.press(self._world, person, message=message, payload=payload)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered(press), min(wait_s, LONGEST_ANSWER_WAIT_S))
        answer = answer_view(press.answer) if press.answer else None
        return web.json_response({"query": press.id, "message": message.id, "answer": answer})

    async def _answered(self, press: Press) -> None:
        journal = self._world.journal
        while press.answer is None and not journal.is_closed:
            await journal.wait(journal.last, LONGEST_ANSWER_WAIT_S)

    def _change(self, person: Person, asked: Asked) -> None:
        person.language = asked.text("language") or person.language
        person.username = asked.text("username") or person.username
        person.role = asked.text("role") or person.role
        match asked.flag("blocked"):
            case True if not person.blocked_bot:
                people.block(self._world, person)
            case False if person.blocked_bot:
                people.unblock(self._world, person)


def _client_side(button: Button) -> View:
    """What a client does by itself, without telling the bot."""
    if button.is_disabled:
        raise ApiRefusal(409, "Conflict: the button is disabled")
    return {"query": None, "opened": button.url, "copied": button.copy_text}
