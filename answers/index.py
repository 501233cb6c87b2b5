"""The door of the search: build an index over guides, then find in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from answers.abstain import confidence, verdict
from answers.bm25 import Bm25, build_bm25, merged
from answers.coverage import BODY, FAQ, NAME, asked_for, evidence, is_about_more, weights
from answers.models import Finding, Guess, Guide, Verdict
from answers.normalise import QUERY_LIMIT, normalise
from answers.rank import SOUND, TYPED_SOUND, Candidate, Entry, candidate
from answers.wording import Wording, read

SHORTLIST = 20
"""Guides looked at closely."""
GUESSES = 10
"""Guesses a finding holds."""
IN_BODY = 0.3
"""Weight of an occurrence in the body beside one in a title or an alias (1)."""
NOT_FOUND = Finding(Verdict.NOTHING, (), 0.0)


@dataclass(frozen=True)
class Index:
    """Guides made ready for searching. Built once by ``build_index``, never changed."""

    guides: tuple[Guide, ...]
    entries: tuple[Entry, ...]
    grams: Bm25
    heard: Bm25
    vocabulary: frozenset[str]


def build_index(guides: Iterable[Guide]) -> Index:
    """Index guides; of two with equal claims the earlier one is found first."""
    kept = tuple(guides)
    entries = tuple(map(_entry, kept))
    grams = [
        merged([*((wording.grams, 1.0) for wording in entry.wordings), (entry.body.grams, IN_BODY)])
        for entry in entries
    ]
    heard = [merged((wording.heard, 1.0) for wording in entry.wordings) for entry in entries]
    return Index(
        guides=kept,
        entries=entries,
        grams=build_bm25(grams),
        heard=build_bm25(heard),
        vocabulary=frozenset(
            unit.token for entry in entries for wording in entry.wordings for unit in wording.units if not unit.readings
        ),
    )


def find(index: Index, query: str) -> Finding:
    """Which guides answer a query, and how sure that is. Takes any text; its first ``QUERY_LIMIT`` characters count."""
    question = read(normalise(query.strip()[:QUERY_LIMIT]), vocabulary=index.vocabulary)
    weighed = weights(question, grams=index.grams)
    ranked = _ranked(index, question, weighed=weighed)
    if not ranked:
        return NOT_FOUND
    first, entry = ranked[0], index.entries[ranked[0].number]
    sureness = confidence(
        covered=first.covered,
        asked_for=asked_for(question, entry.wordings, grams=index.grams),
        evidence=evidence(question, entry.worth, weighed=weighed),
        is_about_more=is_about_more(question, entry.about(first.faq), weighed=weighed),
    )
    return Finding(
        verdict=verdict(sureness, first=first.score, second=ranked[1].score if len(ranked) > 1 else 0.0),
        guesses=tuple(Guess(index.guides[c.number].id, score=c.score, faq=c.faq) for c in ranked[:GUESSES]),
        confidence=sureness,
    )


def _ranked(index: Index, question: Wording, *, weighed: list[float]) -> list[Candidate]:
    grams = index.grams.scores(question.grams)
    heard = index.heard.scores(question.heard)
    sound = TYPED_SOUND if question.is_pinyin else SOUND
    rough = {number: grams.get(number, 0.0) + sound * heard.get(number, 0.0) for number in grams.keys() | heard.keys()}
    shortlist = sorted(rough, key=lambda number: (-rough[number], number))[:SHORTLIST]
    candidates = [
        candidate(
            question,
            index.entries[number],
            number=number,
            grams=grams.get(number, 0.0),
            heard=sound * heard.get(number, 0.0),
            weighed=weighed,
        )
        for number in shortlist
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.number))


def _entry(guide: Guide) -> Entry:
    named = [(guide.title, None), *((alias, None) for alias in guide.aliases)]
    worded = [*named, *((faq.wording, faq.faq) for faq in guide.faqs)]
    wordings = tuple(read(normalise(text)) for text, _ in worded)
    faqs = tuple(faq for _, faq in worded)
    body = read(normalise(f"{guide.category} {guide.body}"))
    worth = dict.fromkeys(body.grams, BODY)
    for wording, faq in reversed(list(zip(wordings, faqs, strict=True))):
        worth.update(dict.fromkeys((*wording.grams, *wording.heard), NAME if faq is None else FAQ))
    return Entry(wordings=wordings, faqs=faqs, body=body, worth=worth)
