"""Logging for the whole process: loguru, one sink, redacted, ASCII only, without values of variables. Decides no text.

loguru shows local variables in tracebacks unless told not to (reliability.md, fact 15); it is told here.
"""

import logging
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TextIO

from loguru import logger

from adapters.redaction import Redactor

LINE = "{time:YYYY-MM-DD HH:mm:ss.SSS} {level:<7} {name}: {message} {extra}\n{exception}"

QUIET = {"aiogram.event": logging.WARNING, "ccxt": logging.WARNING, "aiohttp.access": logging.WARNING}
"""ccxt writes request headers, keys among them, at DEBUG; nobody may turn that on."""

LOUDEST_OF_OTHERS = logging.INFO
KNOWN_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}

REDACTOR = Redactor()
"""The process's own: a secret is redacted wherever it was learnt."""


class LogShape(StrEnum):
    """Lines for people, or JSON for machines."""

    LINES = "lines"
    JSON = "json"


def redact(secret: str) -> None:
    """Never show this again; for every token and key as soon as it is known."""
    REDACTOR.redact(secret)


def set_up_logs(level: str, *, stream: TextIO = sys.stderr, shape: LogShape = LogShape.LINES) -> None:
    """Replace all of loguru's sinks by ours, and bring the standard library's loggers here."""
    logger.remove()
    logger.configure(patcher=lambda record: record.update({"message": one_line(record["message"])}))
    logger.add(
        sink_to(stream, REDACTOR.clean),
        level=level,
        format=with_exception,
        serialize=shape is LogShape.JSON,
        backtrace=False,
        diagnose=False,
        catch=True,
    )
    logging.basicConfig(handlers=[ToLoguru()], level=LOUDEST_OF_OTHERS, force=True)
    for name, quietest in QUIET.items():
        logging.getLogger(name).setLevel(quietest)


def sink_to(stream: TextIO, clean: Callable[[str], str]) -> Callable[[str], None]:
    """What is written has been cleaned as a whole, tracebacks and extras included."""

    def write(message: str) -> None:
        stream.write(clean(message).encode("ascii", "backslashreplace").decode("ascii"))
        stream.flush()

    return write


def with_exception(record: Mapping[str, object]) -> str:
    """The extras only where there are any."""
    return LINE if record["extra"] else LINE.replace(" {extra}", "")


def one_line(message: str) -> str:
    """A person's name with a line break in it must not look like a line of its own."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)


class ToLoguru(logging.Handler):
    """Hands the standard library's records over, under their own logger's name."""

    def emit(self, record: logging.LogRecord) -> None:
        level = record.levelname if record.levelname in KNOWN_LEVELS else record.levelno
        named = logger.patch(lambda entry: entry.update({"name": record.name}))
        named.opt(exception=record.exc_info).log(level, record.getMessage())
