"""What the domain may not do: wait, use floats, look at a clock, roll dice; and where amounts may be multiplied."""

import ast
from collections.abc import Iterator

from tests.house.imports import begins, imported
from tests.house.tree import Tree, at, modules

DOMAIN = ("core/domain/", "core/shared.py")
CLOCKS = frozenset({"now", "utcnow", "today", "fromtimestamp", "time", "monotonic", "perf_counter"})
WORLDLY = ("time", "random", "uuid", "secrets", "os", "asyncio", "threading", "socket", "logging")

# Amounts are multiplied and divided only here. A direction (`side.sign`) may turn an amount round anywhere.
ARITHMETIC = {
    "core/domain/market.py": "rounding to steps, cost of an amount, slippage bounds",
    "core/domain/copy_rules.py": "sizes, limits and the follower's own protection",
    "core/domain/sizing.py": "the four sizings",
    "core/domain/replay_account.py": "what a replayed order pays and costs, as an exchange would charge it",
    "core/domain/replay_figures.py": "parts, falls and balances to try",
    "core/domain/position.py": "entry, PnL, margin, liquidation",
    "core/domain/leader.py": "the leader's reduced fraction",
    "core/domain/leader_fill.py": "the leader's average price",
    "core/domain/exposure.py": "on which side of the price a trigger stands",
    "core/domain/trade.py": "a plan's cost and an execution's deviation",
    "core/domain/episodes.py": "a leader's entry price and gross PnL",
    "core/domain/statistics.py": "ratios of a leader's results",
    "core/domain/copy_quality.py": "deviations from the leader's price, and what they cost",
    "core/domain/returns.py": "a result by the margin put in, a move of the price",
    "core/application/settlement.py": "a fee paid in the base coin, told in quote coin",
}


def domain_waits_for_nothing(tree: Tree) -> list[str]:
    waiting = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith
    return [
        at(path, node, "the domain is synchronous")
        for path, module in modules(tree, *DOMAIN)
        for node in ast.walk(module)
        if isinstance(node, waiting)
    ]


def domain_knows_no_float(tree: Tree) -> list[str]:
    """Neither the type, nor a call, nor a literal."""
    return [
        at(path, node, "a float in the domain")
        for path, module in modules(tree, *DOMAIN)
        for node in ast.walk(module)
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def domain_has_no_clock_and_no_dice(tree: Tree) -> list[str]:
    complaints = []
    for path, module in modules(tree, *DOMAIN):
        complaints += [at(path, node, f"imports {name}") for node, name in imported(module) if begins(name, *WORLDLY)]
        complaints += [at(path, call, f"asks a clock: {name}") for call, name in _clock_calls(module)]
    return complaints


def _clock_calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield node, node.func.attr


def amounts_are_multiplied_in_few_places(tree: Tree) -> list[str]:
    """In core and the views, `*` and `/` only where the arithmetic of money lives (the list ARITHMETIC)."""
    return [
        at(path, node, "multiplies or divides outside the files of arithmetic")
        for path, module in modules(tree, "core/", "bot/views/", "bot/routers/")
        if path not in ARITHMETIC
        for node in ast.walk(module)
        if isinstance(node, ast.BinOp | ast.AugAssign) and _scales(node)
    ]


def _scales(node: ast.BinOp | ast.AugAssign) -> bool:
    if not isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Pow):
        return False
    if isinstance(node, ast.AugAssign):
        return True
    return not (_is_harmless(node.left) or _is_harmless(node.right))


def _is_harmless(operand: ast.expr) -> bool:
    """A direction, a number of rows, a time, or a text that is repeated."""
    match operand:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.lower().endswith(("sign", "page", "pause", "seconds"))
        case ast.Constant(value=str()):
            return True
        case _:
            return False
