"""Draws every sample into a folder and tells the CPU time of each: `python -m tests.pictures.sketches FOLDER`."""

import sys
import time
from pathlib import Path

from adapters.pictures.drawing import drawn
from tests.pictures.samples import samples

ROUNDS = 3


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in samples().items():
        spent = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            png = drawn(picture)
            spent.append(time.process_time() - begun)
        (folder / f"{name}.png").write_bytes(png)
        print(f"{name:20} {1000 * min(spent):6.0f} ms CPU {len(png) / 1024:6.0f} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
