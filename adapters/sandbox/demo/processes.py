"""Starts, stops and kills the two processes of a sandbox: the world, and the bot that lives in it.

Knows their command lines and environment; speaks to neither.
"""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.sandbox.demo.trouble import StoryBroken

ROOT = Path(__file__).parents[3]
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
OWNER_ID = 1001
CONFIRM_SECONDS = 60
START_SECONDS = 60.0
STOP_SECONDS = 15.0
LOOK_SECONDS = 0.05
TAIL_LINES = 40

CANARIES = "canary" * 4
"""Base64 of 18 bytes: a master key that is found wherever it got out."""


class Child:
    """One process with its log in a file; starting again appends to the log."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], directory: Path) -> None:
        self.name, self.log = name, directory / f"{name}.log"
        self._command, self._environment, self._directory = command, dict(environment), directory
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter with our own module
                self._command,
                cwd=self._directory,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Ask politely; insist after a while. Stopping what does not run is fine."""
        await self._end(signal.SIGTERM, within_seconds=STOP_SECONDS)
        await self.kill()

    async def kill(self) -> None:
        """As a power cut would: nothing is said goodbye to."""
        await self._end(signal.SIGKILL, within_seconds=STOP_SECONDS)

    def require_running(self) -> None:
        if not self.is_running:
            raise StoryBroken(f"the {self.name} ended by itself")

    def tail(self) -> str:
        if not self.log.is_file():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:])

    async def _end(self, number: signal.Signals, *, within_seconds: float) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            await asyncio.to_thread(process.wait, within_seconds)


class Stage:
    """A world and a bot in one directory, `bot.log` and `tandem.db` among its files."""

    def __init__(self, directory: Path, *, seed: int = 7, page_port: int = 0) -> None:
        self.directory, self.database = directory, directory / "tandem.db"
        self.handshake: dict[str, Any] = {}
        self.world = Child(
            "world", _world_command(directory, seed, page_port), environment=_surroundings(), directory=directory
        )
        self._bot: Child | None = None
        self._master_key = f"k1:{CANARIES}{base64.b64encode(os.urandom(14)).decode()}"

    @property
    def bot(self) -> Child:
        """There is one as soon as the world is open."""
        if self._bot is None:
            raise StoryBroken("the world is not open yet")
        return self._bot

    async def open_world(self) -> None:
        """Return when everything in the world listens."""
        published = self.directory / "world.json"
        published.unlink(missing_ok=True)
        self.world.start()
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not published.is_file():
            self.world.require_running()
            if asyncio.get_running_loop().time() > deadline:
                raise StoryBroken(f"the world did not open in {START_SECONDS:.0f} s")
            await asyncio.sleep(LOOK_SECONDS)
        self.handshake = json.loads(published.read_text(encoding="utf-8"))
        command = [sys.executable, "-m", "bot", "run"]
        self._bot = Child("bot", command, environment=self._settings(), directory=self.directory)

    async def close(self) -> None:
        """The bot first, so that it can say goodbye to its world."""
        if self._bot is not None:
            await self._bot.stop()
        await self.world.stop()

    def last_words(self) -> str:
        """The ends of both logs, for whoever has to find out what went wrong."""
        children = (self.world, self._bot) if self._bot is not None else (self.world,)
        return "\n".join(f"--- {child.name}.log\n{child.tail()}" for child in children)

    def _settings(self) -> dict[str, str]:
        """Everything the bot is told; run in a directory of its own, it finds no `.env`."""
        return {
            **_surroundings(),
            "BOT_TOKEN": str(self.handshake["bot_token"]),
            "TELEGRAM_API_URL": str(self.handshake["telegram_url"]),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.database}",
            "MASTER_KEY": self._master_key,
            "OWNER_IDS": str(OWNER_ID),
            "EXCHANGE_GATEWAY": str(self.handshake["gateway"]),
            "EXCHANGE_CA_FILE": str(self.handshake["ca_file"]),
            "LOG_LEVEL": "INFO",
            "CONFIRM_SECONDS": str(CONFIRM_SECONDS),
        }


@asynccontextmanager
async def leaving_nobody_behind() -> AsyncIterator[None]:
    """SIGTERM ends the present task like Ctrl-C does, so that its children are stopped and not orphaned."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is not None:
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


def _world_command(directory: Path, seed: int, page_port: int) -> list[str]:
    place = ["--directory", str(directory), "--seed", str(seed), "--page-port", str(page_port)]
    return [sys.executable, "-m", "adapters.sandbox", *place]


def _surroundings() -> dict[str, str]:
    """Of the machine's own environment only what a process needs to run at all."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
