"""The pages of the sandbox: how true it is stands there as rules and tests say, and every control call is described."""

from sandbox.server import create_app
from sandbox.world import World
from tests.kit.sources import ROOT
from tests.sandbox.fidelity import PAGE, RULES, all_proofs, page, read_rules


def test_the_page_is_what_the_rules_and_their_tests_say() -> None:
    said = PAGE.read_text()
    assert said == page(read_rules(RULES.read_text()), all_proofs()), "run: python -m tests.sandbox.fidelity"


def test_every_control_call_is_described() -> None:
    described = (ROOT / "docs/sandbox.md").read_text()
    calls = {resource.canonical for resource in create_app(World(seed=1)).router.resources()}
    paths = {path.replace("{", "<").replace("}", ">") for path in calls if path.startswith("/control/")}
    assert "/control/files/<file_id>/link" in paths

    assert {path for path in paths if f"{path}`" not in described and f"{path}?" not in described} == set()
