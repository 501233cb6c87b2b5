"""``banshi ask``: the guide search without a phone."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from answers.ask import load_guides_jsonl, serve_jsonl
from answers.guides import guides_of
from answers.index import Index, build_index, find
from answers.models import Guide, Verdict
from bot.commands.failures import Problems
from bot.settings import load_settings
from content.loader import load_hall
from content.paths import sample_pack


def _hall_guides() -> tuple[Guide, ...]:
    pack = load_settings(needs_token=False).hall or sample_pack()
    today = datetime.now(UTC).date()
    hall, problems = load_hall(pack, today=today)
    if hall is None:
        raise Problems("\n".join(map(str, problems)))
    return guides_of(hall, today=today)


def ask(question: str | None, *, guides: Path | None, as_jsonl: bool) -> int:
    """Answer one question, or one a line."""
    known = load_guides_jsonl(guides) if guides else _hall_guides()
    index = build_index(known)
    if as_jsonl:
        with open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False) as lines:
            serve_jsonl(index, lines, sys.stdout)
        return 0
    if not question:
        raise Problems('Write the question: banshi ask "孩子上户口要带什么"')
    return _answer(index, {guide.id: guide.title for guide in known}, question)


def _answer(index: Index, titles: dict[str, str], question: str) -> int:
    finding = find(index, question)
    words = {
        Verdict.CONFIDENT: "the guide",
        Verdict.UNSURE: "perhaps",
        Verdict.NOTHING: "no guide: ask staff",
    }
    print(f"{words[finding.verdict]} (confidence {finding.confidence:.2f})")
    if finding.verdict is not Verdict.NOTHING:
        for guess in finding.guesses[: 1 if finding.verdict is Verdict.CONFIDENT else 3]:
            print(f"  {guess.guide_id}: {titles[guess.guide_id]}")
    return 0
