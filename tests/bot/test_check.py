"""`check` names each wrong line of `.env` and what to write there; it changes nothing and shows no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.check import complaints, live_settings, refuse, report

ROOT = Path(__file__).parents[2]
GOOD = f"BOT_TOKEN=123456789:{'A' * 35}\nOWNER_IDS=1001, 1002\nMASTER_KEY=k1:{'A' * 43}=\n"


@pytest.fixture(autouse=True)
def _nothing_set_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process's own environment is the edge here: settings in it would win over the file."""
    for name in list(os.environ):
        if name in {"BOT_TOKEN", "OWNER_IDS", "MASTER_KEY", "MASTER_KEY_FILE", "LOG_LEVEL", "METRICS_PORT"}:
            monkeypatch.delenv(name)


def env(tmp_path: Path, text: str) -> Path:
    file = tmp_path / ".env"
    file.write_text(text)
    return file


def names(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    return [(complaint.name, complaint.line) for complaint in complaints(env(tmp_path, text))]


def test_right_settings_have_no_complaint(tmp_path: Path) -> None:
    assert names(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("BOT_TOKEN=abc", "BOT_TOKEN"),
        ("OWNER_IDS=olena", "OWNER_IDS"),
        ("LOG_LEVEL=LOUD", "LOG_LEVEL"),
        ("METRICS_PORT=99999", "METRICS_PORT"),
        ("CONFIRM_SECONDS=soon", "CONFIRM_SECONDS"),
        ("TELEGRAM_API_URL=ftp://x", "TELEGRAM_API_URL"),
        ("EXCHANGE_GATEWAY=somewhere", "EXCHANGE_GATEWAY"),
        ("DATABASE_URL=mysql://x", "DATABASE_URL"),
        ("MASTER_KEY_FILE=/also/a/file", "MASTER_KEY"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, name: str) -> None:
    (wrong,) = complaints(env(tmp_path, GOOD + line + "\n"))
    assert wrong.name == name
    assert "write " in str(wrong)


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    found = names(tmp_path, "BOT_TOKEN=abc\n\nOWNER_IDS=\nLOG_LEVEL=LOUD\n")
    assert found == [("BOT_TOKEN", 1), ("OWNER_IDS", 3), ("LOG_LEVEL", 4), ("MASTER_KEY", 0)]


def test_a_mistyped_name_is_noticed(tmp_path: Path) -> None:
    (wrong,) = complaints(env(tmp_path, GOOD + "LOG_LEVLE=INFO\n"))
    assert (wrong.name, wrong.line) == ("LOG_LEVLE", 4)
    assert "LOG_LEVEL" in wrong.advice


def test_no_complaint_shows_what_was_written(tmp_path: Path) -> None:
    said = "".join(map(str, complaints(env(tmp_path, "BOT_TOKEN=canary-token\nMASTER_KEY=canary\nOWNER_IDS=x\n"))))
    assert "canary" not in said


def test_a_live_configuration_keeps_the_sandbox_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refuse(live_settings(env(tmp_path, GOOD))) == 2
    assert "BOT_TOKEN" in capsys.readouterr().err
    assert refuse(live_settings(tmp_path / "none")) == 0


async def test_every_probe_is_told_and_one_failure_fails() -> None:
    said: list[str] = []

    async def fine() -> str:
        return "whole"

    async def broken() -> str:
        raise ValueError("clock is off")

    assert await report({"database": fine}, said.append) == 0
    assert await report({"database": fine, "clock": broken}, said.append) == 1
    assert said[-1] == "WRONG  clock: clock is off"


def test_the_command_line_says_each_wrong_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=abc\nOWNER_IDS=me\n")
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert [line.split(" ")[0] for line in done.stderr.splitlines()] == ["BOT_TOKEN", "OWNER_IDS", "MASTER_KEY"]
