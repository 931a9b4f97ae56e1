"""The rules of ARCHITECTURE.md, executed over the whole project. What each rule means stands in tests/house."""

import pytest

from tests.house.rules import RULES
from tests.house.tree import Tree, read_tree


@pytest.fixture(scope="module")
def tree() -> Tree:
    return read_tree()


@pytest.mark.parametrize("name", RULES)
def test_the_house_keeps_the_rule(name: str, tree: Tree) -> None:
    assert RULES[name](tree) == []
