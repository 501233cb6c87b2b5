"""Forms people fill in step by step: one pydantic draft a form, kept until it is finished or given up."""

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from storage.forms import StoredForm, drop_form, save_form
from storage.transaction import Tx

Draft = TypeVar("Draft", bound=BaseModel)


class Form:
    """The form of one conversation. Only unfinished answers live in its draft."""

    def __init__(self, tx: Tx, *, conversation: str, stored: StoredForm | None, now: datetime) -> None:
        self._tx = tx
        self._conversation = conversation
        self._stored = stored
        self._now = now

    @property
    def is_open(self) -> bool:
        """Whether anything waits for this person's words."""
        return self._stored is not None

    def draft(self, model: type[Draft]) -> Draft | None:
        """The open draft if it is of this form; None also for a draft an older release left in another shape."""
        if self._stored is None or self._stored.name != model.__name__:
            return None
        try:
            return model.model_validate(self._stored.data)
        except ValidationError:
            return None

    async def save(self, draft: BaseModel) -> None:
        """Open the form, or keep what was added to it."""
        self._stored = StoredForm(name=type(draft).__name__, data=draft.model_dump(mode="json"))
        await save_form(self._tx, self._conversation, name=self._stored.name, data=self._stored.data, now=self._now)

    async def close(self) -> None:
        """Forget the draft."""
        if self._stored is not None:
            await drop_form(self._tx, self._conversation)
            self._stored = None
