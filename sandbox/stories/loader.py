"""Reads stories and reports everything that is wrong with them at once, at the line an editor must look at."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from yaml import MarkedYAMLError

from sandbox.seed import CITIZENS, STAFF
from sandbox.stories.models import (
    CHOICES,
    COUNTS,
    DESK,
    MAIN,
    MANY,
    MOMENTS,
    OF_DESK,
    STAGE,
    VERBS,
    Form,
    Step,
    Story,
    StoryProblem,
)
from sandbox.stories.moments import is_time
from sandbox.stories.written import Items, Keys, read_written

NAMES = frozenset(person.first_name for person in (*CITIZENS, *STAFF))
"""Whom every sandbox with the demo's people has."""
POINT = re.compile(r"-?\d{1,2}(\.\d+)?, ?-?\d{1,3}(\.\d+)?")
LANGUAGES = ("zh", "en")
KEYS = ("title", "people", "steps")
NOTHING = Items((), ())
UNCLOSED = "unexpected end of stream"
LONGEST = 120
"""Characters of a step shown while it is played."""


def load_stories(folder: Path, *, known: Collection[str] = NAMES) -> tuple[tuple[Story, ...], tuple[StoryProblem, ...]]:
    """The stories of a folder that can be played, the main one first, and everything wrong with the others.

    ``known`` people exist already.
    """
    stories: list[Story] = []
    problems: list[StoryProblem] = []
    for file in sorted(folder.glob("*.yaml"), key=lambda file: (file.stem != MAIN, file.name)):
        story, found = load_story(file, known=known)
        stories += [story] if story else []
        problems += found
    return tuple(stories), tuple(sorted(problems))


def load_story(file: Path, *, known: Collection[str] = NAMES) -> tuple[Story | None, tuple[StoryProblem, ...]]:
    """One story; None if anything is wrong with it. Whatever the file holds, nothing is raised."""
    reading = _Reading(file, known)
    try:
        whole = read_written(file.read_text("utf-8-sig"))
    except OSError as error:
        return None, (StoryProblem(file, 1, f"cannot be read: {error.strerror}"),)
    except UnicodeDecodeError:
        return None, (StoryProblem(file, 1, "is not UTF-8; save the file in the encoding UTF-8"),)
    except MarkedYAMLError as error:
        return None, (_broken(file, error),)
    except RecursionError:
        return None, (StoryProblem(file, 1, "is nested too deeply, or an *alias leads back to itself; write it out"),)
    story = reading.story(whole)
    return (None if reading.problems else story), tuple(reading.problems)


def _broken(file: Path, error: MarkedYAMLError) -> StoryProblem:
    reason, mark = error.problem, error.problem_mark or error.context_mark
    if UNCLOSED in str(reason):
        reason, mark = "a quote that begins here is not closed", error.context_mark
    return StoryProblem(file, mark.line + 1 if mark else 1, f"cannot be read as YAML: {reason}")


