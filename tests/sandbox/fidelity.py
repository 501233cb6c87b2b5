"""Which of Telegram's rules the sandbox is held to, and by which tests; writes docs/fidelity.md."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.kit.sources import ROOT

RULES = Path(__file__).with_name("rules.txt")
PAGE = ROOT / "docs/fidelity.md"
HEAD = """# How true the sandbox is

What Telegram does, whether the [sandbox](sandbox.md) does it, and the tests that hold it to that. The page is written
by `python -m tests.sandbox.fidelity` from `tests/sandbox/rules.txt` and the `rule` marks of the tests; do not edit it.

{summary}
"""
ENFORCED = {"yes": "yes", "partly": "partly", "no": "**no**"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``enforced`` is yes, partly or no, ``differs`` says what is missing."""

    name: str
    section: str
    enforced: str
    text: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """A test that is marked with a rule."""

    file: str
    test: str
    rule: str


def read_rules(text: str) -> list[Rule]:
    """The rules of a table: `== section`, then `name | enforced | rule | what differs`; `#` begins a comment.

    Raises:
        ValueError: a line that is none of these.
    """
    found, section = [], ""
    for line in text.splitlines():
        if line.startswith("== "):
            section = line[3:]
        elif line and not line.startswith("#"):
            name, enforced, *words = [part.strip() for part in line.split(" | ")]
            if enforced not in ENFORCED or len(words) != (1 if enforced == "yes" else 2):
                raise ValueError(f"no rule: {line}")
            found.append(Rule(name, section, enforced, *words))
    return found


def proofs_in(file: str, source: str) -> Iterator[Proof]:
    """The marks of the tests in one file."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                for name in mark.args:
                    yield Proof(file, node.name, ast.literal_eval(name))


def all_proofs() -> list[Proof]:
    """The marks of all tests of the sandbox."""
    files = sorted(Path(__file__).parent.glob("test_*.py"))
    return [proof for file in files for proof in proofs_in(file.name, file.read_text())]


def faults(rules: list[Rule], proofs: list[Proof]) -> list[str]:
    """What is wrong with the marks: unknown rules, enforced ones without a test, others with one."""
    names = [rule.name for rule in rules]
    proved = {proof.rule for proof in proofs}
    return [
        *(f"{name} stands twice in the table" for name in sorted({name for name in names if names.count(name) > 1})),
        *(f"{proof.test} is marked with {proof.rule}, which is no rule" for proof in proofs if proof.rule not in names),
        *(f"{rule.name} has no test" for rule in rules if rule.enforced != "no" and rule.name not in proved),
        *(
            f"{rule.name} is not enforced but has a test"
            for rule in rules
            if rule.enforced == "no" and rule.name in proved
        ),
    ]


def page(rules: list[Rule], proofs: list[Proof]) -> str:
    """docs/fidelity.md."""
    counts = {word: sum(rule.enforced == word for rule in rules) for word in ENFORCED}
    summary = f"Of {len(rules)} rules {counts['yes']} are held, {counts['partly']} in part, {counts['no']} not."
    parts = [HEAD.format(summary=summary)]
    for section in dict.fromkeys(rule.section for rule in rules):
        parts.append(f"\n## {section}\n\n| rule | | held | by |\n|---|---|---|---|\n")
        parts += [_row(rule, proofs) for rule in rules if rule.section == section]
    return "".join(parts)


def _row(rule: Rule, proofs: list[Proof]) -> str:
    tests: dict[str, list[str]] = {}
    for proof in proofs:
        if proof.rule == rule.name:
            tests.setdefault(proof.file, []).append(proof.test.removeprefix("test_").replace("_", " "))
    by = "; ".join(f"[{file}](../tests/sandbox/{file}): {', '.join(names)}" for file, names in tests.items())
    held = ENFORCED[rule.enforced] + (f": {rule.differs}" if rule.differs else "")
    return f"| `{rule.name}` | {rule.text} | {held} | {by} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(read_rules(RULES.read_text()), all_proofs()))
