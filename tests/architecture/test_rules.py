"""The product keeps the rules of the house, and each rule catches what it is there for."""

from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.rules import Rule, Source
from tests.kit.sources import ROOT, product_files, repository_files

LONG = "\n".join(f"    n = {number}" for number in range(rules.LONGEST_FUNCTION))
MEDIUM = "\n".join(f"    n = {number}" for number in range(rules.LONGEST_HANDLER))

OFFENCES: list[tuple[Rule, str, str]] = [
    (rules.waiting_updates_are_kept, "gateway/intake.py", "bot.delete_webhook(drop_pending_updates=True)"),
    (rules.waiting_updates_are_kept, "bot/app.py", "start(drop_pending_updates=settings.drop)"),
    (rules.waiting_updates_are_kept, "gateway/registration.py", 'dump_json({"drop_pending_updates": True})'),
    (rules.nothing_is_left_for_later, "handlers/citizen/start.py", "asyncio.create_task(remind())"),
    (
        rules.nothing_is_left_for_later,
        "actions/questions.py",
        "from asyncio import ensure_future as later\nensure_future(x)",
    ),
    (rules.names_say_what_for, "domain/utils.py", ""),
    (rules.names_say_what_for, "bot/services/questions.py", ""),
    (rules.files_stay_short, "views/guides.py", "n = 1\n" * (rules.LONGEST_FILE + 1)),
    (rules.functions_stay_short, "views/guides.py", f"async def shown():\n{LONG}"),
    (
        rules.functions_stay_short,
        "handlers/citizen/start.py",
        f"@router.message(Start())\nasync def start():\n{MEDIUM}",
    ),
    (rules.modules_say_what_for, "views/guides.py", "import storage"),
    (rules.modules_say_what_for, "views/guides.py", '"""Guides\nand more."""'),
    (rules.modules_say_what_for, "views/guides.py", '"""Guides are shown.\nAnd more."""'),
    (rules.texts_are_content, "handlers/citizen/start.py", 'reply.say("您好")'),
    (rules.texts_are_content, "jobs/digest.py", 'text = f"{count}件待办"'),
    (rules.no_place_is_named, "docs/operations.md", "pip install --index-url https://" + "py" + "pi.org/simple"),
    (rules.no_place_is_named, "tests/kit/town.py", 'Path("/' + 'tmp/town")'),
    (rules.no_place_is_named, "README.md", "cd /" + "work/main"),
]
INNOCENCE: list[tuple[Rule, str, str]] = [
    (rules.waiting_updates_are_kept, "gateway/intake.py", "bot.delete_webhook(drop_pending_updates=False)"),
    (rules.waiting_updates_are_kept, "sandbox/updates.py", "forget(drop_pending_updates=asked)"),
    (rules.nothing_is_left_for_later, "gateway/worker.py", "asyncio.create_task(work())"),
    (rules.names_say_what_for, "domain/helpdesk.py", ""),
    (rules.files_stay_short, "views/guides.py", "n = 1\n" * rules.LONGEST_FILE),
    (rules.files_stay_short, "storage/migrations/versions/0001_first.py", "n = 1\n" * (rules.LONGEST_FILE + 1)),
    (rules.functions_stay_short, "storage/migrations/versions/0001_first.py", f"def upgrade():\n{LONG}"),
    (rules.functions_stay_short, "handlers/staff/desk.py", f"def not_a_handler():\n{MEDIUM}"),
    (rules.modules_say_what_for, "views/guides.py", '"""Guides are shown.\n\nAnd more."""'),
    (rules.texts_are_content, "domain/subjects.py", '"""A subject (事项)."""  # 事项'),
    (rules.texts_are_content, "answers/normalise.py", 'PARTICLES = "吗呢吧"'),
    (
        rules.no_place_is_named,
        "docs/operations.md",
        "PrivateTmp=true, https://example.org/a/" + "work/b and a/" + "tmp",
    ),
]


def _findings(rule: Rule, path: Path, text: str) -> list[str]:
    return [f"{path}:{line}: {reason}" for line, reason in rule(Source(path=path, text=text))]


@pytest.mark.parametrize("rule", rules.OF_THE_PRODUCT, ids=lambda rule: rule.__name__)
def test_the_product_keeps_the_rule(rule: Rule) -> None:
    files = product_files()
    assert len(files) > len(rules.WORDLESS)

    found = [line for path in files for line in _findings(rule, path, (ROOT / path).read_text())]

    assert not found, "\n".join(found)


def test_no_file_names_a_place_of_somebodys_own() -> None:
    found = []
    for path in repository_files():
        try:
            text = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue  # a picture or a font names nothing
        found += _findings(rules.no_place_is_named, path, text)

    assert not found, "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), OFFENCES)
def test_a_rule_catches_what_it_is_there_for(rule: Rule, path: str, text: str) -> None:
    assert _findings(rule, Path(path), text)


@pytest.mark.parametrize(("rule", "path", "text"), INNOCENCE)
def test_a_rule_leaves_in_peace_what_only_looks_like_it(rule: Rule, path: str, text: str) -> None:
    assert not _findings(rule, Path(path), text)


def test_every_rule_is_seen_to_catch_something() -> None:
    assert {rule for rule, _, _ in OFFENCES} == {*rules.OF_THE_PRODUCT, rules.no_place_is_named}
