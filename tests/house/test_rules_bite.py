"""Each rule, broken once on purpose, and kept once beside it: a check that can't fail checks nothing."""

import pytest

from tests.house.planted import BROKEN, KEPT
from tests.house.rules import RULES


def test_every_rule_is_broken_once() -> None:
    assert {name for name, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize(("name", "tree"), BROKEN, ids=[f"{name}-{number}" for number, (name, _) in enumerate(BROKEN)])
def test_a_broken_rule_is_found(name: str, tree: dict[str, str]) -> None:
    assert RULES[name](tree)


@pytest.mark.parametrize(("name", "tree"), KEPT, ids=[f"{name}-{number}" for number, (name, _) in enumerate(KEPT)])
def test_what_is_right_passes(name: str, tree: dict[str, str]) -> None:
    assert RULES[name](tree) == []
