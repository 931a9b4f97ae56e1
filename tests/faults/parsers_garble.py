"""Genuine texts and answers, spoiled at random: by characters, by values, by shape. The same generator repeats it."""

import copy
from collections.abc import Callable, Sequence
from random import Random

Tree = object
"""What JSON can hold."""

CHARACTERS = (
    "0123456789.,-+eE_ %$x\u0445\u00d7"
    "\u0660\u0663\u0669\uff11\uff19\u09e7\u00b2\u00bd\u2460\u4e09"  # digits of other scripts
    "\u00a0\u202f\u2009\u200b\u202e\ufeff\u0301\x00\n\t\r\x1b\ud800"  # what can't be seen, or can't be
    "aZ\u0416\u00df\u0130<>&\"'`/:;|\\{}[]()@#*\U0001f600"
)
NUMBERS = (
    "NaN", "-NaN", "sNaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e999999999", "1e-999999999", "-0", "0", "00",
    "1_000", "1,000", "1.000,5", "+1", "0x10", "1e5", ".5", "5.", "9" * 30, "9" * 400, "0." + "0" * 300 + "1", "--1",
    "\u0663\u0664", "\uff11\uff10\uff10", "1 000", "1\u00a0000", "", " ", "null", "None", "true",
)  # fmt: skip
JUNK: Sequence[Tree] = (
    None, True, False, 0, -1, 1, 10**30, -(10**400), 1.5, 1e308, float("inf"), float("nan"), "", " ", "0", "x", "null",
    "\x00", "\ud800", "9" * 5_000, [], {}, [None], [[]], {"": None}, [{}], {"list": []}, "BTCUSDT", "buy", "Buy", "BUY",
)  # fmt: skip
DEEP, LONG = 40, 130


def spoiled_text(chance: Random, examples: Sequence[str]) -> str:
    """One in ten is genuine, one in ten is noise, the rest are genuine ones with a few faults."""
    what = chance.random()
    if what < 0.1:
        return chance.choice(examples)
    if what < 0.2:
        return noise(chance, 40)
    if what < 0.3:
        return chance.choice(NUMBERS)
    text = chance.choice(examples)
    for _ in range(chance.randint(1, 4)):
        text = with_fault(chance, text, examples)
    return text


def noise(chance: Random, most: int) -> str:
    return "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(0, most)))


def with_fault(chance: Random, text: str, examples: Sequence[str]) -> str:
    """A character more, less or another; the end gone; a number, a second text, a repetition in it; another case."""
    at = chance.randint(0, len(text))
    spoil = chance.choice(TEXT_FAULTS)
    return spoil(chance, text[:at], text[at:], examples)


def _second_text(chance: Random, before: str, after: str, examples: Sequence[str]) -> str:
    return before + after + chance.choice(["", " ", ":"]) + chance.choice(examples)


def _mark(chance: Random, before: str, after: str, _: Sequence[str]) -> str:
    return before + chance.choice(CHARACTERS) + after[chance.randint(0, 1) :]


def _hole(chance: Random, before: str, after: str, _: Sequence[str]) -> str:
    return before + after[chance.choice([1, 1, 2, len(after)]) :]


def _number(chance: Random, before: str, after: str, _: Sequence[str]) -> str:
    return before + chance.choice(NUMBERS) + after


def _echo(chance: Random, before: str, after: str, _: Sequence[str]) -> str:
    return before + after[:3] * chance.choice([2, 3, 200]) + after[3:]


def _other_case(chance: Random, before: str, after: str, _: Sequence[str]) -> str:
    return before.swapcase() + chance.choice([after.upper(), after.lower()])


TextFault = Callable[[Random, str, str, Sequence[str]], str]
TEXT_FAULTS: Sequence[TextFault] = (_mark, _mark, _hole, _number, _second_text, _echo, _other_case)


def spoiled_tree(chance: Random, genuine: Tree) -> Tree:
    """One in twenty stays as it is; else one to four places of it are spoiled."""
    if chance.random() < 0.05:
        return genuine
    tree = copy.deepcopy(genuine)
    for _ in range(chance.randint(1, 4)):
        tree = _spoil_once(chance, tree)
    return tree


def _spoil_once(chance: Random, tree: Tree) -> Tree:
    """Walk down at random and spoil where the walk ends."""
    here = tree
    for _ in range(chance.randint(0, 6)):
        inner = _inside(chance, here)
        if not isinstance(inner, dict | list) or not inner:
            break
        here = inner
    if here is tree and chance.random() < 0.05:
        return _odd(chance, tree)
    _spoil_in(chance, here)
    return tree


def _inside(chance: Random, here: Tree) -> Tree:
    match here:
        case dict() if here:
            return here[chance.choice(list(here))]
        case list() if here:
            return chance.choice(here)
        case _:
            return None


def _spoil_in(chance: Random, here: Tree) -> None:
    match here:
        case dict() if here:
            name = chance.choice(list(here))
            if chance.random() < 0.2:
                del here[name]
            else:
                here[name] = _odd(chance, here[name])
        case list() if here:
            at = chance.randrange(len(here))
            if chance.random() < 0.1:
                here.extend([here[at]] * LONG)
            elif chance.random() < 0.2:
                del here[at]
            else:
                here[at] = _odd(chance, here[at])


def _odd(chance: Random, value: Tree) -> Tree:
    """Something else in the value's place: junk, a number of a strange form, too deep, of the wrong kind."""
    match chance.randint(0, 5):
        case 0 | 1:
            return copy.deepcopy(chance.choice(JUNK))
        case 2 | 3:
            return chance.choice(NUMBERS)
        case 4:
            return with_fault(chance, value, ["x"]) if isinstance(value, str) else [value]
        case _:
            for _ in range(DEEP):
                value = [value] if chance.random() < 0.5 else {"list": value}
            return value
