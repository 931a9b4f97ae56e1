"""Images of a database as a power cut or a bad disk may leave them: bytes in, bytes out. Opens none."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from random import Random

Image = Mapping[str, bytes]
"""What lies on the disk, by the ending of its name: "" is the file, "-wal" the log, "-shm" its index."""

ENDINGS = ("", "-wal", "-shm")
PAGE_BYTES = 4096


class Damage(StrEnum):
    """What happened to the image."""

    NOTHING = "kept whole"
    LOG_CUT = "log cut"
    LOG_GARBAGE = "log garbage"
    LOG_FLIPPED = "log bits flipped"
    LOG_GONE = "log gone"
    FILE_FLIPPED = "file bits flipped"
    FILE_GARBAGE = "file garbage"
    FILE_CUT = "file cut"
    OLD_BACKUP = "old backup"


def taken(database: Path) -> Image:
    """As it lies there this moment, whatever is being written."""
    places = {ending: database.with_name(database.name + ending) for ending in ENDINGS}
    return {ending: place.read_bytes() for ending, place in places.items() if place.exists()}


def put(image: Image, database: Path) -> None:
    for ending in ENDINGS:
        place = database.with_name(database.name + ending)
        place.unlink(missing_ok=True)
        if ending in image:
            place.write_bytes(image[ending])


def damaged(image: Image, damage: Damage, chance: Random) -> Image:
    """The index of the log is gone with the memory it lived in, as after every power cut."""
    rest = {ending: content for ending, content in image.items() if ending != "-shm"}
    if damage not in HURTS:
        return rest
    ending, hurt = HURTS[damage]
    return rest | {ending: hurt(rest.get(ending, b""), chance)}


def cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def garbage(content: bytes, chance: Random) -> bytes:
    """A stretch that was written with something else; mostly at the end, where a power cut leaves it."""
    if not content:
        return content
    begin = chance.randrange(len(content))
    length = min(len(content) - begin, chance.choice([1, 512, PAGE_BYTES, len(content)]))
    return content[:begin] + chance.randbytes(length) + content[begin + length :]


def flipped(content: bytes, chance: Random) -> bytes:
    found = bytearray(content)
    for _ in range(chance.choice([1, 2, 8, 64]) if found else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def gone(_content: bytes, _chance: Random) -> bytes:
    return b""


HURTS: Mapping[Damage, tuple[str, Callable[[bytes, Random], bytes]]] = {
    Damage.LOG_CUT: ("-wal", cut),
    Damage.LOG_GARBAGE: ("-wal", garbage),
    Damage.LOG_FLIPPED: ("-wal", flipped),
    Damage.LOG_GONE: ("-wal", gone),
    Damage.FILE_FLIPPED: ("", flipped),
    Damage.FILE_GARBAGE: ("", garbage),
    Damage.FILE_CUT: ("", cut),
}
