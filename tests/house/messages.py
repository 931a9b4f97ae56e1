"""Every message has its handler and says by its name what it is; every event the owner named exists."""

import ast
from collections.abc import Iterator

from tests.house.tree import Tree, classes, modules

COMMANDS_FILE = "core/application/commands.py"
MESSAGES = {"Command": "commands.py", "Query": "queries.py"}
"""A topic's own have its name in front: key_commands.py."""

TABLE = "core/application/handlers/table.py"
EVENTS = "core/domain/events.py"
SIX_EVENTS = (
    "TradeExecutedEvent",
    "TradeFailedEvent",
    "TradeNeedsReconciliationEvent",
    "PositionOpenedEvent",
    "PositionClosedEvent",
    "PositionLiquidatedEvent",
)


def messages_are_handled(tree: Tree) -> list[str]:
    """Each command and query is a key of the handlers' table and ends in its kind."""
    complaints = []
    table = set(_keys(tree))
    for kind, path, node in _messages(tree):
        if not node.name.endswith(kind):
            complaints.append(f"{path}:{node.lineno}: {node.name} does not end in {kind}")
        if node.name not in table:
            complaints.append(f"{path}:{node.lineno}: {node.name} has no handler in {TABLE}")
    return complaints


def _messages(tree: Tree) -> Iterator[tuple[str, str, ast.ClassDef]]:
    for kind, ending in MESSAGES.items():
        found = [(path, module) for path, module in modules(tree, "core/application/") if path.endswith(ending)]
        for path, module in found:
            yield from ((kind, path, node) for node in classes(module) if kind in map(_named, node.bases))


def _named(parent: ast.expr) -> str:
    return ast.unparse(parent.value if isinstance(parent, ast.Subscript) else parent)


def _keys(tree: Tree) -> Iterator[str]:
    for _, module in modules(tree, "core/application/handlers/"):
        for node in ast.walk(module):
            if isinstance(node, ast.Dict):
                yield from (ast.unparse(key).rpartition(".")[2] for key in node.keys if key is not None)


def the_six_events_exist(tree: Tree) -> list[str]:
    defined = {node.name for _, module in modules(tree, EVENTS) for node in classes(module)}
    return [f"{EVENTS}: {name} is missing" for name in SIX_EVENTS if name not in defined]


def events_are_facts(tree: Tree) -> list[str]:
    """What is published is called an event and cannot be changed."""
    return [
        f"{path}:{node.lineno}: {node.name}"
        for path, module in modules(tree, EVENTS)
        for node in classes(module)
        if not node.name.endswith("Event") or "frozen=True" not in "".join(map(ast.unparse, node.decorator_list))
    ]
