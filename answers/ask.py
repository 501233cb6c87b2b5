"""Answers questions line by line, for the command line and for measuring."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from answers.index import Index, find
from answers.models import Guide, Verdict


class UnreadableGuides(Exception):
    """A file of guides cannot be used; the message names the file, the line and the reason."""


def load_guides_jsonl(path: Path) -> tuple[Guide, ...]:
    """Read guides, one JSON object a line: ``id, title`` and, if wanted, ``aliases, category, body``.

    Raises:
        UnreadableGuides: the file cannot be read, a line is no guide, or an id comes twice.
    """
    guides: dict[str, Guide] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableGuides(f"{path}: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            guide = _guide(json.loads(line))
            if guide.id in guides:
                raise ValueError(f"the id {guide.id!r} stands there twice")
        except (ValueError, RecursionError) as error:
            raise UnreadableGuides(f"{path}:{number}: {error}") from error
        guides[guide.id] = guide
    return tuple(guides.values())


def serve_jsonl(index: Index, stdin: Iterable[str], stdout: TextIO) -> None:
    """Answer one ``{"query": "..."}`` a line with ``{"ids": [...], "answered": bool, "score": float}``, flushed.

    A line that is no query is answered with ``{"error": "..."}``, so that answers stay in step with questions.
    """
    for line in stdin:
        try:
            answer = _answer(index, json.loads(line))
        except (ValueError, RecursionError) as error:
            answer = {"error": str(error)}
        stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        stdout.flush()


def _answer(index: Index, asked: Any) -> dict[str, Any]:
    query = asked.get("query") if isinstance(asked, dict) else None
    if not isinstance(query, str):
        raise ValueError('expected {"query": "..."}')
    finding = find(index, query)
    return {
        "ids": [guess.guide_id for guess in finding.guesses],
        "answered": finding.verdict is not Verdict.NOTHING,
        "score": round(finding.confidence, 4),
    }


def _guide(written: Any) -> Guide:
    if not isinstance(written, dict):
        raise ValueError("expected an object with id and title")
    texts = {key: written.get(key, "") for key in ("id", "title", "category", "body")}
    for key, text in texts.items():
        if not isinstance(text, str) or (key in ("id", "title") and not text.strip()):
            raise ValueError(f"{key}: expected a text, found {text!r}")
    aliases = written.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ValueError(f"aliases: expected a list of texts, found {aliases!r}")
    return Guide(aliases=tuple(aliases), **texts)
