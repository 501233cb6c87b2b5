"""``banshi check``, ``banshi new`` and ``banshi reload``: work on hall packs."""

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.failures import CannotRun, Problems
from bot.pid_file import running_bot
from bot.settings import load_settings
from content.loader import load_hall
from content.models import Hall
from content.paths import sample_pack
from content.problems import Problem, Severity
from content.starter import write_starter


def problems_of(pack: Path) -> tuple[Hall | None, list[str], int]:
    """A pack, all that is wrong with it as lines, and how many of them are errors."""
    hall, found = load_hall(pack, today=datetime.now(UTC).date())
    lines = [str(problem) for problem in found]
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    if hall is not None:
        broken = rendered(pack, hall)
        lines += map(str, broken)
        errors += len(broken)
    return hall, lines, errors


def rendered(pack: Path, hall: Hall) -> list[Problem]:
    """Messages that break Telegram's limits once they are rendered."""
    from views.check import rendered_problems

    return [
        Problem(pack / "services" / f"{service_id}.yaml", 1, path, reason)
        for service_id, path, reason in rendered_problems(hall)
    ]


def check(pack: Path) -> int:
    """Print every problem of a pack and its stories; warnings alone do not fail it."""
    from bot.demo.stories import story_problems

    hall, lines, errors = problems_of(pack)
    stories = story_problems(pack)
    lines, errors = [*lines, *stories], errors + len(stories)
    for line in lines:
        print(line)
    if errors:
        raise Problems(f"{errors} errors, {len(lines) - errors} warnings")
    print(f"{pack}: no errors, {len(lines)} warnings, {len(hall.services) if hall else 0} services")
    return 0


def new(directory: Path) -> int:
    """Write a small pack that passes the check."""
    write_starter(directory, today=datetime.now(UTC).date())
    print(f"Wrote a hall pack to {directory}. Edit its files, then run: banshi check {directory}")
    return 0


def reload() -> int:
    """Check the pack, then tell the running bot to take it."""
    settings = load_settings(needs_token=False)
    pack = settings.hall or sample_pack()
    _, lines, errors = problems_of(pack)
    for line in lines:
        print(line)
    if errors:
        raise Problems(f"{errors} errors: the running bot keeps the pack it has.")
    if (running := running_bot(settings.pid_file)) is None:
        raise CannotRun(f"No bot is running here (looked at {settings.pid_file}); the next start takes the pack.")
    try:
        os.kill(running, signal.SIGHUP)
    except PermissionError:
        raise CannotRun("The bot runs as another account: reload it as that one.") from None
    print("The pack is in order; the running bot takes it now.")
    return 0
