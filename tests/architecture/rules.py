"""The rules of the house that no linter knows: each takes one file and names the lines that break it."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
LONGEST_HANDLER = 20
NAMES_THAT_SAY_NOTHING = frozenset(
    {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "services", "misc"}
)
WORDLESS = ("handlers", "actions", "gateway", "domain", "jobs")
"""Packages in which no text for people is written: texts are content."""
CHINESE = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# A letter in brackets, so that this file keeps its own rules.
REGISTRIES = re.compile(r"\b(?:[p]ypi\.org|[p]ythonhosted\.org|[n]pmjs\.(?:com|org))\b")
WORKPLACES = re.compile(r"(?<![\w./}-])/(?:[w]ork|[t]mp)\b(?!\.)")


@dataclass(frozen=True)
class Source:
    """A file under scrutiny; ``path`` is relative to the repository."""

    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        """The parsed module."""
        return ast.parse(self.text)

    @property
    def package(self) -> str:
        """The top-level package or folder."""
        return self.path.parts[0]


Finding = tuple[int, str]
"""Line and reason."""
Rule = Callable[[Source], Iterator[Finding]]


def waiting_updates_are_kept(source: Source) -> Iterator[Finding]:
    """Dropping what waits at Telegram loses what people wrote while the bot was down."""
    if source.package == "sandbox":
        return  # a pretended Telegram must be able to do what Telegram does
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "drop_pending_updates" and not _is_false(node.value):
            yield node.value.lineno, "drop_pending_updates loses what people wrote"
        if isinstance(node, ast.Constant) and node.value == "drop_pending_updates":
            yield node.lineno, "drop_pending_updates is not even named in what we post"


def nothing_is_left_for_later(source: Source) -> Iterator[Finding]:
    """What a handler or action leaves to a task of its own dies with the process; an outbox row or a job does not."""
    if source.package not in ("handlers", "actions"):
        return
    for node in ast.walk(source.tree):
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in ("create_task", "ensure_future", "TaskGroup"):
            yield node.lineno, f"{name}: write an outbox row or a job"  # type: ignore[attr-defined]  # both kinds have it


def names_say_what_for(source: Source) -> Iterator[Finding]:
    """A module or folder is named after what it holds."""
    for part in (*source.path.parts[:-1], source.path.stem):
        if part in NAMES_THAT_SAY_NOTHING:
            yield 1, f"{part!r} says nothing about what is inside"


def files_stay_short(source: Source) -> Iterator[Finding]:
    """A longer file becomes a package of the same name."""
    if _is_migration(source.path):
        return
    lines = source.text.count("\n")
    if lines > LONGEST_FILE:
        yield lines, f"{lines} lines; a file has at most {LONGEST_FILE}"


def functions_stay_short(source: Source) -> Iterator[Finding]:
    """Lines from ``def`` to the last statement, docstring included; what a router calls is shorter still."""
    if _is_migration(source.path):
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            limit = LONGEST_HANDLER if source.package == "handlers" and _is_routed(node) else LONGEST_FUNCTION
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > limit:
                yield node.lineno, f"{node.name} has {lines} lines; at most {limit}"


def modules_say_what_for(source: Source) -> Iterator[Finding]:
    """The first line of a module is a sentence that says what it is for; more may follow after an empty line."""
    first, _, rest = (ast.get_docstring(source.tree) or "").partition("\n")
    if not first.endswith("."):
        yield 1, "the module's docstring begins with one line, a sentence, that says what it is for"
    elif rest and not rest.startswith("\n"):
        yield 1, "the module's docstring says in its first line alone what it is for"


def texts_are_content(source: Source) -> Iterator[Finding]:
    """Words for people stand in templates and labels, where every language is checked; docstrings may quote them."""
    if source.package not in WORDLESS:
        return
    nodes = list(ast.walk(source.tree))
    documentation = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) and id(node) not in documentation else ""
        if isinstance(text, str) and CHINESE.search(text):
            yield node.lineno, f"{text[:20]!r} belongs into a template or a label"  # type: ignore[attr-defined]  # a Constant


def no_place_is_named(source: Source) -> Iterator[Finding]:
    """Neither a package registry nor a directory of somebody's machine: the next reader has others."""
    for number, line in enumerate(source.text.splitlines(), start=1):
        for found in (*REGISTRIES.finditer(line), *WORKPLACES.finditer(line)):
            yield number, f"{found[0]!r} is a place of somebody's own"


OF_THE_PRODUCT: tuple[Rule, ...] = (
    waiting_updates_are_kept,
    nothing_is_left_for_later,
    names_say_what_for,
    files_stay_short,
    functions_stay_short,
    modules_say_what_for,
    texts_are_content,
)
"""Rules for every shipped module."""


def _is_migration(path: Path) -> bool:
    """A migration is one list of steps, never changed again and called by nobody: cutting it up would only hide it."""
    return path.parts[:3] == ("storage", "migrations", "versions")


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _is_routed(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("router" in ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list)
