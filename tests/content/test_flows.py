"""A flow is checked whole when its pack is loaded: every way leads to an end, and somebody answers for it."""

from datetime import date

import pytest

from content.flows import FlowFile
from content.loader import load_hall
from content.paths import sample_pack
from domain.flows import Need, Party, RoundKind, ending, reachable
from domain.limits import parse_limit
from tests.content.packs import Pack

REPAIR = """\
id: repair
name: {zh: 报修, en: Repair}
about: {zh: 设备坏了, en: Something is broken}
version: "2026-1"
prefix: BX
start: reported
withdrawn: withdrawn
clocks:
  - {id: repair, name: {zh: 修好, en: Repair}, limit: {standard: 3 working days, strict: 1 working day}}
states:
  - id: reported
    name: {zh: 待修, en: Reported}
    owner: clerk
    clock: repair
    actions:
      - {id: mend, name: {zh: 修好了, en: Mended}, to: mended, needs: [text]}
  - id: mended
    name: {zh: 已修好, en: Mended}
    final: true
    actions:
      - {id: again, name: {zh: 没好, en: Broken}, by: citizen, to: reported, within: 5 working days, opens: reopened}
  - {id: withdrawn, name: {zh: 已撤回, en: Withdrawn}, final: true}
"""
WRONG = {
    "a file of another name": (
        "id: repair\nname",
        "id: repairs\nname",
        "1: id: is 'repairs' in repair.yaml; call the file repairs.yaml",
    ),
    "a start that is not there": (
        "start: reported",
        "start: new",
        "6: start: there is no state 'new'; there are reported, mended, withdrawn",
    ),
    "a start that is the end": (
        "start: reported",
        "start: mended",
        "6: start: 'mended' is final; a case begins in a state that is not",
    ),
    "an unknown state": (
        "to: mended,",
        "to: mendet,",
        "16: states[reported].actions[mend].to: there is no state 'mendet'; there are reported, mended, withdrawn",
    ),
    "an unknown clock": (
        "    clock: repair",
        "    clock: repairs",
        "14: states[reported].clock: there is no clock 'repairs'; there are repair",
    ),
    "an unknown role": (
        "owner: clerk",
        "owner: boss",
        "13: states[reported].owner: 'boss' is not known here; write 'citizen', 'clerk', 'supervisor' or 'director'",
    ),
    "nobody's turn": (
        "    owner: clerk\n",
        "",
        "11: states[reported].owner: is missing; somebody must answer for every step: clerk, supervisor …",
    ),
    "a step that is never late": (
        "    clock: repair\n",
        "",
        "11: states[reported].clock: is missing; a step without a promised period is never late",
    ),
    "a citizen awaited for ever": (
        "owner: clerk",
        "owner: citizen",
        "11: states[reported].after: is missing; a case must not wait for a citizen for ever",
    ),
    "a limit without a unit": ("standard: 3 working days", "standard: 3", None),
    "a limit for one profile only": (
        "{standard: 3 working days, strict: 1 working day}",
        "{standard: 3 working days}",
        "9: clocks[repair]: has no limit for the profile strict; write standard, strict",
    ),
    "an extension in another unit": (
        "strict: 1 working day}}",
        "strict: 1 working day}, extension: {longest: 3 days}}",
        "9: clocks[repair].extension: is in another unit than limit:; write both in the same",
    ),
    "a text in one language": (
        "name: {zh: 待修, en: Reported}",
        "name: {zh: 待修}",
        "12: states[reported].name.en: the text is missing in English",
    ),
    "no way out": (
        "to: mended, needs",
        "to: reported, needs",
        "11: states[reported]: no way leads from here to a final state; add an action, or write final: true",
    ),
    "a final state that waits": (
        "    final: true\n    actions:",
        "    final: true\n    clock: repair\n    actions:",
        "20: states[mended].clock: belongs to a state that is not final",
    ),
    "a withdrawal that ends nothing": (
        "withdrawn: withdrawn",
        "withdrawn: reported",
        "7: withdrawn: 'reported' is not final; write final: true into it",
    ),
    "a clerk as last resort": (
        "start: reported",
        "last_resort: clerk\nstart: reported",
        "6: last_resort: is no owner of last resort; write supervisor or director",
    ),
    "a clerk who acts by writing": (
        "to: mended, needs: [text]}",
        "to: mended, by_writing: true}",
        "16: states[reported].actions[mend].by_writing: only citizens write about their case; "
        "write by: citizen, or delete this",
    ),
    "writing that needs something": (
        "opens: reopened}",
        "opens: reopened, needs: [text], by_writing: true}",
        "21: states[mended].actions[again].by_writing: what is done by writing needs nothing else; "
        "delete needs, or this",
    ),
    "words nobody reads": (
        "to: mended, needs: [text]}",
        "to: mended, needs: [text], told: {zh: 修好了, en: Mended}}",
        "16: states[reported].actions[mend].told: is read by nobody; write tells_citizen: true, or delete this",
    ),
    "a code that is not there": (
        "needs: [text]}",
        "needs: [text], codes: [mended]}",
        "16: states[reported].actions[mend].codes[1]: there is no code 'mended'; there are none",
    ),
    "a code given twice": (
        "states:\n",
        "codes: [{id: new, name: {zh: 换新, en: New}}, {id: new, name: {zh: 新的, en: New}}]\nstates:\n",
        "10: codes[new].id: 'new' is given twice; the first is in repair.yaml:10",
    ),
    "a code without a text in a language": (
        "states:\n",
        "codes: [{id: new, name: {zh: 换新}}]\nstates:\n",
        "10: codes[new].name.en: the text is missing in English",
    ),
    "letters that are taken": (
        "prefix: BX",
        "prefix: ZX",
        "5: prefix: 'ZX' is given twice; the first is in enquiry.yaml:9",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_a_flow_is_told_with_its_line(pack: Pack, old: str, new: str, said: str | None) -> None:
    pack.write("flows/repair.yaml", REPAIR)
    assert pack.problems() == []

    pack.change("flows/repair.yaml", old, new)

    problems = pack.problems()
    assert problems
    if said:
        assert f"flows/repair.yaml:{said}" in problems


def test_everything_is_told_at_once(pack: Pack) -> None:
    pack.write("flows/repair.yaml", REPAIR.replace("owner: clerk", "owner: boss").replace("en: Repair}", "}", 1))

    assert len(pack.problems()) >= 2


def test_codes_that_nobody_may_choose_or_gives_are_told_at_once(pack: Pack) -> None:
    coded = "codes:\n  - {id: new, name: {zh: 换新, en: New}}\n  - {id: old, name: {zh: 照旧, en: Old}}\n"
    coded += "  - {id: gone, name: {zh: 没了, en: Gone}}\nstates:\n"
    by_citizen = REPAIR.replace("states:\n", coded).replace("opens: reopened}", "opens: reopened, codes: [new, old]}")
    pack.write("flows/repair.yaml", by_citizen)

    said = "citizens are not asked for a code; write one alone, or by: clerk"
    assert pack.problems() == [
        "flows/repair.yaml:13: codes[gone]: warning: no action has this code",
        f"flows/repair.yaml:25: states[mended].actions[again].codes: {said}",
    ]


def test_a_state_nobody_comes_to_is_told(pack: Pack) -> None:
    lonely = "  - {id: lonely, name: {zh: 孤, en: Lonely}, final: true}\n"
    pack.write("flows/repair.yaml", REPAIR + lonely)

    said = "23: states[lonely]: no action leads here; delete the state, or lead to it"
    assert pack.problems() == [f"flows/repair.yaml:{said}"]


def test_two_kinds_of_case_do_not_share_their_numbers(pack: Pack) -> None:
    pack.write("flows/repair.yaml", REPAIR)
    pack.write("flows/works.yaml", REPAIR.replace("id: repair\nname", "id: works\nname"))

    said = "5: prefix: 'BX' is given twice; the first is in repair.yaml:5"
    assert pack.problems() == [f"flows/works.yaml:{said}"]


def test_a_flow_becomes_rules_without_words(pack: Pack) -> None:
    pack.write("flows/repair.yaml", REPAIR)

    flow = pack.hall().flow_named("repair").flow()

    assert flow.limit_of("repair", profile="strict", category=None) == parse_limit("1 working day")
    mend, again = flow.states["reported"].actions["mend"], flow.states["mended"].actions["again"]
    assert (mend.by, mend.needs, mend.opens) == (Party.CLERK, (Need.TEXT,), None)
    assert (again.by, again.within, again.opens) == (Party.CITIZEN, parse_limit("5 working days"), RoundKind.REOPENED)
    assert reachable(flow) == ending(flow) == {"reported", "mended", "withdrawn"}


def test_a_category_of_the_hall_may_have_limits_of_its_own(pack: Pack) -> None:
    own = ", categories: {family: 2 working days}}"
    pack.write("flows/repair.yaml", REPAIR.replace("strict: 1 working day}}", f"strict: 1 working day}}{own}"))

    file = pack.hall().flow_named("repair")

    within = {
        category: file.flow().limit_of("repair", profile="standard", category=category).amount
        for category in ("family", "other", None)
    }
    assert within == {"family": 2, "other": 3, None: 3}
    assert FlowFile.model_validate(file.model_dump(mode="json")) == file


def test_a_category_the_hall_has_not_is_told(pack: Pack) -> None:
    own = ", categories: {famly: 2 working days}}"
    pack.write("flows/repair.yaml", REPAIR.replace("strict: 1 working day}}", f"strict: 1 working day}}{own}"))

    said = "9: clocks[repair].categories.famly: the hall has no category 'famly'; there are family"
    assert pack.problems() == [f"flows/repair.yaml:{said}"]


def test_a_flow_without_categories_is_kept_as_before_there_were_any(pack: Pack) -> None:
    pack.write("flows/repair.yaml", REPAIR)

    [clock] = pack.hall().flow_named("repair").model_dump(mode="json")["clocks"]

    assert "categories" not in clock


def test_a_pack_without_a_flow_for_questions_has_that_of_the_product(pack: Pack) -> None:
    assert pack.hall().flow_named("enquiry").prefix == "ZX"

    own = (sample_pack() / "flows/enquiry.yaml").read_text("utf-8").replace("prefix: ZX", "prefix: WX")
    pack.write("flows/enquiry.yaml", own)

    assert pack.hall().flow_named("enquiry").prefix == "WX"


def sample_flows() -> tuple[FlowFile, ...]:
    """The kinds of case of the sample hall."""
    hall, problems = load_hall(sample_pack(), today=date(2026, 11, 27))
    assert hall, problems
    return hall.flows


def test_the_sample_flows_have_both_languages_and_say_that_their_limits_are_samples() -> None:
    for kind in sample_flows():
        text = (sample_pack() / "flows" / f"{kind.id}.yaml").read_text("utf-8")
        assert "示例" in text.partition("id:")[0], kind.id
        assert all(state.name.zh != state.name.en for state in kind.states)


def test_the_sample_hall_takes_what_citizens_bring_and_puts_right_what_they_rate_badly() -> None:
    brought = ["appeal", "complaint", "enquiry", "guide-report", "praise", "suggestion"]
    assert sorted(kind.id for kind in sample_flows()) == sorted([*brought, "cohandling", "rectification"])


def test_a_changed_copy_of_a_flow_is_another_flow(pack: Pack) -> None:
    """What is reckoned of a flow is kept with it, and must not go with a copy."""
    pack.write("flows/repair.yaml", REPAIR)
    repair = pack.hall().flow_named("repair")
    rules, digest = repair.flow(), repair.digest
    other = repair.model_copy(update={"start": "mended"})

    assert repair.flow() is rules
    assert (other.flow().start, rules.start) == ("mended", "reported")
    assert other.digest != digest
    assert FlowFile.model_validate(repair.model_dump(mode="json")).digest == digest
