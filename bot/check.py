"""Looks at the settings and says, line by line, what is wrong and what to write. Changes nothing, shows no secret."""

import difflib
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.settings import Settings, read_settings

ENV_FILE = Path(".env")

Probe = Callable[[], Awaitable[str]]
"""Looks at one thing; answers with what it saw, raises with what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """`line` is the line in `.env`; 0 when the name isn't there."""

    name: str
    line: int
    advice: str

    def __str__(self) -> str:
        place = f".env line {self.line}" if self.line else "missing in .env"
        return f"{self.name} ({place}): write {self.advice}"


def known_names() -> Mapping[str, str]:
    """Setting name -> what to write there."""
    return {name.upper(): field.description or "" for name, field in Settings.model_fields.items()}


def complaints(env_file: Path = ENV_FILE) -> Sequence[Complaint]:
    """Everything wrong with the settings, in the file's order; empty when they are right."""
    lines = names_by_line(env_file)
    found = [*unknown(lines), *invalid(lines, env_file)]
    return sorted(found, key=lambda complaint: (complaint.line == 0, complaint.line))


def names_by_line(env_file: Path) -> Mapping[str, int]:
    if not env_file.is_file():
        return {}
    rows = enumerate(env_file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
    assigned = (
        (number, row.split("=", 1)[0]) for number, row in rows if "=" in row and not row.lstrip().startswith("#")
    )
    return {name.removeprefix("export ").strip().upper(): number for number, name in assigned}


def unknown(lines: Mapping[str, int]) -> Sequence[Complaint]:
    """A mistyped name would silently mean the default."""
    found = []
    for name, line in lines.items():
        if name in known_names():
            continue
        close = difflib.get_close_matches(name, known_names(), n=1)
        advice = f"{close[0]}=... (did you mean that name?)" if close else "nothing: there is no such setting"
        found.append(Complaint(name=name, line=line, advice=advice))
    return found


def invalid(lines: Mapping[str, int], env_file: Path) -> Sequence[Complaint]:
    try:
        read_settings(env_file)
    except ValidationError as error:
        places = {str(part).upper() for item in error.errors() for part in item["loc"][:1] or ("MASTER_KEY",)}
        return [complaint_about(name, lines) for name in sorted(map(asked_for, places))]
    return []


def asked_for(name: str) -> str:
    """Either of the two names the master key; the simpler one is advised."""
    return "MASTER_KEY" if name == "MASTER_KEY_FILE" else name


def complaint_about(name: str, lines: Mapping[str, int]) -> Complaint:
    advice = known_names()[name]
    if name in os.environ:
        advice += f" (the environment variable {name} is set and wins over .env)"
    return Complaint(name=name, line=lines.get(name, 0), advice=advice)


async def report(probes: Mapping[str, Probe], say: Callable[[str], None]) -> int:
    """Run the probes one after another; the exit code."""
    wrong = 0
    for name, probe in probes.items():
        try:
            say(f"ok     {name}: {await probe()}")
        except Exception as error:  # noqa: BLE001 - whatever a probe meets is its finding
            wrong += 1
            say(f"WRONG  {name}: {error}")
    return 1 if wrong else 0


LIVE_NAMES = ("BOT_TOKEN", "MASTER_KEY", "MASTER_KEY_FILE")


def live_settings(env_file: Path = ENV_FILE) -> Sequence[str]:
    """What says that a real bot is configured here: the sandbox doesn't run beside it."""
    present = [name for name in LIVE_NAMES if name in os.environ or name in names_by_line(env_file)]
    return [f"{name} is set here: run the sandbox from a folder and a shell without it" for name in present]


def refuse(reasons: Sequence[object]) -> int:
    """Say why not; the exit code, 0 when there is no reason."""
    for reason in reasons:
        print(reason, file=sys.stderr)
    return 2 if reasons else 0


def say(line: str) -> None:
    print(line, flush=True)
