"""The project as text: paths and contents, and the parsed modules of a part of it. Judges nothing."""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "adapters", "bot", "tests")
PLACES = (*PACKAGES, "locales", "docs", ".ci")
UNREADABLE = frozenset({".png", ".ico", ".ttf", ".pyc"})

Tree = Mapping[str, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def read_tree(root: Path = ROOT) -> Tree:
    """Every file of the project by its path; pictures and fonts are there, but empty."""
    found = [path for path in root.iterdir() if path.is_file() and path.name not in {".env", ".coverage"}]
    for place in PLACES:
        found += [path for path in (root / place).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {str(path.relative_to(root)): _text(path) for path in found if path.suffix != ".pyc"}


def _text(path: Path) -> str:
    return "" if path.suffix in UNREADABLE else path.read_text(encoding="utf-8")


def modules(tree: Tree, *under: str) -> Iterator[tuple[str, ast.Module]]:
    """The parsed Python files under the given beginnings of paths (all of them without any)."""
    for path in sorted(tree):
        if path.endswith(".py") and (not under or path.startswith(under)):
            yield path, parsed(tree[path])


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def functions(node: ast.AST) -> Iterator[Function]:
    return (found for found in ast.walk(node) if isinstance(found, Function))


def classes(node: ast.AST) -> Iterator[ast.ClassDef]:
    return (found for found in ast.walk(node) if isinstance(found, ast.ClassDef))


def length(node: Function | ast.ClassDef) -> int:
    """Lines from the name to the last line."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def at(path: str, node: ast.expr | ast.stmt | ast.excepthandler | ast.arg, complaint: str) -> str:
    return f"{path}:{node.lineno}: {complaint}"
