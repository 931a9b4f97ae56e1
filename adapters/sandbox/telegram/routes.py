"""Hangs a chat world on an aiohttp application: Bot API, control, steering.

Must not build the application; the world does, together with the page and the exchanges' control.
"""

from aiohttp import web

from adapters.sandbox.telegram.bot_api import add_bot_api
from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.control import add_people_control
from adapters.sandbox.telegram.steering import add_steering


def add_routes(app: web.Application, chat_world: ChatWorld) -> None:
    """Call before the application starts; it closes the chat world when it shuts down."""
    api = add_bot_api(app, chat_world)
    add_people_control(app, chat_world)
    add_steering(app, chat_world, api)
