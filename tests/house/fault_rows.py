"""The table of faults in ARCHITECTURE.md: every row is there once, with its test or the reason why it has none."""

import re

from tests.house.documents import ARCHITECTURE
from tests.house.tree import Tree

ROWS = 120
FEWEST_COVERED = 100
HEADING = "## 11. "
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)


def every_fault_has_its_row(tree: Tree) -> list[str]:
    table = tree.get(ARCHITECTURE, "").partition(HEADING)[2]
    if not table:
        return []
    rows = {int(number): answer for number, _, answer in ROW.findall(table)}
    complaints = [f"fault {number} has no row" for number in range(1, ROWS + 1) if number not in rows]
    covered = sum("::" in answer for answer in rows.values())
    if covered < FEWEST_COVERED:
        complaints.append(f"only {covered} of {ROWS} faults have a test")
    return complaints
