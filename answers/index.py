"""The door of the search: build an index over guides, then find in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from answers.abstain import Known, coverage, verdict, weights
from answers.models import Finding, Guess, Guide, Verdict
from answers.normalise import QUERY_LIMIT, normalise, without_politeness
from answers.rank import BODY, SOUND, Bm25, Candidate, Entry, build_bm25, candidate, merged
from answers.wording import Wording, prepared, read_question, read_wording

SHORTLIST = 20
"""Guides looked at closely."""
GUESSES = 10
"""Guesses a finding holds."""
NOT_FOUND = Finding(Verdict.NOTHING, (), 0.0)


@dataclass(frozen=True)
class Index:
    """Guides made ready for searching. Built once by ``build_index``, never changed."""

    guides: tuple[Guide, ...]
    entries: tuple[Entry, ...]
    known: tuple[Known, ...]
    grams: Bm25
    heard: Bm25
    vocabulary: frozenset[str]


def build_index(guides: Iterable[Guide]) -> Index:
    """Index guides; of two with equal claims the earlier one is found first."""
    kept = tuple(guides)
    entries = tuple(map(_entry, kept))
    grams = [merged([*((w.grams, 1.0) for w in entry.wordings), (entry.body.grams, BODY)]) for entry in entries]
    heard = [merged((wording.heard, 1.0) for wording in entry.wordings) for entry in entries]
    return Index(
        guides=kept,
        entries=entries,
        known=tuple(map(_known, entries)),
        grams=build_bm25(grams),
        heard=build_bm25(heard),
        vocabulary=frozenset(token for document in grams for token in document if token.isascii()),
    )


def find(index: Index, query: str) -> Finding:
    """Which guides answer a query, and how sure that is. Takes any text; the first characters count."""
    asked = without_politeness(normalise(query[:QUERY_LIMIT]))
    question = read_question(asked, vocabulary=index.vocabulary)
    ranked = _ranked(index, question)
    if not ranked:
        return NOT_FOUND
    first = ranked[0]
    covered = coverage(question, index.known[first.number], weighed=weights(question, grams=index.grams))
    lead = first.score - ranked[1].score if len(ranked) > 1 else first.score
    confidence = min(1.0, max(0.0, 0.8 * covered + 0.2 * first.likeness))
    return Finding(
        verdict=verdict(confidence, lead=lead),
        guesses=tuple(
            Guess(index.guides[c.number].id, score=min(1.0, max(0.0, c.score / 2)), faq=c.faq) for c in ranked[:GUESSES]
        ),
        confidence=confidence,
    )


def _ranked(index: Index, question: Wording) -> list[Candidate]:
    grams = index.grams.scores(question.grams)
    heard = index.heard.scores(question.heard)
    rough = {number: grams.get(number, 0.0) + SOUND * heard.get(number, 0.0) for number in grams.keys() | heard.keys()}
    shortlist = sorted(rough, key=lambda number: (-rough[number], number))[:SHORTLIST]
    candidates = [
        candidate(question, index.entries[n], number=n, grams=grams.get(n, 0.0), heard=heard.get(n, 0.0))
        for n in shortlist
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.number))


def _entry(guide: Guide) -> Entry:
    named = [(guide.title, None), *((alias, None) for alias in guide.aliases)]
    worded = [*named, *((faq.wording, faq.faq) for faq in guide.faqs)]
    return Entry(
        wordings=tuple(read_wording(prepared(text)) for text, _ in worded),
        faqs=tuple(faq for _, faq in worded),
        body=read_wording(normalise(f"{guide.category} {guide.body}")),
    )


def _known(entry: Entry) -> Known:
    return Known(
        strong=frozenset(token for w in entry.wordings for token in (*w.grams, *w.heard)),
        weak=frozenset(entry.body.grams),
    )
