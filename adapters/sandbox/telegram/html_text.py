"""Telegram's HTML: source in, text with entities out, or the server's own complaint with a byte offset.

Must not be kinder than Telegram: an unknown tag or a missing end is refused (core.telegram.org/bots/api#html-style).
"""

import re
from dataclasses import dataclass, field, replace

from adapters.sandbox.telegram.entities import Entity, FormattedText, utf16_length
from adapters.sandbox.telegram.refusals import ApiRefusal, bad_request

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
}
TAGS = frozenset(SIMPLE_TAGS) | {"a", "pre", "blockquote", "tg-emoji", "tg-time"}
NAMED_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LAST_CODE_POINT = 0x10FFFF

_PLAIN = re.compile(r"[^<&]+")
_NAME = re.compile(r"[^\s>]*")
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]+));?")
_ATTRIBUTE = re.compile(r"\s*([^\s=>\"'/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9.\-]+))?")
_TAG_END = re.compile(r"\s*>")
_LANGUAGE = "language-"
_MENTION = re.compile(r"tg://user\?id=(\d+)")
_LINK = re.compile(r"(?:[a-z][a-z0-9+.\-]*://)?[^\s/]+\.[^\s]+|tg://\S+|mailto:\S+|https?://\S+", re.IGNORECASE)


def parse_html(source: str) -> FormattedText:
    return _Reader(source).read()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    position: int
    language: str | None = None


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    text: list[str] = field(default_factory=list)
    nested: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def read(self) -> FormattedText:
        while self.position < len(self.source):
            self._step()
        if self.nested:
            raise _complaint("Can't find end tag corresponding to start tag", self.nested[-1].tag)
        return FormattedText("".join(self.text), tuple(self.entities))

    def _step(self) -> None:
        if self.source.startswith("</", self.position):
            self._end_tag()
        elif self.source[self.position] == "<":
            self._start_tag()
        elif self.source[self.position] == "&":
            self._reference()
        else:
            self._plain()

    def _plain(self) -> None:
        match = _PLAIN.match(self.source, self.position)
        if match is not None:
            self._append(match.group(), match.end())

    def _reference(self) -> None:
        match = _REFERENCE.match(self.source, self.position)
        decoded = _decoded(match) if match else None
        if match is None or decoded is None:
            self._append("&", self.position + 1)
        else:
            self._append(decoded, match.end())

    def _append(self, text: str, position: int) -> None:
        self.text.append(text)
        self.length += utf16_length(text)
        self.position = position

    def _start_tag(self) -> None:
        begin = self.position
        name = self._name(begin + 1)
        if begin + 1 + len(name) >= len(self.source):
            raise self._broken(begin, "Unclosed start tag")
        tag = name.lower()
        if tag not in TAGS:
            raise self._broken(begin, "Unsupported start tag", tag)
        self.position = begin + 1 + len(name)
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._broken(begin, 'Tag "span" must have class', "tg-spoiler")
        self.nested.append(_Open(tag, attributes, self.length, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while (end := _TAG_END.match(self.source, self.position)) is None:
            match = _ATTRIBUTE.match(self.source, self.position)
            if match is None:
                raise self._broken(begin, "Unclosed start tag", tag)
            attributes[match[1].lower()] = _unquoted(match[2])
            self.position = match.end()
        self.position = end.end()
        return attributes

    def _end_tag(self) -> None:
        begin = self.position
        if not self.nested:
            raise self._broken(begin, "Unexpected end tag")
        name = self._name(begin + 2)
        end = _TAG_END.match(self.source, begin + 2 + len(name))
        if end is None:
            raise self._broken(begin, "Unclosed end tag")
        opened = self.nested[-1]
        if name and name.lower() != opened.tag:
            raise self._unmatched(begin, expected=opened.tag, found=name)
        self.position = end.end()
        self._close(self.nested.pop())

    def _close(self, opened: _Open) -> None:
        inside_pre = bool(self.nested) and self.nested[-1].tag == "pre"
        if opened.tag == "code" and inside_pre:
            self.nested[-1].language = opened.attributes.get("class", "").removeprefix(_LANGUAGE) or None
            return
        length = self.length - opened.offset
        entity = _entity(opened, length, "".join(self.text[opened.position :]))
        if entity is not None and length > 0:
            self.entities.append(entity)

    def _name(self, start: int) -> str:
        match = _NAME.match(self.source, start)
        return match.group() if match else ""

    def _broken(self, begin: int, reason: str, quoted: str | None = None) -> ApiRefusal:
        named = reason if quoted is None else f'{reason} "{quoted}"'
        return _complaint(f"{named} at byte offset {self._byte(begin)}")

    def _unmatched(self, begin: int, *, expected: str, found: str) -> ApiRefusal:
        places = f'expected "</{expected}>", found "</{found}>"'
        return _complaint(f"Unmatched end tag at byte offset {self._byte(begin)}, {places}")

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())


def _entity(opened: _Open, length: int, inner: str) -> Entity | None:
    plain = Entity(type=SIMPLE_TAGS.get(opened.tag, opened.tag), offset=opened.offset, length=length)
    match opened.tag:
        case "a":
            return _link(opened.attributes.get("href") or inner, plain)
        case "pre":
            return replace(plain, language=opened.language)
        case "blockquote" if "expandable" in opened.attributes:
            return replace(plain, type="expandable_blockquote")
        case "tg-emoji":
            return replace(plain, type="custom_emoji", custom_emoji_id=opened.attributes.get("emoji-id"))
        case "tg-time":
            return _time(opened, plain)
        case _:
            return plain


def _link(url: str, plain: Entity) -> Entity | None:
    if mention := _MENTION.fullmatch(url):
        return replace(plain, type="text_mention", user_id=int(mention[1]))
    return replace(plain, type="text_link", url=url) if _LINK.fullmatch(url) else None


def _time(opened: _Open, plain: Entity) -> Entity:
    unix = opened.attributes.get("unix", "")
    if not unix.isdigit():
        raise _complaint('Tag "tg-time" must have a valid attribute "unix"')
    shape = opened.attributes.get("format") or None
    return replace(plain, type="date_time", unix_time=int(unix), date_time_format=shape)


def _unquoted(raw: str | None) -> str:
    value = raw or ""
    bare = value[1:-1] if value[:1] in {'"', "'"} else value
    return _REFERENCE.sub(lambda match: _decoded(match) or match.group(), bare)


def _decoded(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = match.groups()
    if name is not None:
        return NAMED_REFERENCES.get(name)
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if 0 < code <= LAST_CODE_POINT else None


def _complaint(reason: str, quoted: str | None = None) -> ApiRefusal:
    named = reason if quoted is None else f'{reason} "{quoted}"'
    return bad_request(f"can't parse entities: {named}")
