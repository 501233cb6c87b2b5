"""Every rule that is said to be held has a test, and every mark of a test names a rule."""

import pytest

from tests.sandbox.fidelity import RULES, all_proofs, faults, proofs_in, read_rules

TABLE = """# a comment
== Wire
wire.case | yes | Names are read in any case.
wire.idle | no | Idle connections are closed. | they stay open
"""
MARKED = """
@pytest.mark.rule("wire.case", "wire.odd")
async def test_a(): ...

@pytest.mark.rule("wire.idle")
@pytest.mark.parametrize("x", [1])
def test_b(x): ...
"""


def test_every_rule_is_proved_and_every_mark_names_one() -> None:
    rules, proofs = read_rules(RULES.read_text()), all_proofs()
    assert len(rules) > 100
    assert faults(rules, proofs) == []


def test_a_rule_without_a_test_and_a_mark_without_a_rule_are_found() -> None:
    rules = read_rules(TABLE)
    assert faults(rules, []) == ["wire.case has no test"]
    assert faults([*rules, rules[0]], list(proofs_in("test_x.py", MARKED))) == [
        "wire.case stands twice in the table",
        "test_a is marked with wire.odd, which is no rule",
        "wire.idle is not enforced but has a test",
    ]


@pytest.mark.parametrize("line", ["a | yes", "a | maybe | text", "a | no | text", "a | yes | b | c"])
def test_a_line_that_is_no_rule_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no rule: a"):
        read_rules(line)
