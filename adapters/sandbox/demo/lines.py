"""Chat happenings as lines of a terminal: who, loud or silent, what. Changes nothing and waits for nothing.

Ann      ♪ loud      · silent      ✎ edited      × deleted      ! toast      > written      ☞ pressed
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from adapters.sandbox.demo.levers import Json

NAME_WIDTH = 7
LONGEST_WORD = 26
RULE_WIDTH = 78
NO_BREAK = "\u2060"
LEGEND = "♪ with sound   · silent   ✎ edited   × deleted   ! toast   > written   ☞ pressed"
HUES = ("36", "33", "32", "35", "34", "31")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ink:
    """Terminal colours; `PLAIN` has none."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def paint(self, text: str, code: str) -> str:
        escape = self.codes.get(code)
        return text if escape is None else f"\x1b[{escape}m{text}\x1b[0m"


PLAIN = Ink()
COLOURED = Ink({**{hue: hue for hue in HUES}, "dim": "2", "bold": "1"})


class Printer:
    """Writes each happening of the chats in `names` (by chat number) once, as it comes."""

    def __init__(self, say: Say, names: Mapping[int, str], *, ink: Ink) -> None:
        self._say, self._names, self._ink = say, names, ink

    def heading(self, text: str) -> None:
        self._say("")
        self._say(self._ink.paint(f"── {text} {'─' * max(2, RULE_WIDTH - len(text) - 4)}", "bold"))

    def remark(self, text: str) -> None:
        """The narrator: what happens outside the chats."""
        self._say(self._ink.paint(f"{'':{NAME_WIDTH}}   {text}", "dim"))

    def happening(self, event: Json) -> None:
        """One event of the world's journal; what no person sees is left out."""
        name = self._names.get(int(event.get("chat", 0)))
        if name is None:
            return
        match event["kind"]:
            case "message" | "edited":
                self._message(name, event["message"], event["kind"])
            case "deleted":
                self._write(name, "×", ["message deleted"])
            case "pressed":
                self._write(name, "☞", [f"[{event['label']}]"])
            case "answered":
                self._toast(name, event["press"]["answer"])

    def _message(self, name: str, message: Json, kind: str) -> None:
        self._write(name, _mark(message, kind), [*_lines(message), *_buttons(message)])

    def _toast(self, name: str, answer: Json | None) -> None:
        if answer and answer["text"]:
            self._write(name, "!", answer["text"].splitlines())

    def _write(self, name: str, mark: str, lines: list[str]) -> None:
        hue = HUES[list(self._names.values()).index(name) % len(HUES)]
        for number, line in enumerate(lines):
            who = name if number == 0 else ""
            sign = mark if number == 0 else " "
            self._say(f"{self._ink.paint(f'{who:{NAME_WIDTH}}', hue)} {sign} {line}")


def _mark(message: Json, kind: str) -> str:
    if not message["from"]["is_bot"]:
        return ">"
    if kind == "edited":
        return "✎"
    return "·" if message["silent"] else "♪"


def _lines(message: Json) -> list[str]:
    lines = [line for line in str(message["text"]).splitlines() if line.strip()]
    if message["photo"] or message["document"]:
        lines.insert(0, "(picture)")
    return [" ".join(_short(word) for word in line.split(" ")) for line in lines]


def _buttons(message: Json) -> list[str]:
    """All of them, as many to a line as fit."""
    texts = [f"[{button['text']}]".replace(" ", NO_BREAK) for row in message["buttons"] for button in row]
    return [line.replace(NO_BREAK, " ") for line in wrap(" ".join(texts), width=RULE_WIDTH, break_long_words=False)]


def _short(word: str) -> str:
    """Keys and links are long and say nothing to the eye."""
    return word if len(word) <= LONGEST_WORD else f"{word[: LONGEST_WORD - 5]}…{word[-4:]}"
