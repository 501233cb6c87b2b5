"""The languages Banshi speaks."""

from enum import StrEnum


class Language(StrEnum):
    """A language of the product, by its BCP 47 tag."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"


def language_of_client(tag: str | None) -> Language:
    """Guess a person's language from the tag their Telegram client sends (``zh-hans``, ``zh-TW``, ``en-GB`` …).

    Chinese is the hall's first language, so an absent tag means Simplified Chinese; every other unknown one English.
    """
    parts = (tag or "zh").lower().replace("_", "-").split("-")
    if parts[0] in ("yue", "zh"):
        return Language.ZH_HANT if {"hant", "tw", "hk", "mo"} & set(parts) else Language.ZH_HANS
    return Language.EN
