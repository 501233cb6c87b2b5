"""The product's short texts in each language, as they are written in ``labels/<language>.yaml``."""

from functools import cache
from importlib.resources import files

from content.chinese import to_traditional
from content.overrides import product_overrides
from content.written import load
from domain.languages import Language


@cache
def labels(language: Language) -> dict[str, str]:
    """Every label of a language by its key; Traditional Chinese is converted."""
    name = Language.ZH_HANS if language is Language.ZH_HANT else language
    written = files("content") / f"labels/{name}.yaml"
    found: dict[str, str] = load(written.read_text("utf-8"))
    if language is Language.ZH_HANT:
        return {key: to_traditional(text, product_overrides()) for key, text in found.items()}
    return found
