"""The stories of a hall pack: checked, and played on a demo of their own."""

from pathlib import Path

from bot.commands.failures import Problems
from bot.demo.pack import FOLDER
from bot.demo.running import Demo
from sandbox.stories.control import Control
from sandbox.stories.loader import load_stories
from sandbox.stories.models import MAIN, Story
from sandbox.stories.player import NotAsExpected, play


def story_problems(pack: Path) -> list[str]:
    """A line for each thing to mend in the stories of a pack."""
    return [str(problem) for problem in load_stories(pack / FOLDER)[1]]


def find_story(pack: Path, name: str) -> Story:
    """The story of that name; for an empty one the main story, or the first there is.

    Raises:
        Problems: there is none, or it has errors.
    """
    stories, problems = load_stories(pack / FOLDER)
    named = {story.name: story for story in stories}
    wanted = name or next(iter(named), MAIN)
    if wanted in named:
        return named[wanted]
    broken = [str(problem) for problem in problems if problem.file.stem == wanted]
    known = f"There is no story {wanted!r} in {pack / FOLDER}; there are: {', '.join(named) or 'none'}."
    raise Problems("\n".join(broken) or known)


async def play_story(demo: Demo, story: Story) -> None:
    """Play it, and print the conversation as it goes on.

    Raises:
        Problems: something was not as expected.
    """
    try:
        await play(Control(demo.url, demo.http), story, tell=lambda line: print(line, flush=True))
    except NotAsExpected as error:
        raise Problems(f"\n✗ {story.title['en']} {story.title['zh']}\n  {error}") from None
    print(f"\n✓ {story.title['en']} {story.title['zh']}")
