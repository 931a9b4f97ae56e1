"""The drawing process: pictures come in on standard input, PNGs go out on standard output, until the input ends.

Each message is its length in four bytes and then itself; an answer of no bytes is a picture that could not be drawn.
It holds no secret and opens nothing but its fonts. Only the process that started it writes to it.
"""

import os
import pickle
import sys
from typing import BinaryIO

from loguru import logger

from adapters.pictures.drawing import drawn
from core.application.pictures import Picture

POLITE = 5
"""Orders go before pictures."""


def serve(heard: BinaryIO, told: BinaryIO) -> None:
    """Answer one message after another."""
    while size := int.from_bytes(heard.read(4), "big"):
        answer = sketch(heard.read(size))
        told.write(len(answer).to_bytes(4, "big") + answer)
        told.flush()


def sketch(message: bytes) -> bytes:
    picture = pickle.loads(message)  # noqa: S301 - from the process that started this one, over its own pipe
    if not isinstance(picture, Picture):
        return b""
    try:
        return drawn(picture)
    except (ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
        logger.bind(picture=type(picture).__name__, error=type(error).__name__).error("a picture could not be drawn")
        return b""


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(POLITE)
    serve(sys.stdin.buffer, sys.stdout.buffer)
