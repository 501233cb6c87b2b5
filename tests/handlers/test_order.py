"""Who is asked about a press: everybody it may concern, in their order, and nobody else."""

from collections import Counter
from typing import Any

import pytest
from aiogram import Bot, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Chat, Message, User

from handlers.filters import InPrivate
from handlers.routers import Features, build_router
from handlers.staff.desk.elsewhere import GoesElsewhere

BOT = Bot("700001:" + "b" * 35)


class One(CallbackData, prefix="one"):
    """A button."""


class Two(CallbackData, prefix="two"):
    """Another."""

    number: int


class Asked(Router):
    """A feature that notes when it is asked."""

    def __init__(self, name: str, asked: list[str]) -> None:
        super().__init__(name=name)
        self._asked = asked

    async def propagate_event(self, update_type: str, event: Any, **kwargs: Any) -> Any:
        self._asked.append(self.name)
        return await super().propagate_event(update_type, event, **kwargs)


class Hall:
    """A feature for each button, one that takes any, and one that is for words alone."""

    def __init__(self, features: type[Router], *, private: bool = True) -> None:
        self.asked: list[str] = []
        self.handled: list[str] = []
        router = features(name="features")
        if private:
            router.callback_query.filter(InPrivate())
        for name, filters in (("words", None), ("one", One.filter()), ("two", Two.filter()), ("any", ())):
            feature = Asked(name, self.asked)
            if filters is None:
                feature.message.register(self._handler(name))
            else:
                feature.callback_query.register(self._handler(name), *([filters] if filters else []))
            router.include_router(feature)
        self.router = router

    def _handler(self, name: str) -> Any:
        async def handle(_: Any) -> None:
            self.handled.append(name)

        return handle

    async def press(self, data: str, *, chat: str = "private") -> tuple[list[str], list[str]]:
        self.asked.clear()
        self.handled.clear()
        chen = User(id=7, is_bot=False, first_name="陈晓")
        message = Message(message_id=1, date=1, chat=Chat(id=7, type=chat))  # type: ignore[arg-type] # as in JSON
        query = CallbackQuery(id="1", from_user=chen, chat_instance="1", data=data, message=message)
        await self.router.propagate_event("callback_query", query, bot=BOT)
        return self.asked, self.handled


async def test_without_the_table_everybody_is_asked() -> None:
    """The negative control."""
    assert await Hall(Router).press("two:7") == (["words", "one", "two"], ["two"])


@pytest.mark.parametrize(
    ("data", "asked", "handled"),
    [
        ("one", ["one"], "one"),
        ("two:7", ["two"], "two"),
        ("two:not-a-number", ["two", "any"], "any"),
        ("made:up", ["any"], "any"),
        ("", ["any"], "any"),
    ],
)
async def test_only_those_are_asked_whose_button_it_may_be(data: str, asked: list[str], handled: str) -> None:
    hall = Hall(Features)
    assert await hall.press(data) == (asked, [handled])
    assert (await Hall(Router).press(data))[1] == [handled], "as if everybody had been asked"


async def test_the_filter_of_all_features_goes_first() -> None:
    assert await Hall(Features).press("one", chat="group") == ([], [])


def test_every_button_of_ours_concerns_some_feature() -> None:
    root = build_router()
    assert isinstance(root, Features)
    groups = [feature for feature in root.sub_routers if isinstance(feature, Features)]
    known = {prefix for group in groups for prefix in group._concerned}
    assert {kind.__prefix__ for kind in _buttons(CallbackData) if kind.__module__ == "views.callbacks"} <= known


def test_whatever_is_done_at_the_desk_goes_on_with_a_form_or_leaves_it() -> None:
    [private] = [group for group in build_router().sub_routers if group.name == "citizens"]
    desk = [feature for feature in private.sub_routers if feature.name.startswith("handlers.staff.desk.")]
    assert desk
    for observer in (one for feature in desk for one in (feature.message, feature.callback_query)):
        leaves = any(isinstance(one, GoesElsewhere) for one in observer.middleware)
        assert leaves or all("form" in handler.params for handler in observer.handlers), observer.router.name


def test_no_two_buttons_have_one_prefix() -> None:
    prefixes = Counter(kind.__prefix__ for kind in _buttons(CallbackData) if kind.__module__.startswith("views."))
    assert [prefix for prefix, kinds in prefixes.items() if kinds > 1] == []


def _buttons(kind: type[CallbackData]) -> list[type[CallbackData]]:
    return [found for below in kind.__subclasses__() for found in (below, *_buttons(below))]
