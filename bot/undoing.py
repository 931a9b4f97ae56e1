"""A deed with its Undo: done over the bus, offered below what it changed for as long as it works. Restores nothing."""

from bot.callbacks import UndoPress
from bot.keyboards import keyboard, press
from bot.moments import countdown
from bot.screen import Screen
from bot.texts import Html, Voice
from core.application.bus import MessageBus
from core.application.noise_commands import Done, DoUndoablyCommand, Undoable


async def undoably(bus: MessageBus, deed: Undoable) -> Done:
    return await bus.handle(DoUndoablyCommand(deed=deed))


def offering(voice: Voice, screen: Screen, done: Done) -> Screen:
    """The same screen; with the button and its deadline when there is something to take back."""
    if done.undo_id is None or done.deadline is None:
        return screen
    text = voice.lines(screen.text, Html(""), voice.say("undo-until", at=countdown(done.deadline)))
    row = [press(voice.plain("button-undo"), UndoPress(undo_id=done.undo_id))]
    rows = [] if screen.keyboard is None else screen.keyboard.inline_keyboard
    return Screen(text=text, keyboard=keyboard(row, *rows))
