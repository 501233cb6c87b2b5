"""The page of flows shows those of the sample hall as they are."""

import re
from datetime import date

from content.loader import load_hall
from content.paths import sample_pack
from domain.languages import Language
from tests.kit.sources import ROOT
from views.flow_chart import drawn

PAGE = (ROOT / "docs/flows.md").read_text()
SHOWN = re.compile(r"^## [^\n]*\(`([a-z-]+)`\)\n\n```mermaid\n(.*?)```$", re.MULTILINE | re.DOTALL)


def test_every_flow_of_the_sample_hall_is_drawn_as_the_command_draws_it() -> None:
    hall, problems = load_hall(sample_pack(), today=date(2026, 11, 27))
    assert hall, problems

    assert dict(SHOWN.findall(PAGE)) == {flow.id: drawn(flow, hall=hall, language=Language.EN) for flow in hall.flows}
