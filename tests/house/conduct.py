"""How the code behaves: who starts tasks, who catches everything, who sends orders; nothing is left undone."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Tree, at, modules

STARTERS = frozenset({"create_task", "ensure_future"})
MAY_START = {
    "bot/app.py": "the composition root",
    "bot/workers.py": "the supervised group",
    "adapters/exchanges/ccxt_exchange.py": "an order travels to its end though its caller was cancelled",
    "adapters/sandbox/telegram/webhook.py": "one courier, held and cancelled with the world",
}
BROAD = frozenset({"Exception", "BaseException"})
MAY_CATCH_ALL = {
    "adapters/messaging/event_bus.py": "one subscriber's failure is not another's",
    "bot/workers.py": "the supervisor",
    "core/application/order_desk.py": "the fan-out: one lane's failure is not another's",
    "core/application/handlers/copying.py": "the fan-out",
    "bot/routers/errors.py": "the error router",
    "bot/check.py": "whatever a probe meets is its finding",
}
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplemented(?:Error)?)\b")


def tasks_start_in_the_supervised_group(tree: Tree) -> list[str]:
    """A task group's own `create_task` is structured and may stand anywhere."""
    return [
        at(path, call, f"starts a task: {ast.unparse(call.func)}")
        for path, module in modules(tree, "core/", "adapters/", "bot/")
        if path not in MAY_START
        for call, name in calls(module)
        if name in STARTERS and _is_unsupervised(call.func)
    ]


def _is_unsupervised(called: ast.expr) -> bool:
    return not isinstance(called, ast.Attribute) or ast.unparse(called.value) in {"asyncio", "loop", "self._loop"}


def calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func).rpartition(".")[2]


def only_a_few_catch_everything(tree: Tree) -> list[str]:
    """Tidying up and raising again is not catching."""
    return [
        at(path, node, "catches everything")
        for path, module in modules(tree, "core/", "adapters/", "bot/")
        if path not in MAY_CATCH_ALL
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler | ast.Call) and _catches_all(node)
    ]


def _catches_all(node: ast.ExceptHandler | ast.Call) -> bool:
    match node:
        case ast.ExceptHandler(body=[*_, ast.Raise(exc=None)]):
            return False
        case ast.ExceptHandler(type=None):
            return True
        case ast.ExceptHandler(type=ast.expr() as caught):
            return bool(_names(caught) & BROAD)
        case ast.Call(func=ast.Name(id="suppress"), args=args):
            return any(_names(argument) & BROAD for argument in args)
        case _:
            return False


def _names(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def nothing_is_left_undone(tree: Tree) -> list[str]:
    return [
        f"{path}:{number}: {found.group()}"
        for path, text in tree.items()
        if path.endswith((".py", ".md", ".js", ".ftl", ".toml")) and not path.startswith("tests/house/")
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := UNDONE.search(line))
    ]


def only_sending_places_orders(tree: Tree) -> list[str]:
    return [
        at(path, call, "calls place_order")
        for path, module in modules(tree, "core/", "bot/", "adapters/")
        if path != "core/application/sending.py" and not path.startswith("adapters/sandbox/")
        for call, name in calls(module)
        if name == "place_order"
    ]
