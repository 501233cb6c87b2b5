"""What kinds, states, stages, areas and people are called in a report."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.case_words import KindWords
from content.texts import Text
from domain.languages import Language
from domain.ratings import Level
from views.render import label


@dataclass(frozen=True, slots=True)
class Names:
    """What everything is called in one language. Whatever has no name any more is called by its id."""

    language: Language
    kinds: Mapping[str, KindWords]
    areas: Mapping[str, Text]
    owners: Mapping[int, str]
    causes: Mapping[str, Text]

    def kind(self, kind: str) -> str:
        """A kind of case."""
        return self._word(self.kinds[kind].name if kind in self.kinds else None, kind)

    def state(self, kind: str, state: str) -> str:
        """Where a case stands."""
        return self._word(self.kinds[kind].states.get(state) if kind in self.kinds else None, state)

    def code(self, kind: str, code: str) -> str:
        """How a case turned out."""
        return self._word(self.kinds[kind].codes.get(code) if kind in self.kinds else None, code)

    def stage(self, kind: str, stage: str) -> str:
        """A promised period."""
        return self._word(self.kinds[kind].stages.get(stage) if kind in self.kinds else None, stage)

    def area(self, area: str | None) -> str:
        """A part of the hall."""
        return self._word(self.areas.get(area), area) if area else ""

    def cause(self, cause: str) -> str:
        """What a delay came of."""
        return self._word(self.causes.get(cause), cause)

    def owner(self, owner_id: int | None) -> str:
        """A member of staff, or nobody."""
        return self.owners.get(owner_id, str(owner_id)) if owner_id else label(self.language, "report.nobody")

    def level(self, level: Level) -> str:
        """How content somebody is."""
        return label(self.language, f"report.level.{int(level)}")

    def stages(self) -> list[str]:
        """What the promised periods of all kinds are called, each once."""
        every = ((kind, stage) for kind, words in self.kinds.items() for stage in words.stages)
        return list(dict.fromkeys(self.stage(kind, stage) for kind, stage in every))

    def _word(self, text: Text | None, otherwise: str) -> str:
        return text.in_(self.language) if text else otherwise
