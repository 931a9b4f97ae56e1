"""Sizes, docstrings, names and signatures: what makes a file easy to read."""

import ast
import re
from collections.abc import Iterator
from statistics import median

from tests.house.tree import Function, Tree, at, classes, functions, length, modules

FILE_LINES = 300
FUNCTION_LINES = 40
CLASS_LINES = 300
MEDIAN_FUNCTION_LINES = 10
LEVELS = 3
DOCSTRING_LINES = 8
DRAWN = {"core/domain/errors.py": "the whole error tree is drawn there"}

BANNED_IN_CLASSES = frozenset({"Manager", "Helper", "Util", "Utils", "Service", "Processor", "Impl", "Base"})
BANNED_EVERYWHERE = frozenset({"manager", "helper", "util", "utils", "processor", "impl", "data", "info"})
DICTATED = {
    "data_received": "asyncio's protocols",
    "callback_data": "aiogram's keyword for a pressed button",
    "get_data": "aiogram's storage",
    "set_data": "aiogram's storage",
    "impl": "SQLAlchemy's type decorators",
}
DICTATED_PARAMETERS = {
    "data_received": "asyncio's protocols",
    "__call__": "aiogram's middlewares",
    "set_data": "aiogram's storage",
}
WIRE_WORDS = frozenset({"data", "info"})
WIRE_PLACES = ("adapters/exchanges/", "adapters/sandbox/", "tests/sandbox/", "tests/contracts/")

ANY_PLACES = (
    "adapters/exchanges/",
    "adapters/sandbox/",
    "core/application/bus.py",
    "tests/",
)
BLOCKS = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.Match


def files_are_short(tree: Tree) -> list[str]:
    counts = {path: len(text.splitlines()) for path, text in tree.items() if path.endswith((".py", ".js", ".css"))}
    return [f"{path}: {lines} lines, {FILE_LINES} is the wall" for path, lines in counts.items() if lines > FILE_LINES]


def functions_and_classes_are_short(tree: Tree) -> list[str]:
    complaints = []
    for path, module in modules(tree):
        walls = [(node, FUNCTION_LINES) for node in functions(module)]
        complaints += [at(path, node, f"{node.name} is too long") for node, wall in walls if length(node) > wall]
        large = [node for node in classes(module) if length(node) > CLASS_LINES]
        complaints += [at(path, node, f"class {node.name} is too long") for node in large]
    return complaints


def the_median_function_is_small(tree: Tree) -> list[str]:
    lengths = [length(node) for _, module in modules(tree, "core/", "adapters/", "bot/") for node in functions(module)]
    middle = median(lengths) if lengths else 0
    return [f"the median function has {middle} lines"] if middle >= MEDIAN_FUNCTION_LINES else []


def nesting_is_shallow(tree: Tree) -> list[str]:
    return [
        at(path, node, f"{node.name} is nested deeper than {LEVELS} levels")
        for path, module in modules(tree)
        for node in functions(module)
        if _depth(node) > LEVELS
    ]


def _depth(node: ast.AST) -> int:
    """Blocks inside blocks; a function within starts anew, an `elif` is no level."""
    deepest = 0
    for child in _children(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        own = isinstance(child, BLOCKS) and not _is_elif(node, child)
        deepest = max(deepest, _depth(child) + own)
    return deepest


def _children(node: ast.AST) -> Iterator[ast.AST]:
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))


def _is_elif(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(parent, ast.If) and isinstance(child, ast.If) and parent.orelse == [child]


def modules_say_what_they_are(tree: Tree) -> list[str]:
    complaints = []
    for path, module in modules(tree):
        said = ast.get_docstring(module)
        if not said:
            complaints.append(f"{path}: opens without a docstring")
        elif len(said.splitlines()) > DOCSTRING_LINES and path not in DRAWN:
            complaints.append(f"{path}: its docstring is longer than {DOCSTRING_LINES} lines")
    return complaints


def names_are_plain(tree: Tree) -> list[str]:
    """The banned words of the language, in the names we choose ourselves."""
    complaints = []
    for path, module in modules(tree):
        stem = path.rpartition("/")[2].removesuffix(".py")
        if words(stem) & (BANNED_EVERYWHERE | {"base", "service"}):
            complaints.append(f"{path}: the file's name says nothing")
        complaints += [at(path, node, f"class {node.name}") for node in classes(module) if _is_empty_class(node.name)]
        complaints += [at(path, node, f"name {name}") for node, name in _chosen(module) if _is_empty_name(path, name)]
    return complaints


def words(name: str) -> frozenset[str]:
    return frozenset(part.lower() for part in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name))


def _is_empty_class(name: str) -> bool:
    return bool({part.capitalize() for part in words(name)} & BANNED_IN_CLASSES) or _is_empty_word(name)


def _is_empty_word(name: str) -> bool:
    return bool(words(name) & BANNED_EVERYWHERE)


def _is_empty_name(path: str, name: str) -> bool:
    empty = words(name) & BANNED_EVERYWHERE
    return bool(empty - WIRE_WORDS if path.startswith(WIRE_PLACES) else empty) and name not in DICTATED


def _chosen(module: ast.Module) -> Iterator[tuple[ast.stmt | ast.arg | ast.Name, str]]:
    """Functions, their parameters, and what is assigned; not what a foreign signature dictates."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node, node.name
                if node.name not in DICTATED_PARAMETERS:
                    yield from ((given, given.arg) for given in parameters(node))
            case ast.Name(ctx=ast.Store()):
                yield node, node.id


def parameters(node: Function) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def public_signatures_have_no_booleans(tree: Tree) -> list[str]:
    """In core: an enum, or two functions."""
    return [
        at(path, given, f"{node.name}({given.arg}) is a boolean")
        for path, module in modules(tree, "core/")
        for node in functions(module)
        if not node.name.startswith("_")
        for given in parameters(node)
        if given.annotation is not None and "bool" in words(ast.unparse(given.annotation))
    ]


def anything_goes_nowhere(tree: Tree) -> list[str]:
    """`Any` only for wire payloads and the bus; `Coroutine[Any, Any, T]` is the way to write a coroutine."""
    return [
        at(path, node, "uses Any")
        for path, module in modules(tree)
        if not path.startswith(ANY_PLACES)
        for node in _without_coroutines(module)
        if isinstance(node, ast.Name) and node.id == "Any"
    ]


def _without_coroutines(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Subscript) and ast.unparse(child.value) == "Coroutine":
            continue
        yield child
        yield from _without_coroutines(child)
