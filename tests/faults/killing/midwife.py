"""The fork server seen from outside: asks for children, hears of their deaths, ends them by their id. Knows no case."""

import asyncio
import itertools
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from adapters.sandbox.demo.processes import ROOT

STOP_SECONDS = 15.0
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """`status` is negative for a signal."""

    status: int
    cpu_ms: int

    @property
    def was_killed(self) -> bool:
        return self.status == -signal.SIGKILL


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One child; `ended` knows its death."""

    pid: int
    ended: asyncio.Future[Death]

    @property
    def is_over(self) -> bool:
        return self.ended.done()

    async def stop(self) -> Death:
        """Ask politely; insist after a while."""
        if not self.is_over:
            os.kill(self.pid, signal.SIGTERM)
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                return await asyncio.shield(self.ended)
        return await self.kill()

    async def kill(self) -> Death:
        if not self.is_over:
            os.kill(self.pid, signal.SIGKILL)
        return await self.ended


@dataclass(slots=True)
class Midwife:
    """One fork server; `cpu_ms` is what all that died have used."""

    process: asyncio.subprocess.Process
    cpu_ms: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _awaited: dict[str, asyncio.Future[Life]] = field(default_factory=dict)
    _lives: dict[int, Life] = field(default_factory=dict)

    async def bear(self, order: Mapping[str, str], environment: Mapping[str, str]) -> Life:
        name = str(next(self._numbers))
        awaited: asyncio.Future[Life] = asyncio.get_running_loop().create_future()
        self._awaited[name] = awaited
        line = json.dumps({**order, "name": name, "environment": json.dumps(dict(environment))})
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        return await awaited

    async def listen(self) -> None:
        """Until the server ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self._hear(json.loads(line))
        for awaited in self._awaited.values():
            awaited.set_exception(RuntimeError("the nursery ended, see nursery.log"))

    def _hear(self, news: Mapping[str, int]) -> None:
        if "born" in news:
            life = Life(pid=news["born"], ended=asyncio.get_running_loop().create_future())
            self._lives[life.pid] = life
            self._awaited.pop(str(news["name"])).set_result(life)
            return
        self.cpu_ms += news["cpu_ms"]
        self._lives.pop(news["died"]).ended.set_result(Death(status=news["status"], cpu_ms=news["cpu_ms"]))


async def until(condition: Callable[[], bool], look_seconds: float) -> None:
    """Look again and again; whoever calls has a deadline."""
    while True:
        if condition():
            return
        await asyncio.sleep(look_seconds)


@asynccontextmanager
async def nursery(directory: Path) -> AsyncIterator[Midwife]:
    """With the server running; whoever still lives at the end is killed."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    kept |= dict.fromkeys(("SSL_CERT_FILE", "SSL_CERT_DIR"), os.devnull)  # a world's own authority is all they need
    with (directory / "nursery.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.killing.nursery",
            cwd=directory,
            env={**kept, "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    midwife = Midwife(process)
    listening = asyncio.ensure_future(midwife.listen())
    try:
        yield midwife
    finally:
        assert process.stdin is not None
        with suppress(ConnectionError):
            process.stdin.close()
        await process.wait()
        await listening
