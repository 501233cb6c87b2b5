"""Plays a story over the control API and checks what people see; the first thing that is not as expected ends it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.stories.cast import Actor, Transcript, assemble
from sandbox.stories.control import Control, Refused
from sandbox.stories.deeds import Deeds
from sandbox.stories.models import DESK, FAULTS, MOMENTS, Step, Story
from sandbox.stories.moments import next_date, seconds_of
from sandbox.stories.sights import Sights
from sandbox.stories.waiting import Missing, Quiet

Told = Callable[[int, Step, Actor | None], Awaitable[None]]


class NotAsExpected(Exception):
    """A step did not come out.

    Attributes:
        number: which step, from 1.
        expected: the line of the story, and what was found instead.
        conversation: what was said until then.
    """

    def __init__(self, number: int, step: Step, reason: str, *, conversation: str) -> None:
        self.number = number
        self.expected = f"{step.written}\n{reason}" if reason else step.written
        self.conversation = conversation
        super().__init__(f"line {step.line}: {self.expected}")


async def _nobody(*_: object) -> None:
    """Nobody wants to be told."""


async def play(
    control: Control, story: Story, *, tell: Callable[[str], None] = lambda _: None, told: Told = _nobody
) -> None:
    """Play it to its end. ``tell`` hears the conversation line by line, ``told`` of each step as it begins.

    Raises:
        NotAsExpected: a step did not come out.
    """
    transcript, quiet = Transcript(control, tell=tell), Quiet(control)
    sights = Sights(control, transcript, quiet)
    number, step = 1, story.steps[0]
    try:
        actors = await assemble(control, story, transcript)
        deeds = Deeds(control, transcript, sights, desk=actors.get(DESK))
        stage = _Stage(control, transcript, quiet, actors)
        for number, step in enumerate(story.steps, start=1):
            actor = actors.get(step.who)
            await told(number, step, actor)
            if actor:
                await deeds.do(actor, step.verb, step.fields)
            else:
                await stage.do(step.verb, step.fields)
        if counts := _last_counts(story, actors):
            await quiet.wait()
            for counted in counts:
                number, step = counted
                await sights.recount(actors[step.who], step.fields)
    except (Missing, Refused) as error:
        await transcript.read_all()
        conversation = "\n".join(transcript.lines).strip()
        raise NotAsExpected(number, step, str(error), conversation=conversation) from None
    finally:
        if any(step.verb == "fault" for step in story.steps):
            await control.clear_faults()


def _last_counts(story: Story, actors: Mapping[str, Actor]) -> list[tuple[int, Step]]:
    """The steps that counted, with their numbers; of those that counted the same only the last."""
    last = {
        (actors[step.who].place(step.fields.get("in")), step.fields.get("words")): (number, step)
        for number, step in enumerate(story.steps, start=1)
        if "times" in step.fields and step.who
    }
    return list(last.values())


class _Stage:
    """What happens without anybody doing it."""

    def __init__(self, control: Control, transcript: Transcript, quiet: Quiet, actors: Mapping[str, Actor]) -> None:
        self._control = control
        self._transcript = transcript
        self._quiet = quiet
        self._actors = actors
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], Awaitable[None]]] = {
            "time": self._time,
            "fault": self._fault,
            "clear the faults": lambda _: control.clear_faults(),
            "kill the bot": self._kill,
            "note": self._note,
        }

    async def do(self, verb: str, fields: Mapping[str, Any]) -> None:
        """Do one step.

        Raises:
            Missing, Refused: it did not come out.
        """
        await self._verbs[verb](fields)

    async def _time(self, fields: Mapping[str, Any]) -> None:
        # What waits at Telegram would be too old after a jump of days, and what comes before the jump is not due to it.
        await self._quiet.wait()
        for actor in self._actors.values():
            for chat_id in {actor.id, actor.chat_id}:
                await actor.look(self._transcript, chat_id)
        now = (await self._move(fields["to"]))["now"]
        self._transcript.say(f"\n    ⏩ {now[:16].replace('T', ' ')} UTC")

    async def _move(self, to: str) -> Any:
        if to in MOMENTS:
            return await self._control.do("backstage/jump", name=MOMENTS[to])
        zone = ZoneInfo((await self._control.read("backstage")).get("zone", "UTC"))
        now = datetime.fromisoformat((await self._control.read("clock"))["now"]).astimezone(zone)
        if moment := next_date(to, now=now):
            return await self._control.do("clock", set=moment.isoformat())
        return await self._control.do("clock", advance=seconds_of(to))

    async def _fault(self, fields: Mapping[str, Any]) -> None:
        await self._control.do("faults", **FAULTS[fields["kind"]], times=fields.get("times", 1))
        self._transcript.say(f"\n    ⚡ {fields['kind']}")

    async def _kill(self, _: Mapping[str, Any]) -> None:
        await self._control.do("backstage/kill")
        self._transcript.say("\n    💥 kill -9")

    async def _note(self, fields: Mapping[str, Any]) -> None:
        self._transcript.say(f"\n    — {fields['text']}")
