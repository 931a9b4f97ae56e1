"""A process for one tree: imports what is foreign once, then runs pytest in a fork for each line of tests it reads.

Answers with the exit status. Imports nothing of ours itself, so that each fork meets the tree as it stands then.
"""

import json
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import pytest

FOREIGN = (
    "aiogram", "aiohttp.web", "aiosqlite", "alembic.command", "ccxt.pro.binance", "ccxt.pro.bitget", "ccxt.pro.bybit",
    "cryptography.hazmat.primitives.ciphers.aead", "fluent.runtime", "loguru", "prometheus_client", "pybreaker",
    "pydantic_settings", "sqlalchemy.ext.asyncio", "tenacity", "trustme",
)  # fmt: skip
PATIENCE_SECONDS = 300
OPTIONS = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")


def serve() -> None:
    for name in FOREIGN:
        import_module(name)
    for line in sys.stdin:
        sys.stdout.write(f"{trial(json.loads(line))}\n")
        sys.stdout.flush()


def trial(tests: Sequence[str]) -> int:
    """Pytest's exit status; negative when it had to be stopped."""
    child = os.fork()
    if not child:
        silence()
        signal.alarm(PATIENCE_SECONDS)
        os._exit(int(pytest.main([*OPTIONS, *tests])))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


if __name__ == "__main__":
    serve()
