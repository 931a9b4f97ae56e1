"""Callback data as anybody may forge it: unpacked into just the press it was, or refused as aiogram's filter does."""

from collections.abc import Sequence
from random import Random

from aiogram.filters.callback_data import CallbackData

from bot import callbacks
from tests.faults.parsers_garble import noise, spoiled_text

REFUSALS = (TypeError, ValueError)
"""What aiogram's filter takes for "not mine"."""

LONGEST_BYTES = 64
PRESSES: Sequence[type[CallbackData]] = [
    kind
    for kind in vars(callbacks).values()
    if isinstance(kind, type) and issubclass(kind, CallbackData) and kind is not CallbackData
]
GENUINE: Sequence[str] = (
    "go:home:0", "go:closeallnow:0", "go:history:3", "cn:key:binance", "cn:paper:bitget", "ac:livenow:account",
    "ac:unlinknow:account", "le:follow:leader", "le:retirenow:leader", "ld:account", "fo:stopclose:follow",
    "fo:pause:follow", "df:set:leverage:5:", "df:start:::", "df:size::$100:", "po:halfnow:position",
    "po:closenow:position", "po:unprotect:position", "tr:sl:position:5", "tr:sl:position:-5",
    "cf:copy:question", "cf:half:question", "cf:skip:question", "td:trade",
    "pn:week", "la:uk", "no:fill:off", "ad:pause", "ad:invite", "+po:view:position",
    "hr:zone:Europe/Kyiv", "hr:quiet:23-7", "hr:weekly:6", "hr:at:", "re:eight:",
    "re:resume:account", "sa:keep", "un:undo",
)  # fmt: skip


def make(chance: Random) -> object:
    """Half of them are true presses with a fault, a tenth have the right head and noise behind it."""
    if chance.random() < 0.1:
        return f"{chance.choice(PRESSES).__prefix__}:{noise(chance, 40)}"
    return spoiled_text(chance, GENUINE)


def take(text: object) -> str:
    assert isinstance(text, str)
    read = [press for kind in PRESSES if (press := unpacked(kind, text)) is not None]
    assert len(read) <= 1, "two presses in one text"
    for press in read:
        assert packs_again(press, text)
    return "read" if read else "refused"


def unpacked(kind: type[CallbackData], text: str) -> CallbackData | None:
    try:
        return kind.unpack(text)
    except REFUSALS:
        return None


def packs_again(press: CallbackData, text: str) -> bool:
    """The same press comes out of what it packs; too long a one can't be packed, and no button ever had it."""
    try:
        packed = press.pack()
    except ValueError:
        return len(text.encode(errors="surrogatepass")) >= LONGEST_BYTES or ":" in text
    return type(press).unpack(packed) == press
