"""Names as others may see them."""

import pytest

from domain.people import masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("陈晓", "陈**"),
        ("  Ana", "A**"),
        ("\u202eevil", "e**"),
        ("\u200b\u2066王", "王**"),
        ("</b>", "<**"),
        ("\u3000", "?**"),
        ("", "?**"),
    ],
)
def test_a_masked_name_shows_one_sign_and_nothing_that_works_on_its_surroundings(name: str, shown: str) -> None:
    assert masked(name) == shown
