"""The page for keys beside the chat, in its owner's language: a form, a refusal, a thank you. Runs no script.

Shown by a server of this machine; the same in one line for the command line.
"""

import html
from typing import Protocol

from bot.texts import Html, Texts, Voice
from bot.views.words import exchange_name
from core.application.key_commands import ExpectedKey
from core.domain.values import Exchange

STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:34em;margin:3em auto;padding:0 1em;color:#222;background:#fff}"
    "label{display:block;margin:1em 0 .2em}input{width:100%;font:inherit;padding:.5em;box-sizing:border-box}"
    "button{font:inherit;margin-top:1.5em;padding:.6em 1.4em}.no{color:#a40000}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}.no{color:#ff8a80}}"
)


class PageState(Protocol):
    """What is to be shown."""

    @property
    def expected(self) -> ExpectedKey | None: ...
    @property
    def ticket(self) -> str: ...
    @property
    def refusal(self) -> str: ...
    @property
    def is_taken(self) -> bool: ...


class KeyPageWords:
    """Words of the page; escapes everything that is not a text of ours."""

    style = STYLE

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def render(self, state: PageState) -> str:
        voice = self._voice(state)
        title = voice.say("key-page-title")
        body = "".join([f"<h1>{title}</h1>", self._said(voice, state), self._form(voice, state)])
        head = f'<meta charset="utf-8"><title>{title}</title><link rel="stylesheet" href="/key.css">'
        return f'<!doctype html><html lang="{voice.language}"><head>{head}</head><body>{body}</body></html>'

    def words(self, state: PageState) -> str:
        """One line."""
        voice = self._voice(state)
        if state.is_taken:
            return voice.plain("key-page-taken")
        return refusal_words(voice, state.refusal) if state.refusal else voice.plain("key-page-title")

    def _said(self, voice: Voice, state: PageState) -> str:
        if state.is_taken:
            return f"<p>{voice.say('key-page-taken')}</p>"
        return f'<p class="no">{_escaped(refusal_words(voice, state.refusal))}</p>' if state.refusal else ""

    def _form(self, voice: Voice, state: PageState) -> str:
        if state.is_taken or state.expected is None or not state.ticket:
            return "" if state.is_taken else f"<p>{voice.say('key-page-over')}</p>"
        fields = ["api_key", "secret", *(["passphrase"] if state.expected.exchange is Exchange.BITGET else [])]
        asked = "".join(_field(voice, name) for name in fields)
        intro = voice.say("key-page-ask", exchange=exchange_name(state.expected.exchange))
        button = f"<button>{voice.say('key-page-send')}</button>"
        action = f"/key/{html.escape(state.ticket)}"
        return f'<p>{intro}</p><form method="post" action="{action}" autocomplete="off">{asked}{button}</form>'

    def _voice(self, state: PageState) -> Voice:
        return self._texts.voice(None if state.expected is None else state.expected.language)


def refusal_words(voice: Voice, code: str) -> str:
    key = f"refusal-{code}"
    return voice.plain(key) if voice.has(key) else voice.plain("refusal-not-found")


def _field(voice: Voice, name: str) -> Html:
    label = voice.say(f"key-page-{name.replace('_', '-')}")
    kind = "text" if name == "api_key" else "password"
    asked = f'<input id="{name}" name="{name}" type="{kind}" required maxlength="256" autocomplete="off">'
    return Html(f'<label for="{name}">{label}</label>{asked}')


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
