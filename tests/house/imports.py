"""Who may import whom: the dependency table of ARCHITECTURE.md, executed."""

import ast
import sys
from collections.abc import Iterator, Mapping

from tests.house.tree import Tree, at, modules

OURS = frozenset({"core", "adapters", "bot", "tests"})
STANDARD = sys.stdlib_module_names

# The longest beginning of a path that is listed decides; what is not standard library must begin with one of these.
MAY_IMPORT: Mapping[str, tuple[str, ...]] = {
    "core/shared.py": (),
    "core/domain/": ("core.shared", "core.domain"),
    "core/application/": ("core.shared", "core.domain", "core.application"),
    "bot/": ("core", "bot", "aiogram", "fluent", "pydantic", "pydantic_settings", "loguru"),
}

# The sandbox must not share code with what it stands in for: it would share its mistakes.
NOT_FROM_SANDBOX = ("core", "bot", "adapters.exchanges", "adapters.persistence", "adapters.leaders", "ccxt")
NOT_FROM_ADAPTERS = ("bot", "tests")
EVERYTHING = frozenset({"bot/app.py"})


def imported(module: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Each import with the dotted name it may bring in."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node, name.name
        if isinstance(node, ast.ImportFrom):
            yield node, f"{'.' * node.level}{node.module or ''}"


def begins(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def dependency_rule(tree: Tree) -> list[str]:
    """core knows only the standard library, bot never an adapter, the sandbox nothing it stands in for."""
    return [
        at(path, node, f"may not import {name}")
        for path, module in modules(tree, "core/", "adapters/", "bot/")
        for node, name in imported(module)
        if not _may_import(path, name)
    ]


def _may_import(path: str, name: str) -> bool:
    if path in EVERYTHING:
        return not begins(name, "tests")
    if path.startswith("adapters/sandbox/"):
        return not begins(name, *NOT_FROM_SANDBOX, *NOT_FROM_ADAPTERS)
    if path.startswith("adapters/"):
        return not begins(name, *NOT_FROM_ADAPTERS)
    return begins(name.partition(".")[0], *STANDARD) or begins(name, *_allowed(path))


def _allowed(path: str) -> tuple[str, ...]:
    places = [place for place in MAY_IMPORT if path.startswith(place)]
    return MAY_IMPORT[max(places, key=len)] if places else ("core",)


def imports_stand_at_the_top(tree: Tree) -> list[str]:
    """Absolute, at the top, never for the type checker only, never a star."""
    complaints = []
    for path, module in modules(tree):
        top = set(map(id, module.body))
        for node, name in imported(module):
            if id(node) not in top:
                complaints.append(at(path, node, f"imports {name} below the top"))
            if name.startswith(".") or (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"):
                complaints.append(at(path, node, f"imports {name} relatively or by star"))
            if isinstance(node, ast.ImportFrom) and any(alias.name == "TYPE_CHECKING" for alias in node.names):
                complaints.append(at(path, node, "imports TYPE_CHECKING"))
    return complaints
