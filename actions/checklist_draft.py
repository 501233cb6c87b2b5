"""The questions of a checklist, half answered."""

from pydantic import BaseModel


class Given(BaseModel):
    """One answer: ids of the question and of its option, or NOT_SURE."""

    question: str
    option: str


class ChecklistDraft(BaseModel):
    """Answers in the order they were given; ``replaces`` is the ref of the checklist being made anew."""

    service_id: str
    service_version: str
    given: list[Given] = []
    replaces: str | None = None

    @property
    def answers(self) -> dict[str, str]:
        """Question id -> option id."""
        return {given.question: given.option for given in self.given}
