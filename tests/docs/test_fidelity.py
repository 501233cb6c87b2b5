"""The page that says how true the sandbox is says what the rules and the marks of the tests say."""

from tests.sandbox.fidelity import PAGE, RULES, all_proofs, page, read_rules


def test_the_page_is_what_the_rules_and_their_tests_say() -> None:
    said = PAGE.read_text()
    assert said == page(read_rules(RULES.read_text()), all_proofs()), "run: python -m tests.sandbox.fidelity"
