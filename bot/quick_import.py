"""aiogram imported in a fifth of the time: what it knows of Telegram's types is built when one of them is first needed.

Its ``types`` package builds a validator for each of hundreds of models on import, and the bot reads four of them. Every
start waits for that: after a crash, in each command, in each drill.

Source: docs/decisions/0009-aiogram-imported-quickly.md
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict

REBUILD = BaseModel.__dict__["model_rebuild"].__func__


def install() -> None:
    """Let whoever imports aiogram first from now on have it quickly; in vain once it is imported."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "aiogram":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def exec_module(self, module: ModuleType) -> None:
        with _nothing_built():
            super().exec_module(module)
        _build_when_needed()


@contextmanager
def _nothing_built() -> Iterator[None]:
    """Models that are declared meanwhile are not built, not even when their module asks for it."""
    kept = BaseModel.model_config
    BaseModel.model_config = ConfigDict(defer_build=True)
    BaseModel.model_rebuild = classmethod(lambda _, **__: None)  # type: ignore[method-assign,assignment] # until the end
    try:
        yield
    finally:
        BaseModel.model_rebuild = classmethod(REBUILD)  # type: ignore[method-assign,assignment] # as it was
        BaseModel.model_config = kept


def _build_when_needed() -> None:
    """pydantic builds a model at its first use; the names that types use of each other it cannot know."""
    from aiogram import types
    from aiogram.client.default import Default
    from aiogram.methods.base import Response, TelegramMethod
    from aiogram.types.base import TelegramObject

    names = {name: getattr(types, name) for name in types.__all__}
    names |= {"List": list, "Optional": Optional, "Union": Union, "Literal": Literal, "Default": Default}

    def model_rebuild(
        cls: type[BaseModel], /, *, force: bool = False, raise_errors: bool = True, **_: Any
    ) -> bool | None:
        built: bool | None = REBUILD(cls, force=force, raise_errors=raise_errors, _types_namespace=names)
        return built

    for family in (TelegramObject, TelegramMethod, Response):
        family.model_rebuild = classmethod(model_rebuild)  # type: ignore[method-assign,assignment] # for all
