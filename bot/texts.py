"""Every word the bot says: Fluent messages of locales/ in, escaped HTML out. Knows no screen.

A language is one file; this is the one place where what people wrote is escaped.
"""

import html
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource
from loguru import logger

from bot.figures import Figures

LOCALES = Path(__file__).parent.parent / "locales"
SOURCE_LANGUAGE = "en"


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


Value = str | int
Flaw = Callable[[str], None]


@lru_cache(maxsize=1000)
def log_flaw(flaw: str) -> None:
    """Once each: a language with gaps must not fill the log."""
    logger.bind(flaw=flaw).error("a text is missing or incomplete")


class Voice:
    """One language. What is missing in it is said in the source language."""

    def __init__(self, language: str, bundle: FluentBundle, *, on_flaw: Flaw, fallback: "Voice | None") -> None:
        self.language = language
        self._bundle, self._on_flaw, self._fallback = bundle, on_flaw, fallback
        self.figures = Figures(point=self.plain("number-decimal"), group=self.plain("number-group"))

    def has(self, key: str) -> bool:
        return self._bundle.has_message(key)

    def say(self, key: str, /, **values: Value) -> Html:
        """A message as HTML; every text among the values is escaped unless it is Html."""
        return Html(self._format(key, {name: _escaped(value) for name, value in values.items()}))

    def plain(self, key: str, /, **values: Value) -> str:
        """A message for places that take no HTML: buttons, toasts, command descriptions."""
        return self._format(key, values)

    def say_known(self, key: str, otherwise: str, /, **values: Value) -> Html:
        """`key` where there is such a message, else `otherwise`: for codes that come from outside."""
        return self.say(key if self.has(key) else otherwise, **values)

    def lines(self, *parts: Html | None) -> Html:
        """Put lines under each other; absent ones leave no gap, empty ones do."""
        return Html("\n".join(part for part in parts if part is not None))

    def table(self, rows: list[str]) -> Html:
        """Ready-aligned rows in fixed width."""
        return Html(f"<pre>{html.escape(chr(10).join(rows), quote=False)}</pre>")

    def _format(self, key: str, values: Mapping[str, Value]) -> str:
        if not self.has(key):
            return self._without(key, values)
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            return self._without(key, values)
        text, flaws = self._bundle.format_pattern(pattern, dict(values))
        for flaw in flaws:
            self._on_flaw(f"{self.language}: {key}: {flaw}")
        return str(text)

    def _without(self, key: str, values: Mapping[str, Value]) -> str:
        self._on_flaw(f"{self.language}: {key} is missing")
        return self._fallback._format(key, values) if self._fallback else key  # noqa: SLF001 - its own kind


class Texts:
    """All languages of the directory; an unknown language is answered in the source language."""

    def __init__(self, directory: Path = LOCALES, *, on_flaw: Flaw = log_flaw) -> None:
        self._source = _voice(directory / f"{SOURCE_LANGUAGE}.ftl", on_flaw, fallback=None)
        others = (path for path in sorted(directory.glob("*.ftl")) if path.stem != SOURCE_LANGUAGE)
        self._voices = {SOURCE_LANGUAGE: self._source}
        self._voices |= {path.stem.lower(): _voice(path, on_flaw, fallback=self._source) for path in others}

    def languages(self) -> tuple[str, ...]:
        return tuple(self._voices)

    def voice(self, language: str | None) -> Voice:
        """The voice for a language tag such as `uk` or `en-GB`: the tag's own, else its language's."""
        tag = (language or "").lower()
        return self._voices.get(tag) or self._voices.get(tag.partition("-")[0], self._source)


def _voice(path: Path, on_flaw: Flaw, *, fallback: Voice | None) -> Voice:
    bundle = FluentBundle([path.stem], use_isolating=False)
    bundle.add_resource(parsed(path.read_text(encoding="utf-8")))
    return Voice(path.stem.lower(), bundle, on_flaw=on_flaw, fallback=fallback)


@cache
def parsed(text: str) -> Resource:
    """Half of a start is spent here, so it is done once; a bundle only reads what it is given."""
    return FluentResource(text)


def _escaped(value: Value) -> Value:
    if isinstance(value, Html) or not isinstance(value, str):
        return value
    return html.escape(value, quote=False)
