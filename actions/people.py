"""What the hall keeps in mind about a person: their language, and whether they can be reached."""

from dataclasses import replace

from domain.languages import Language
from domain.people import Person
from storage.people import set_language, set_reachable
from storage.transaction import Tx


async def choose_language(tx: Tx, person: Person, *, language: Language) -> Person:
    """Speak this language with the person from now on."""
    await set_language(tx, person.id, language=language)
    return replace(person, language=language)


async def note_reachable(tx: Tx, *, person: Person, reachable: bool) -> None:
    """Remember whether what we send arrives: people block the bot and let it in again."""
    await set_reachable(tx, person.telegram_id, reachable=reachable)
