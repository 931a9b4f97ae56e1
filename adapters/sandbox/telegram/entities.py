"""Text with entities as Telegram keeps it: UTF-16 offsets, trimming, detection, and the way back to HTML.

Must not parse markup; that is html_text.
"""

import re
from dataclasses import dataclass, fields, replace
from html import escape

COMMON_BYTES = 2  # one UTF-16 unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    type: str
    offset: int
    length: int
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def facts(self) -> dict[str, object]:
        """Every field that says something, as plain values."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str = ""
    entities: tuple[Entity, ...] = ()


EMPTY = FormattedText()


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // COMMON_BYTES


def utf16_slice(text: str, start: int, end: int) -> str:
    units = text.encode("utf-16-le")[start * COMMON_BYTES : end * COMMON_BYTES]
    return units.decode("utf-16-le", errors="replace")


def tidy(formatted: FormattedText) -> FormattedText:
    """Trim white space at both ends, clip the entities and order them as the server does."""
    stripped = formatted.text.lstrip()
    lead = utf16_length(formatted.text) - utf16_length(stripped)
    text = stripped.rstrip()
    clipped = (_clipped(entity, lead, utf16_length(text)) for entity in formatted.entities)
    kept = [entity for entity in clipped if entity.length > 0]
    return FormattedText(text, tuple(sorted(kept, key=lambda entity: (entity.offset, -entity.length))))


def _clipped(entity: Entity, lead: int, limit: int) -> Entity:
    start = min(max(entity.offset - lead, 0), limit)
    end = min(max(entity.end - lead, start), limit)
    return replace(entity, offset=start, length=end - start)


DETECTED = (
    ("url", re.compile(r"https?://[^\s<>\"]+[^\s<>\".,!?)]")),
    ("bot_command", re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z]\w{3,31}")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?!\w)")),
)
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "url", "custom_emoji"})


def detect(formatted: FormattedText) -> FormattedText:
    """Add what Telegram finds by itself: links, commands, mentions, tags."""
    taken = [entity for entity in formatted.entities if entity.type in OPAQUE]
    found: list[Entity] = []
    for kind, pattern in DETECTED:
        for match in pattern.finditer(formatted.text):
            entity = _spanning(kind, formatted.text, match)
            if not any(_overlap(entity, other) for other in taken):
                found.append(entity)
                taken.append(entity)
    return tidy(FormattedText(formatted.text, (*formatted.entities, *found)))


def _spanning(kind: str, text: str, match: re.Match[str]) -> Entity:
    return Entity(type=kind, offset=utf16_length(text[: match.start()]), length=utf16_length(match.group()))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


WRITTEN_TAGS = {
    "bold": "<b>",
    "italic": "<i>",
    "underline": "<u>",
    "strikethrough": "<s>",
    "code": "<code>",
    "pre": "<pre>",
    "spoiler": "<tg-spoiler>",
    "blockquote": "<blockquote>",
    "expandable_blockquote": "<blockquote expandable>",
    "text_link": '<a href="{url}">',
    "text_mention": '<a href="tg://user?id={user_id}">',
    "custom_emoji": '<tg-emoji emoji-id="{custom_emoji_id}">',
    "date_time": '<tg-time unix="{unix_time}">',
}


def to_html(formatted: FormattedText) -> str:
    """Write the text back as the HTML a bot could have sent."""
    return _render(formatted.text, list(formatted.entities), start=0, end=utf16_length(formatted.text))


def _render(text: str, entities: list[Entity], *, start: int, end: int) -> str:
    parts: list[str] = []
    position = start
    while entities:
        entity = _from(entities.pop(0), position)
        inner = [other for other in entities if other.end <= entity.end]
        entities = [other for other in entities if other.end > entity.end]
        opening, closing = _tags(entity)
        parts.append(_quoted(text, position, entity.offset))
        parts.append(opening + _render(text, inner, start=entity.offset, end=entity.end) + closing)
        position = entity.end
    return "".join(parts) + _quoted(text, position, end)


def _from(entity: Entity, position: int) -> Entity:
    """What is left of an entity that began inside a former one: HTML can't cross, so it starts where that ended."""
    start = max(entity.offset, position)
    return replace(entity, offset=start, length=max(entity.end - start, 0))


def _quoted(text: str, start: int, end: int) -> str:
    return escape(utf16_slice(text, start, end), quote=False)


def _tags(entity: Entity) -> tuple[str, str]:
    opening = _opening(entity)
    names = re.findall(r"<([a-z-]+)", opening)
    return opening, "".join(f"</{name}>" for name in reversed(names))


def _opening(entity: Entity) -> str:
    match entity:
        case Entity(type="pre", language=str(language)):
            return f'<pre><code class="language-{escape(language)}">'
        case Entity(type="date_time", date_time_format=str(shape)):
            return f'<tg-time unix="{entity.unix_time}" format="{escape(shape)}">'
        case Entity(type=kind) if kind in WRITTEN_TAGS:
            return WRITTEN_TAGS[kind].format(**{name: escape(str(v)) for name, v in entity.facts().items()})
        case _:
            return ""
