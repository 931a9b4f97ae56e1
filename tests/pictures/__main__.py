"""`python -m tests.pictures [DIRECTORY]`: play a short story in the sandbox and photograph it. Judges nothing."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from adapters.sandbox.demo.cast import ANN, BOHDAN
from tests.e2e.browser_room import browser_room, find_browser
from tests.pictures.album import Album
from tests.pictures.scenes import play

USUAL_PLACE = Path(__file__).parents[2] / "docs" / "pictures"
CHECK_MARK = "2705"


def main() -> int:
    executable = find_browser()
    if executable is None:
        sys.exit("There is no Chromium on this machine (Debian: apt-get install chromium).")
    if not _has_emoji():
        sys.exit("No font on this machine has emoji (Debian: apt-get install fonts-noto-color-emoji).")
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else USUAL_PLACE
    asyncio.run(_photograph(executable, place))
    return 0


async def _photograph(executable: str, place: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="tandem-pictures-") as directory:
        async with browser_room(executable, Path(directory), guests=(ANN, BOHDAN)) as room:
            await play(room, Album(room, place))


def _has_emoji() -> bool:
    """Empty boxes would stand in the pictures instead."""
    lister = shutil.which("fc-list")
    if lister is None:
        return True
    listed = subprocess.run([lister, f":charset={CHECK_MARK}"], capture_output=True, text=True, check=True)
    return "emoji" in listed.stdout.lower()


if __name__ == "__main__":
    sys.exit(main())
