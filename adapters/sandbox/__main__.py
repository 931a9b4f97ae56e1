"""Runs the world in its own process and writes world.json when it is ready. Stops on SIGTERM or Ctrl-C."""

import argparse
import asyncio
import json
import signal
from pathlib import Path

from adapters.sandbox.world import World

HANDSHAKE_FILE = "world.json"


def main() -> None:
    arguments = _parser().parse_args()
    asyncio.run(live_in(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m adapters.sandbox", description="A world on loopback.")
    parser.add_argument("--directory", type=Path, required=True, help="where world.json and the CA go")
    parser.add_argument("--seed", type=int, default=1, help="the market's walk")
    parser.add_argument("--page-port", type=int, default=0, help="port of the chat page; 0 lets the system choose")
    parser.add_argument("--still", action="store_true", help="the market stands still until told to run")
    return parser


async def live_in(arguments: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    world = World(arguments.directory, seed=arguments.seed, page_port=arguments.page_port)
    try:
        await world.start()
        if not arguments.still:
            world.pulse.run(1.0)
        _publish(arguments.directory, world)
        await stopping.wait()
    finally:
        await world.stop()


def _publish(directory: Path, world: World) -> None:
    """Whole or not at all: whoever sees the file may use it."""
    unfinished = directory / f"{HANDSHAKE_FILE}.part"
    unfinished.write_text(json.dumps(world.handshake, indent=1))
    unfinished.replace(directory / HANDSHAKE_FILE)


if __name__ == "__main__":
    main()
