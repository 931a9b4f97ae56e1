"""What the documents promise: paths, links, verbs, settings, commands and texts that exist. Judges no style."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from posixpath import normpath

from fluent.syntax import FluentParser, ast, visitor

from bot.menu import COMMANDS
from bot.settings import Settings
from tests.house.tree import Tree

README, ARCHITECTURE, EXAMPLE = "README.md", "ARCHITECTURE.md", ".env.example"
LOCK, RUN_LOCK = "requirements.lock", "requirements-run.lock"
SOURCE_LOCALE = "locales/en.ftl"
TOP = frozenset({"core", "adapters", "bot", "tests", "locales", "docs", ".ci"})
ENDINGS = (".py", ".md", ".ftl", ".toml", ".yaml", ".lock", ".png")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
VERB = re.compile(r"\bmake ([a-z][a-z-]+)")
TARGET = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)
# Written in two parts, so that this file does not complain about itself.
PRIVATE = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "index" + "-url", "pypi" + ".org", "python" + "hosted")


def documents(tree: Tree) -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in tree.items() if path.endswith(".md"))


def links_resolve(tree: Tree) -> list[str]:
    return [
        f"{path}: links to {target}, which is not there"
        for path, text in documents(tree)
        for target in LINK.findall(text)
        if not exists(tree, normpath(str(PurePosixPath(path).parent / target)))
    ]


def named_paths_exist(tree: Tree) -> list[str]:
    """A path in backticks is a promise; shell lines and patterns are not paths."""
    return [
        f"{path}: names {name}, which is not there"
        for path, text in documents(tree)
        for name in CODE.findall(text)
        if is_path(name) and not exists(tree, name.rstrip("/"))
    ]


def named_tests_exist(tree: Tree) -> list[str]:
    """`file::test` in backticks: the story is told where the document says."""
    return [
        f"{path}: names {name}, which is not there"
        for path, text in documents(tree)
        for name in CODE.findall(text)
        if "::" in name and not _has_test(tree, *name.split("::", maxsplit=1))
    ]


def _has_test(tree: Tree, path: str, test: str) -> bool:
    return f"def {test}(" in tree.get(path, "")


def is_path(name: str) -> bool:
    plain = not set(name) & set(" *{}<>$=:|")
    return plain and name.split("/", maxsplit=1)[0] in TOP and ("/" in name or name.endswith(ENDINGS))


def exists(tree: Tree, path: str) -> bool:
    return path in tree or any(known.startswith(f"{path}/") for known in tree)


def verbs_exist(tree: Tree) -> list[str]:
    targets = set(TARGET.findall(tree.get("Makefile", "")))
    return [
        f"{path}: promises make {verb}"
        for path, text in documents(tree)
        for verb in set(VERB.findall("\n".join([*CODE.findall(text), *fenced(text)]))) - targets
    ]


def fenced(text: str) -> list[str]:
    return re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def settings_are_told_as_they_are(tree: Tree) -> list[str]:
    """`.env.example` and the README's table name every setting, with its default, and nothing else."""
    complaints = []
    for path, told in ((EXAMPLE, dict(example_lines(tree))), (README, dict(table_rows(tree, "Setting")))):
        complaints += [f"{path}: {name} is missing" for name in DEFAULTS.keys() - told.keys()]
        complaints += [f"{path}: {name} is no setting" for name in told.keys() - DEFAULTS.keys()]
        wrong = {name for name in DEFAULTS.keys() & told.keys() if told[name] != DEFAULTS[name]}
        complaints += [f"{path}: {name} is {DEFAULTS[name]!r} by default, not {told[name]!r}" for name in wrong]
    return complaints


def _default(value: object) -> str:
    return "" if value is None else str(value)


DEFAULTS = {
    name.upper(): "" if field.is_required() else _default(field.default)
    for name, field in Settings.model_fields.items()
}


def example_lines(tree: Tree) -> Iterator[tuple[str, str]]:
    """Settings that may stay out are commented out with their default."""
    for line in tree.get(EXAMPLE, "").splitlines():
        if found := re.fullmatch(r"(?:# ?)?([A-Z][A-Z_]+)=(.*)", line):
            yield found[1], found[2]


