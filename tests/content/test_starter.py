"""A new hall begins with a pack that passes the check."""

from datetime import date
from pathlib import Path

import pytest

from content.loader import load_hall
from content.starter import DirectoryNotFree, write_starter


@pytest.mark.parametrize("today", [date(2026, 9, 1), date(2028, 2, 29), date(2026, 8, 31), date(2026, 12, 31)])
def test_what_is_written_passes_the_check_and_warns_only_of_years_the_product_does_not_know(
    tmp_path: Path, today: date
) -> None:
    write_starter(tmp_path / "ours", today=today)

    hall, problems = load_hall(tmp_path / "ours", today=today)

    unknown = [2028] if today.year == 2028 else []
    said = [f"there is no calendar/{year}.yaml; deadlines of {year} know only the fixed holidays" for year in unknown]
    assert [problem.reason for problem in problems] == said
    assert hall is not None
    assert hall.services[0].checked_on == today
    assert hall.services[0].version == f"{today.year}-1"
    assert hall.facts.is_example


def test_dates_end_with_the_month_when_it_is_shorter(tmp_path: Path) -> None:
    write_starter(tmp_path, today=date(2027, 8, 31))

    hall, _ = load_hall(tmp_path, today=date(2027, 8, 31))

    assert hall is not None
    assert (hall.services[0].review_by, hall.services[0].valid_until) == (date(2028, 2, 29), date(2028, 8, 31))


def test_every_key_an_editor_may_write_is_explained(tmp_path: Path) -> None:
    write_starter(tmp_path, today=date(2026, 9, 1))

    hall, _ = load_hall(tmp_path, today=date(2026, 9, 1))

    assert hall is not None
    service = (tmp_path / "services" / "residence-proof.yaml").read_text(encoding="utf-8")
    facts = (tmp_path / "hall.yaml").read_text(encoding="utf-8")
    for key in type(hall.services[0]).model_fields:
        assert f"\n{key}:" in service
    for key in type(hall.services[0].materials[0]).model_fields:
        assert f"{key}:" in service
    for key in type(hall.facts).model_fields:
        assert f"\n{key}:" in facts or f"\n# {key}:" in facts


def test_a_directory_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "hall.yaml").write_text("mine")

    with pytest.raises(DirectoryNotFree, match="is not empty") as caught:
        write_starter(tmp_path, today=date(2026, 9, 1))

    assert caught.value.directory == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["hall.yaml"]
    assert (tmp_path / "hall.yaml").read_text() == "mine"


def test_a_file_is_no_place_for_a_pack(tmp_path: Path) -> None:
    (tmp_path / "ours").write_text("mine")

    with pytest.raises(DirectoryNotFree):
        write_starter(tmp_path / "ours", today=date(2026, 9, 1))