@dataclass
class _Reading:
    file: Path
    known: Collection[str]
    problems: list[StoryProblem] = field(default_factory=list)

    def wrong(self, line: int, reason: str) -> None:
        self.problems.append(StoryProblem(self.file, line, reason))

    def story(self, whole: Any) -> Story | None:
        if not isinstance(whole, Keys):
            self.wrong(1, "is no story; write title: and steps:")
            return None
        for key, line in whole.lines.items():
            if key not in KEYS:
                self.wrong(line, f"the key {key!r} is not known; {_meant(key, KEYS)}")
        people = self.people(whole)
        steps = tuple(self.steps(whole, people={*people, *self.known, DESK}))
        return Story(self.file.stem, self.title(whole), steps, people)

    def title(self, whole: Keys) -> dict[str, str]:
        title, line = whole.values.get("title"), whole.lines.get("title", 1)
        if not isinstance(title, Keys):
            self.wrong(line, "title: is missing; write title: with zh: … and en: …")
            return {}
        texts = dict[str, str]()
        for language in LANGUAGES:
            text = title.values.get(language)
            if isinstance(text, str) and text.strip():
                texts[language] = text
            else:
                self.wrong(line, f"title: the text is missing under {language}:")
        return texts

    def people(self, whole: Keys) -> dict[str, str]:
        people = whole.values.get("people")
        if people is None:
            return {}
        if not isinstance(people, Keys):
            self.wrong(whole.lines["people"], "people: write a line for each, like  李阳: zh-hans")
            return {}
        languages = {name: one if isinstance(one, str) else "" for name, one in people.values.items()}
        for name, language in languages.items():
            if not language:
                self.wrong(people.lines[name], f"{name}: write the language of the phone: zh-hans, zh-hant or en")
            if name in self.known or name == DESK:
                self.wrong(people.lines[name], f"{name}: is a person of the sandbox already; choose another name")
        return languages

    def steps(self, whole: Keys, *, people: Collection[str]) -> Iterator[Step]:
        steps = whole.values.get("steps")
        if not isinstance(steps, Items) or not steps.values:
            line = whole.lines.get("steps", 1)
            self.wrong(line, "steps: is missing or empty; write a line beginning with '- ' for each step")
            return
        for written, line in zip(steps.values, steps.lines, strict=True):
            if isinstance(written, str):
                key, value = written, None
            elif isinstance(written, Keys) and len(written.values) == 1:
                [(key, value)] = written.values.items()
            else:
                self.wrong(line, "a step is one line like  - 陈晓 says: 你好")
                continue
            if step := self.step(key, value, line=line, people=people):
                yield step

    def step(self, key: str, value: Any, *, line: int, people: Collection[str]) -> Step | None:
        verb = max((one for one in VERBS if key.endswith(f" {one}")), key=len, default="")
        who = key.removesuffix(verb).strip() if verb else ""
        form = VERBS[verb] if verb else STAGE.get(key)
        if form is None:
            known = [*VERBS, *STAGE]
            self.wrong(line, f"{key!r} is no step we know; {_meant(key.partition(' ')[2] or key, known)}")
            return None
        if verb and who not in people:
            near = get_close_matches(who, sorted(people), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"write  {who}: zh-hans  under people:"
            self.wrong(line, f"nobody is called {who!r}; {hint}")
        before = len(self.problems)
        if who == DESK and verb not in OF_DESK:
            self.wrong(line, f"the {DESK} only {' and '.join(sorted(OF_DESK, reverse=True))}; let a clerk do it")
        fields = self.fields(key, value, form, line=line)
        if (verb or key) == "time" and isinstance(fields.get("to"), str) and not is_time(fields["to"]):
            self.wrong(line, f"time: write one like  2 hours,  3 days,  30 April 09:00,  {',  '.join(MOMENTS)}")
        if "at" in fields and not POINT.fullmatch(str(fields["at"])):
            self.wrong(line, f'{key}: at is a point like  "30.27, 120.16": degrees north and east')
        if len(self.problems) > before:
            return None
        shown = "" if value is None else f": {_shown(value)}"
        return Step(line, who, verb or key, fields, f"{key}{shown}")

    def fields(self, key: str, value: Any, form: Form, *, line: int) -> dict[str, Any]:
        """The fields by name, of a plain value or of a mapping."""
        if value is None:
            given: dict[str, Any] = {}
        elif isinstance(value, Keys):
            given = dict(value.values)
        elif form.main:
            given = {form.main: value}
        else:
            fields = " and ".join(f"{name}: …" for name in form.needs)
            self.wrong(line, f"{key}: {f'write {fields} below it' if fields else 'nothing follows here'}")
            return {}
        allowed = [*([form.main] if form.main else []), *form.more]
        for name in given:
            if name not in allowed:
                self.wrong(line, f"{key}: {name!r} is not known here; {_meant(name, allowed)}")
        missing = [name for name in form.needs if given.get(name) in (None, "", NOTHING)]
        if missing or (form.main == "words" and not form.needs and not {"words", "buttons"} & given.keys()):
            self.wrong(line, f"{key}: say {' and '.join(missing) or 'which words or buttons'}")
        return {name: self.value(key, name, one, line=line) for name, one in given.items() if name in allowed}

    def value(self, key: str, name: str, value: Any, *, line: int) -> Any:
        if name in MANY:
            texts = value.values if isinstance(value, Items) else (value,)
            if not all(isinstance(text, str | int) for text in texts):
                self.wrong(line, f"{key}: {name} is a text or a list of texts; put it in quotes")
                return ()
            return tuple(str(text) for text in texts)
        if name in COUNTS:
            if not isinstance(value, int) or value < 1:
                self.wrong(line, f"{key}: {name} is a whole number, at least 1")
            return value
        if isinstance(value, Keys | Items):
            self.wrong(line, f"{key}: {name} is no text; put it in quotes")
            return ""
        if name in CHOICES and value not in CHOICES[name]:
            self.wrong(line, f"{key}: {value!r} is not known; write one of {', '.join(CHOICES[name])}")
        return str(value)


def _shown(value: Any) -> str:
    if isinstance(value, Keys):
        text = ", ".join(f"{name} {_shown(one)}" for name, one in value.values.items())
    elif isinstance(value, Items):
        text = " + ".join(map(str, value.values))
    else:
        text = str(value)
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def _meant(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known here are {', '.join(known)}"
