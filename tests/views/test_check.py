"""Editors hear of what no longer fits before citizens meet it."""

from content.models import Faq, Hall, Service
from content.texts import Text
from tests.views.halls import sample_hall
from views.check import rendered_problems


def _with(change: dict[str, object]) -> Hall:
    hall = sample_hall()
    first: Service = hall.services[0].model_copy(update=change)
    return hall.model_copy(update={"services": (first, *hall.services[1:])})


def test_the_sample_hall_fits() -> None:
    assert rendered_problems(sample_hall()) == []


def test_a_text_that_is_too_long_once_rendered_is_reported_where_it_stands() -> None:
    hall = _with({"summary": Text(zh="长" * 4000, en="short")})

    problems = rendered_problems(hall)

    assert [(service_id, path) for service_id, path, _ in problems] == [
        (hall.services[0].id, "summary"),
        (hall.services[0].id, "materials"),
    ]
    assert "Telegram takes 4096" in problems[0][2]
    assert "zh-Hans" in problems[0][2]


def test_too_long_in_english_alone_is_reported_too() -> None:
    faqs = sample_hall().services[0].faqs
    long = Faq(asked=faqs[1].asked, answer=Text(zh="短", en="long " * 900))
    hall = _with({"faqs": (faqs[0], long)})

    problems = rendered_problems(hall)

    assert {(service_id, path) for service_id, path, _ in problems} == {(hall.services[0].id, "faqs[2]")}
    assert all(reason.endswith("(in en)") for _, _, reason in problems)


def test_more_materials_than_a_keyboard_holds_are_reported() -> None:
    material = sample_hall().services[0].materials[0]
    names = Text(zh="纸", en="p")
    small = [
        material.model_copy(update={"id": f"m{n}", "name": names, "issuer": None, "note": None, "waivable": None})
        for n in range(98)
    ]

    problems = rendered_problems(_with({"materials": tuple(small)}))

    assert any("buttons; Telegram takes 100" in reason for _, _, reason in problems)
