"""The command line: `python -m bot run | sandbox | demo | check | key | ...`. Parses and runs, nothing else."""

import argparse
import asyncio
import sys

from bot import app

PURPOSES = {
    "run": "the bot, with the settings of the environment and .env",
    "sandbox": "the bot in a world on this machine, with a chat page in the browser: no token, no key",
    "demo": "play the whole story in the terminal and check it",
    "check": "look at the settings, say what is wrong, change nothing",
    "backup": "copy the book while the bot runs, and check the copy",
    "key": "type an exchange key here instead of in the chat; asks for the link the chat gave",
    "restore": "put a backup in the book's place while the bot is stopped",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Tandem copies a leader's trades.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb, purpose in PURPOSES.items():
        verbs.add_parser(verb, help=purpose, description=purpose)
    verbs.choices["check"].add_argument("--new-key", action="store_true", help="print a new MASTER_KEY and stop")
    verbs.choices["backup"].add_argument(
        "file", nargs="?", default="", help="a new file; without it one in the backup folder"
    )
    verbs.choices["restore"].add_argument("file", help="the backup")
    arguments = parser.parse_args()
    verb = "new-key" if getattr(arguments, "new_key", False) else arguments.verb
    work = app.FILE_VERBS[verb](arguments.file) if verb in app.FILE_VERBS else app.VERBS[verb]()
    with asyncio.Runner(loop_factory=app.new_event_loop) as runner:
        return runner.run(work)


if __name__ == "__main__":
    sys.exit(main())
