"""The drawing process seen from the one that started it: start, ask, end. Blocks: for use in a thread.

Popen is used as it is, because starting a process through uvloop copies the page tables of this one on its loop.
"""

import os
import subprocess
import sys
import threading
from pathlib import Path

HOUSE = Path(__file__).parents[2]
DRAWING = "adapters.pictures"
HANDED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "SYSTEMROOT")
"""What of the environment the drawing process sees: no token and no key."""

LARGEST_BYTES = 8 * 1024 * 1024


class Mute(Exception):
    """The drawing process has ended or answers nonsense."""


class Sketcher:
    """A process in a session of its own, so that Ctrl-C ends it in our order. It ends by itself when we do."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn, self._is_over = threading.Lock(), False

    def draw(self, message: bytes) -> bytes:
        """The answer to a pickled picture, empty when it can't be drawn. Raises Mute or OSError."""
        with self._turn:
            return self._asked(self._started(), message)

    def _asked(self, process: subprocess.Popen[bytes], message: bytes) -> bytes:
        if process.stdin is None or process.stdout is None:
            raise Mute("no pipes")
        process.stdin.write(len(message).to_bytes(4, "big") + message)
        process.stdin.flush()
        head = process.stdout.read(4)
        size = int.from_bytes(head, "big")
        if len(head) < 4 or size > LARGEST_BYTES:
            raise Mute("no answer")
        png = process.stdout.read(size)
        if len(png) < size:
            raise Mute("half an answer")
        return png

    def kill(self) -> None:
        """Ends a `draw` that runs in another thread, too; doesn't block."""
        self._is_over = True
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """It has nothing to keep, so it need not be asked. Waits for a `draw` that still runs."""
        with self._turn:
            self.kill()
            if self._process is not None:
                self._process.communicate()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._is_over:
            raise Mute("ended already")
        if self._process is None:
            self._process = _process()
        return self._process


def _process() -> subprocess.Popen[bytes]:
    seen = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - this program itself, with words of its own
        [sys.executable, "-m", DRAWING],
        cwd=HOUSE,
        env=seen,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
