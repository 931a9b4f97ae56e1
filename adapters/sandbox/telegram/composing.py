"""What a bot wants to say, turned into Content: markup, lengths, files, keyboards.

Must not post anything; every door that sends or edits comes through here.
"""

from aiogram.client.default import Default
from aiogram.types import InputFile, InputMediaDocument, InputMediaPhoto, MessageEntity

from adapters.sandbox.telegram.chat_world import ChatWorld
from adapters.sandbox.telegram.entities import EMPTY, Entity, FormattedText, detect, tidy, utf16_length
from adapters.sandbox.telegram.html_text import parse_html
from adapters.sandbox.telegram.incoming import Uploads
from adapters.sandbox.telegram.model import Media, MediaKind, StoredFile
from adapters.sandbox.telegram.refusals import bad_request, not_emulated

TEXT_CHARACTERS = 4096
CAPTION_CHARACTERS = 1024
ATTACHED = "attach://"

ParseMode = str | Default | None
InputMediaKind = InputMediaPhoto | InputMediaDocument


def text_body(text: str, parse_mode: ParseMode, entities: list[MessageEntity] | None) -> FormattedText:
    body = formatted(text, parse_mode, entities)
    if not body.text:
        raise bad_request("message text is empty")
    if len(body.text) > TEXT_CHARACTERS:
        raise bad_request("message is too long")
    return body


def caption_body(caption: str | None, parse_mode: ParseMode, entities: list[MessageEntity] | None) -> FormattedText:
    body = formatted(caption, parse_mode, entities) if caption else EMPTY
    if len(body.text) > CAPTION_CHARACTERS:
        raise bad_request("message caption is too long")
    return body


def formatted(text: str, parse_mode: ParseMode, entities: list[MessageEntity] | None) -> FormattedText:
    if entities:
        return detect(tidy(FormattedText(text, _given(text, entities))))
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    match mode:
        case "":
            return detect(tidy(FormattedText(text)))
        case "html":
            return detect(tidy(parse_html(text)))
        case "markdown" | "markdownv2":
            raise not_emulated(f"parse_mode {parse_mode}")
        case _:
            raise bad_request("unsupported parse_mode")


def _given(text: str, entities: list[MessageEntity]) -> tuple[Entity, ...]:
    limit = utf16_length(text)
    return tuple(_entity(entity) for entity in entities if 0 <= entity.offset < limit and entity.length > 0)


def _entity(entity: MessageEntity) -> Entity:
    return Entity(
        type=entity.type,
        offset=entity.offset,
        length=entity.length,
        url=entity.url,
        user_id=entity.user.id if entity.user else None,
        language=entity.language,
        custom_emoji_id=entity.custom_emoji_id,
        unix_time=entity.unix_time,
        date_time_format=entity.date_time_format,
    )


def media(world: ChatWorld, kind: MediaKind, *, source: str | InputFile, uploads: Uploads) -> Media:
    if not isinstance(source, str):
        raise bad_request("there is no file in the request")
    return Media(kind, _file(world, kind, source=source, uploads=uploads))


def input_media(world: ChatWorld, item: object, *, uploads: Uploads) -> tuple[Media, FormattedText]:
    """One element of an album, or the new content of a message."""
    match item:
        case InputMediaPhoto():
            kind = MediaKind.PHOTO
        case InputMediaDocument():
            kind = MediaKind.DOCUMENT
        case _:
            raise not_emulated(f"{type(item).__name__}")
    body = caption_body(item.caption, item.parse_mode, item.caption_entities)
    return media(world, kind, source=item.media, uploads=uploads), body


def _file(world: ChatWorld, kind: MediaKind, *, source: str, uploads: Uploads) -> StoredFile:
    if source.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # a world on loopback fetches nothing
    if not source.startswith(ATTACHED):
        return world.files.get(source)
    upload = uploads.get(source.removeprefix(ATTACHED))
    if upload is None:
        raise bad_request("there is no file in the request")
    return world.files.put(kind, upload.name, content=upload.content, mime=upload.mime)
