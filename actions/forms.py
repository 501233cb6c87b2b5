"""Forms people fill in step by step: one pydantic draft a form, kept until it is finished or given up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.errors import OutdatedButton
from storage.forms import StoredForm, drop_form, save_form
from storage.transaction import Tx

Draft = TypeVar("Draft", bound=BaseModel)
LASTING = frozenset({"CaseDraft"})
"""Forms that took somebody so long to fill in that nothing else they begin makes them forgotten."""
ASIDE = "aside"
"""Under this key of a stored draft lies the one that was put aside, by its name; no model has a field of that name."""


class Form:
    """The form of one conversation. Only unfinished answers live in its draft.

    A lasting draft is put aside when another form is opened or the person goes elsewhere, and can be taken up again.
    """

    def __init__(self, tx: Tx, *, conversation: str, stored: StoredForm | None, now: datetime) -> None:
        self._tx = tx
        self._conversation = conversation
        self._stored = stored
        self._now = now

    @property
    def is_open(self) -> bool:
        """Whether anything waits for this person's words."""
        return self._stored is not None and self._stored.name != ASIDE

    def draft(self, model: type[Draft]) -> Draft | None:
        """The open draft if it is of this form; None also for a draft an older release left in another shape."""
        if self._stored is None or self._stored.name != model.__name__:
            return None
        return _shaped(model, _own(self._stored))

    def aside(self, model: type[Draft]) -> Draft | None:
        """The draft of this form that was put aside."""
        written = self._aside().get(model.__name__)
        return _shaped(model, written) if written is not None else None

    async def save(self, draft: BaseModel) -> None:
        """Open the form, or keep what was added to it."""
        name = type(draft).__name__
        aside = {kept: data for kept, data in self._with_open().items() if kept != name}
        await self._keep(name, {**draft.model_dump(mode="json"), **({ASIDE: aside} if aside else {})})

    async def take(self, model: type[Draft]) -> Draft:
        """The open draft, of which something is made now; the form is closed.

        Raises:
            OutdatedButton: nothing of this form is open any more.
        """
        if (draft := self.draft(model)) is None:
            raise OutdatedButton
        await self.close()
        return draft

    async def close(self) -> None:
        """Forget the draft; what was put aside stays."""
        await self._leave(self._aside())

    async def put_aside(self) -> None:
        """Go elsewhere: a lasting draft stays, any other is forgotten."""
        await self._leave(self._with_open())

    async def forget(self, model: type[BaseModel]) -> None:
        """Forget the draft of this form, open or put aside."""
        name, stored = model.__name__, self._stored
        rest = {kept: data for kept, data in self._aside().items() if kept != name}
        if stored is None or stored.name in (name, ASIDE):
            await self._leave(rest)
        elif rest != self._aside():
            await self._keep(stored.name, {**_own(stored), **({ASIDE: rest} if rest else {})})

    def _aside(self) -> dict[str, Any]:
        aside: dict[str, Any] = self._stored.data.get(ASIDE, {}) if self._stored else {}
        return aside

    def _with_open(self) -> dict[str, Any]:
        """What is put aside, and the open draft if it is a lasting one."""
        if self._stored is None or self._stored.name not in LASTING:
            return self._aside()
        return {**self._aside(), self._stored.name: _own(self._stored)}

    async def _leave(self, aside: Mapping[str, Any]) -> None:
        if aside:
            await self._keep(ASIDE, {ASIDE: dict(aside)})
        elif self._stored is not None:
            drop_form(self._tx, self._conversation)
            self._stored = None

    async def _keep(self, name: str, data: dict[str, Any]) -> None:
        self._stored = StoredForm(name=name, data=data)
        save_form(self._tx, self._conversation, name=name, data=data, now=self._now)


def _own(stored: StoredForm) -> dict[str, Any]:
    """The values of the open draft alone."""
    return {key: value for key, value in stored.data.items() if key != ASIDE}


def _shaped(model: type[Draft], data: Mapping[str, Any]) -> Draft | None:
    try:
        return model.model_validate(data)
    except ValidationError:
        return None
