"""What a run found, kept in bench/ and shown as tables. Measures nothing and judges nothing itself."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from adapters.sandbox.demo.processes import ROOT
from tests.bench.picture import picture
from tests.bench.racing import HeatFailed
from tests.bench.rounds import Row
from tests.bench.sidelines import Finding
from tests.bench.verdict import Line, judged

FOLDER = ROOT / "bench"
CPUS = Path("/proc/cpuinfo")


@dataclass(slots=True)
class Results:
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    failures: list[HeatFailed] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.rows) + len(self.findings)

    def take(self, told: object) -> None:
        match told:
            case Row():
                self.rows.append(told)
            case Finding():
                self.findings.append(told)
            case HeatFailed():
                self.failures.append(told)
            case _:
                raise TypeError(type(told).__name__)

    def lines(self) -> Sequence[Line]:
        return judged(self.rows, self.findings)

    def keep(self) -> None:
        """The rows as they are; the machine and the verdict beside them."""
        verdict = [asdict(line) | {"holds": line.holds} for line in self.lines()]
        FOLDER.mkdir(exist_ok=True)
        write("results.json", json.dumps([asdict(one) for one in self.rows], indent=1))
        write("verdict.json", json.dumps({"machine": machine(), "verdict": verdict}, indent=1))
        if self.rows:
            write("latency.svg", picture(self.rows))

    def show(self) -> None:
        show(
            [[one.name for one in fields(Row)], *[[str(value) for value in asdict(row).values()] for row in self.rows]]
        )
        print()
        show([("what", "exchange", "measured", "limit", ""), *[line.cells() for line in self.lines()]])
        for failure in self.failures:
            print(f"FAILED {failure}")


def machine() -> dict[str, object]:
    known = CPUS.read_text(encoding="utf-8").splitlines() if CPUS.is_file() else []
    model = next((line.partition(":")[2].strip() for line in known if line.startswith("model name")), "")
    return {
        "cores": os.cpu_count(),
        "cpu": model,
        "python": platform.python_version(),
        "system": platform.system(),
        "load_average": os.getloadavg(),
    }


def write(name: str, content: str) -> None:
    (FOLDER / name).write_text(f"{content}\n", encoding="utf-8")


def show(table: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
