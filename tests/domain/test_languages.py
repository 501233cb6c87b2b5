"""A person is first greeted in the language their client speaks."""

import pytest

from domain.languages import Language, language_of_client


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        (None, Language.ZH_HANS),
        ("", Language.ZH_HANS),
        ("zh", Language.ZH_HANS),
        ("zh-hans", Language.ZH_HANS),
        ("zh_CN", Language.ZH_HANS),
        ("zh-TW", Language.ZH_HANT),
        ("zh-hant", Language.ZH_HANT),
        ("yue-HK", Language.ZH_HANT),
        ("en-GB", Language.EN),
        ("de", Language.EN),
    ],
)
def test_the_tag_of_a_client_names_a_language_of_the_hall(tag: str | None, language: Language) -> None:
    assert language_of_client(tag) is language