def table_rows(tree: Tree, heading: str, path: str = README) -> Iterator[tuple[str, str]]:
    """First and second column, without backticks, of the document's table under this heading."""
    rows = re.search(rf"^\| {heading} .*\n\|[-| ]+\n((?:\|.*\n)+)", tree.get(path, ""), re.MULTILINE)
    for row in rows[1].splitlines() if rows else ():
        first, second = (cell.strip().strip("`") for cell in row.strip("|").split("|")[:2])
        yield first, second


def commands_are_told_as_they_are(tree: Tree) -> list[str]:
    """The README's table of commands has every command of the menu with the menu's own words."""
    promised = {f"/{line.name}": description(tree, line.name) for line in COMMANDS}
    told = dict(table_rows(tree, "Command"))
    complaints = [f"{README}: {name} is missing" for name in promised.keys() - told.keys()]
    complaints += [f"{README}: {name} is no command" for name in told.keys() - promised.keys()]
    both = promised.keys() & told.keys()
    return complaints + [f"{README}: {name} says {told[name]!r}" for name in both if told[name] != promised[name]]


def description(tree: Tree, command: str) -> str:
    found = re.search(rf"^command-{command} = (.+)$", tree.get(SOURCE_LOCALE, ""), re.MULTILINE)
    return found[1].strip() if found else ""


def locales_are_equal(tree: Tree) -> list[str]:
    """Every language has every text, with the same variables."""
    source = messages(tree.get(SOURCE_LOCALE, ""))
    others = {path: messages(text) for path, text in tree.items() if path.endswith(".ftl") and path != SOURCE_LOCALE}
    complaints = []
    for path, texts in others.items():
        complaints += [f"{path}: {key} is only in one of the two" for key in source.keys() ^ texts.keys()]
        differing = {key for key in source.keys() & texts.keys() if source[key] != texts[key]}
        complaints += [f"{path}: {key} has other variables" for key in differing]
    return complaints + [f"{SOURCE_LOCALE}: there is no other language"] * (not others)


def messages(text: str) -> dict[str, frozenset[str]]:
    """The variables of each message; what can't be read stands under its own text."""
    found = {}
    for entry in FluentParser().parse(text).body:
        if isinstance(entry, ast.Message | ast.Term):
            collector = Variables()
            collector.visit(entry)
            found[entry.id.name] = frozenset(collector.names)
        elif isinstance(entry, ast.Junk):
            found[f"unreadable: {(entry.content or '')[:60]!r}"] = frozenset()
    return found


class Variables(visitor.Visitor):
    """Collects the names of `{ $variables }`."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's naming
        self.names.add(node.id.name)


def the_core_is_drawn_whole(tree: Tree) -> list[str]:
    """Every file of the core stands in the tree of ARCHITECTURE.md."""
    files = (path for path in tree if path.startswith("core/") and path.endswith(".py"))
    names = {path.rpartition("/")[2] for path in files} - {"__init__.py"}
    drawn = set(re.findall(r"[a-z_]+\.py", tree.get(ARCHITECTURE, "")))
    return [f"{ARCHITECTURE}: {name} is not in the tree" for name in sorted(names - drawn)]


def dependencies_have_reasons(tree: Tree) -> list[str]:
    """Each dependency of the project has a line in ARCHITECTURE.md, and each line a dependency."""
    wanted = {re.split(r"[\[><=~;]", line)[0] for line in _project(tree).get("dependencies", ())}
    told = {name for name, _ in table_rows(tree, "Package", ARCHITECTURE)}
    return [f"{ARCHITECTURE}: {name} is a dependency or has a reason, but not both" for name in wanted ^ told]


def _project(tree: Tree) -> Mapping[str, Sequence[str]]:
    project: Mapping[str, Sequence[str]] = tomllib.loads(tree.get("pyproject.toml", "")).get("project", {})
    return project


def locks_agree(tree: Tree) -> list[str]:
    """What runs in the image is what is tested: the smaller lock is a part of the larger."""
    everything, running = (_locked(tree.get(path, "")) for path in (LOCK, RUN_LOCK))
    return [f"{RUN_LOCK}: {line.splitlines()[0]} is not in {LOCK}" for line in running - everything]


def _locked(text: str) -> set[str]:
    return {entry.strip() for entry in re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE) if entry.strip()}


def nothing_private_is_written_down(tree: Tree) -> list[str]:
    """No paths of somebody's machine, no addresses of package registries."""
    return [
        f"{path}: contains {word}"
        for path, text in tree.items()
        for word in PRIVATE
        if word in text and not path.startswith(".git")
    ]
