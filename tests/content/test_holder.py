"""A changed pack is taken only if it is whole."""

from content.holder import PackHolder
from content.problems import has_errors
from tests.content.packs import BIRTH, TODAY, Pack


def test_a_changed_pack_is_taken(pack: Pack) -> None:
    holder = PackHolder(pack.root, hall=pack.hall())
    pack.change("services/birth.yaml", "出生登记", "新生儿登记")

    problems = holder.reload(today=TODAY)

    assert problems == ()
    service = holder.hall.service("birth")
    assert service is not None
    assert service.title.zh == "新生儿登记"


def test_a_broken_pack_is_not_taken_and_the_problems_come_back(pack: Pack) -> None:
    before = pack.hall()
    holder = PackHolder(pack.root, hall=before)
    pack.change("services/birth.yaml", "出生登记", "新生儿登记")
    pack.change("services/marriage.yaml", "area: general", "area: tax")

    problems = holder.reload(today=TODAY)

    assert holder.hall is before
    assert has_errors(problems)
    assert [problem.path for problem in problems] == ["area"]


def test_warnings_do_not_keep_a_changed_pack_away(pack: Pack) -> None:
    holder = PackHolder(pack.root, hall=pack.hall())
    pack.write("services/birth.yaml", BIRTH.replace("出生登记", "新生儿登记").replace("https://", "http://"))

    problems = holder.reload(today=TODAY)

    assert [problem.path for problem in problems] == ["source.url"]
    assert not has_errors(problems)
    service = holder.hall.service("birth")
    assert service is not None
    assert service.title.zh == "新生儿登记"


def test_what_was_taken_out_is_gone_from_the_new_hall_but_not_from_the_old(pack: Pack) -> None:
    before = pack.hall()
    holder = PackHolder(pack.root, hall=before)
    (pack.root / "services" / "marriage.yaml").unlink()

    holder.reload(today=TODAY)

    assert holder.hall.service("marriage") is None
    assert before.service("marriage") is not None
