"""The verbs of the command line that care for the book: what they are given, what they say. Touch no file."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.check import complaints, refuse, say
from bot.settings import read_settings
from core.domain.errors import StorageError

Copy = Callable[[str, Path | None, Path | None], Path]
"""Database URL, the wished file, the folder of backups; answers with the file that was made."""

Restore = Callable[[str, Path], Path]
"""Database URL, the backup; answers with where the old book is kept."""


async def backup(copy: Copy, file: str) -> int:
    """`python -m bot backup [file]`: whether the bot runs or not."""
    wished = Path(file) if file else None
    return await with_book(lambda url, folder: f"backed up to {copy(url, wished, folder)}")


async def restore(put_back: Restore, file: str) -> int:
    """`python -m bot restore file`: refused while the bot runs."""
    return await with_book(lambda url, _: f"restored, start the bot; the old book is {put_back(url, Path(file))}")


async def with_book(work: Callable[[str, Path | None], str]) -> int:
    """The exit code; a refusal is said with its reason."""
    wrong = complaints()
    if wrong:
        return refuse(wrong)
    settings = read_settings()
    try:
        say(await asyncio.to_thread(work, settings.database_url, settings.backup_dir))
    except StorageError as error:
        return refuse([error])
    return 0
