"""Programs of copying against the model, and every rounding and PnL rule, with more examples than in `make test`."""

import os
import subprocess
import sys
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.domain.machine import Copying
from tests.faults.scale import Count, Say, Scale

CORES = 2
STEPS = 60
PROGRAMS = {Scale.SAMPLE: 100, Scale.FULL: 2_000}
EXAMPLES = {Scale.SAMPLE: 200, Scale.FULL: 10_000}
RULES = ("test_rounding.py", "test_pnl.py", "test_copy_rules.py", "test_exits.py", "test_leader.py", "test_values.py")
ROOT = Path(__file__).parents[2]


def play(scale: Scale, seed: int, say: Say) -> Sequence[Count]:
    each = PROGRAMS[scale] // CORES
    with ProcessPoolExecutor(CORES) as pool:
        failed = [line for line in pool.map(programs, [each] * CORES, range(seed * CORES, (seed + 1) * CORES)) if line]
    say(f"properties: {PROGRAMS[scale]:,} programs of {STEPS} steps, {len(failed)} failed")
    programs_count = Count(what=f"properties: programs of up to {STEPS} steps", played=PROGRAMS[scale], failed=failed)
    return [programs_count, rules(scale, seed)]


def programs(most: int, number: int) -> str:
    """Empty, or the shrunk program that fails and how to draw it again."""
    wanted = settings(
        max_examples=most,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(seed(number)(Copying), settings=wanted)
    except Exception:  # noqa: BLE001 - whatever breaks is the finding
        again = f"python -c 'from tests.faults.properties import programs; print(programs({most}, {number}))'"
        return f"{traceback.format_exc()[-1500:]}\n-> {again}"
    return ""


def rules(scale: Scale, seed: int) -> Count:
    """The property tests themselves, by the profile that the environment names."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--hypothesis-seed={seed}"]
    files = [f"tests/domain/{name}" for name in RULES]
    environment = os.environ | {"TANDEM_EXAMPLES": str(EXAMPLES[scale])}
    done = subprocess.run([*command, *files], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed = [f"{done.stdout[-1500:]}\n-> {' '.join(command[1:])}"] if done.returncode else []
    return Count(what="properties: examples of each rule", played=EXAMPLES[scale], failed=failed)
