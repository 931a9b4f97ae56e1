"""What holds for every test: property tests repeatable where CI runs, and no planted secret in any output."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.canaries import leaks, spoken

EXAMPLES = int(os.environ.get("TANDEM_EXAMPLES", "60"))
"""More of them in `make faults`."""

settings.register_profile("here", deadline=None, max_examples=EXAMPLES)
settings.register_profile("ci", parent=settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True)
def no_secret_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """In no file of the test: log, database, write-ahead log, picture (reliability.md row 114)."""
    folder: Path | None = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    assert folder is None or list(leaks(folder)) == []


@pytest.fixture(autouse=True)
def collector_as_it_was() -> Iterator[None]:
    """A bot that starts in a test settles the garbage collector for good; unclosed things of later tests must show."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Nor in anything that was said or logged while it ran."""
    report = yield
    told = list(spoken(report.sections))
    if told:
        report.outcome = "failed"
        report.longrepr = f"a planted secret is in: {', '.join(told)}"
    return report
