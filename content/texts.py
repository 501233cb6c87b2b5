"""What every part of a pack is made of: frozen models, and one text in every language."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from domain.languages import Language

TO_TRADITIONAL = "to_traditional"
"""Key of the validation context: a function from a Simplified text to a Traditional one."""


class PackModel(BaseModel):
    """Everything in a pack is frozen once loaded, and a key nobody knows is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, arbitrary_types_allowed=True)


class Text(PackModel):
    """One text in every language of the product.

    Editors write ``zh`` (Simplified Chinese) and ``en``. The loader fills ``zh_hant`` by conversion unless the
    editor wrote it.
    """

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    zh_hant: str = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_traditional(cls, written: Any, info: ValidationInfo) -> Any:
        convert = (info.context or {}).get(TO_TRADITIONAL)
        if not convert or not isinstance(written, dict) or not isinstance(written.get("zh"), str):
            return written
        return written if written.get("zh_hant") else {**written, "zh_hant": convert(written["zh"])}

    def in_(self, language: Language) -> str:
        """The text in one language."""
        if language is Language.EN:
            return self.en
        return self.zh_hant or self.zh if language is Language.ZH_HANT else self.zh
