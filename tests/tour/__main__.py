"""`python -m tests.tour [DIRECTORY [PART...]]`: the tour through every screen, its pictures, what is wrong with them.

With names of parts (see story.py) only those are walked, after the first steps.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.e2e.browser_room import browser_room, find_browser
from tests.tour.story import PARTS, play

ROOT = Path(__file__).parents[2]
USUAL_PLACE = ROOT / "dist" / "tour"
BEST_PLACE = ROOT / "docs" / "pictures" / "tour"
BEST = (
    *("en/first-home", "en/paper-follow", "en/first-copy"),
    *("en/preview-curve", "uk/positions", "uk/question"),
    *("en/quality", "uk/chart", "en/share"),
)
"""What the README shows; everything else stays out of the repository."""

COLOURS = 128


def main() -> int:
    executable = find_browser()
    if executable is None:
        sys.exit("There is no Chromium on this machine (Debian: apt-get install chromium).")
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else USUAL_PLACE
    parts = sys.argv[2:]
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}.")
    shutil.rmtree(place, ignore_errors=True)
    began = time.monotonic()
    flaws = asyncio.run(_tour(executable, place, parts))
    pictures = sorted(place.rglob("*.png"))
    print(f"\n{len(pictures)} pictures in {place}, {time.monotonic() - began:.0f} s, {len(flaws)} flaws")
    print("\n".join(flaws))
    if place == USUAL_PLACE and not parts:
        keep_best(place)
    return 1 if flaws else 0


def keep_best(place: Path) -> None:
    """With few colours: a fifth of the bytes, and no eye sees it."""
    BEST_PLACE.mkdir(parents=True, exist_ok=True)
    for name in BEST:
        with Image.open(place / f"{name}.png") as picture:
            few = picture.convert("RGB").quantize(COLOURS)
            few.save(BEST_PLACE / f"{name.replace('/', '-')}.png", optimize=True)


async def _tour(executable: str, place: Path, parts: Sequence[str]) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="tandem-tour-") as directory:
        async with browser_room(executable, Path(directory), guests=()) as room:
            return list(await play(room, place, parts))


if __name__ == "__main__":
    sys.exit(main())
