"""What of a service's materials one citizen brings, frozen so that it can be kept."""

from collections.abc import Mapping

from content.models import Material, Question, Service
from content.texts import Text
from domain.checklists import NOT_SURE, ListedItem, Words, select
from domain.languages import Language


def words_of(text: Text) -> Words:
    """A text in every language."""
    return {language: text.in_(language) for language in Language}


def list_for(service: Service, answers: Mapping[str, str]) -> tuple[ListedItem, ...]:
    """The materials that apply given the answers (question id -> option id), in the guide's order."""
    return tuple(
        _listed(material, service=service, answers=answers) for material, _ in select(service.materials, answers)
    )


def list_everything(service: Service) -> tuple[ListedItem, ...]:
    """Every material of a guide; what only some people need says which."""
    return list_for(service, {question.id: NOT_SURE for question in service.questions})


def _listed(material: Material, *, service: Service, answers: Mapping[str, str]) -> ListedItem:
    unsure = {asked: options for asked, options in material.only_if.wanted.items() if answers.get(asked) == NOT_SURE}
    return ListedItem(
        id=material.id,
        name=words_of(material.name),
        original=material.original,
        copies=material.copies,
        issuer=words_of(material.issuer) if material.issuer else None,
        note=words_of(material.note) if material.note else None,
        waivable=words_of(material.waivable) if material.waivable else None,
        sample=str(material.sample) if material.sample else None,
        depends_on=tuple(
            _case(question, options=unsure[question.id]) for question in service.questions if question.id in unsure
        ),
    )


def _case(question: Question, *, options: tuple[str, ...]) -> Words:
    """A question with the answers that make something needed, as one line."""
    labels = [option.label for option in question.options if option.id in options]
    return {
        language: f"{question.ask.in_(language)} → {' / '.join(text.in_(language) for text in labels)}"
        for language in Language
    }
