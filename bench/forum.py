"""Who meets in the forum: citizens with a question and files, a clerk who works, and what stands in the topics."""

import asyncio
import itertools
import random
import sys
from collections import defaultdict

from actions.staff import create_invite
from bench.pace import Pace
from bench.town import Message, Seen, Town, offers
from domain.people import Role
from sandbox import speaking
from sandbox.files import Upload
from sandbox.people import Person
from sandbox.seed import CLERKS, STAFF_GROUP
from sandbox.speaking import Spot
from storage.db import Database

FILES = ("photo", "document", "document")
"""What goes with each question."""
CLERK_GAP = 15.0
"""Seconds from an answer to the clerk's next press, on average."""
LONGEST = 1800.0
"""Seconds of the town's clock after which what is not in the forum counts as lost."""


class Asker:
    """A citizen with a question and three files; ``waited`` is how long the receipt took."""

    def __init__(self, town: Town, person: Person) -> None:
        self._town = town
        self._person = person
        self._preview: Message = {}
        self.waited = 0.0

    async def drafts(self) -> None:
        """Write everything, and send nothing yet."""
        world, me = self._town.world, self._person
        spot = Spot(me.id, me.id)
        home = await self._town.waits_for(me.id, lambda: speaking.start(world, me), wish=offers("eq"))
        await self._town.waits_for(me.id, lambda: self._presses(home.message, "eq"), wish=offers("x"))
        words = speaking.text_content(f"Question {me.id}: the guide does not say which of these papers is right.")
        await self._town.waits_for(me.id, lambda: speaking.speak(world, spot, words), wish=offers("es"))
        seen = await self._town.waits_for(me.id, self._attaches, wish=offers("es"))
        self._preview = seen.message

    def _attaches(self) -> None:
        album = Spot(self._person.id, self._person.id, extra={"media_group_id": f"album{self._person.id}"})
        for number, kind in enumerate(FILES):
            upload = Upload(b"%d" % number, f"{number}.jpg", "image/jpeg")
            speaking.send_upload(self._town.world, album, kind, upload, caption="", extra={})

    def _presses(self, below: Message, prefix: str) -> None:
        self._town.press(below, prefix, from_id=self._person.id)

    async def sends(self, moment: float) -> None:
        """Press "send" at that moment and wait for the receipt."""
        pace = self._town.pace
        await pace.sleep(max(0.0, moment - pace.monotonic()))
        seen = await self._town.waits_for(
            self._person.id, lambda: self._presses(self._preview, "es"), wish=offers("eo")
        )
        self.waited = seen.at - moment


class Clerk:
    """Somebody who works in one topic of the forum: takes it, begins an answer twice, gives it back."""

    ROUND = (("st", "card"), ("sa", "message"), ("sa", "message"), ("sr", "card"))

    def __init__(self, town: Town, *, seed: int) -> None:
        self._town = town
        self._seed = seed
        self.enough = False
        self.waited: dict[str, list[float]] = {"card": [], "message": []}

    async def enrols(self, url: str) -> None:
        """Open an invite."""
        town, me = self._town, self._town.world.people[CLERKS[0].id]
        database = Database(url, now=town.pace.now)
        async with database.write() as tx:
            token = await create_invite(tx, role=Role.CLERK, now=town.pace.now())
        await database.close()
        await town.waits_for(me.id, lambda: speaking.start(town.world, me, payload=f"inv-{token}"), wish=bool)

    async def works(self, card: Message) -> None:
        """Press until there was enough of it."""
        pace, rng = self._town.pace, random.Random(self._seed)
        for prefix, kind in itertools.cycle(self.ROUND):
            await pace.sleep(rng.expovariate(1 / CLERK_GAP))
            if self.enough:
                return
            pressed = pace.monotonic()
            seen = await self._press(card, prefix, kind=kind)
            self.waited[kind].append(seen.at - pressed)

    async def _press(self, card: Message, prefix: str, *, kind: str) -> Seen:
        thread = card["message_thread_id"]
        turned = offers("st" if prefix == "sr" else "sr")

        def fits(message: Message) -> bool:
            is_card = message["message_id"] == card["message_id"]
            if message.get("message_thread_id") != thread or is_card != (kind == "card"):
                return False
            return turned(message) if is_card else True

        return await self._town.waits_for(
            STAFF_GROUP, lambda: self._town.press(card, prefix, from_id=CLERKS[0].id), wish=fits
        )


class Forum:
    """What has come into the topics: their cards and files, by thread, in order."""

    def __init__(self, town: Town, *, expects: int) -> None:
        self.topics: defaultdict[int, list[str]] = defaultdict(list)
        self._full = asyncio.Event()
        self._expected = expects * (1 + len(FILES))
        self.last = 0.0
        town.onlookers.append(self._look)

    def _look(self, seen: Seen) -> None:
        message = seen.message
        if message["chat"]["id"] != STAFF_GROUP or "edit_date" in message or "forum_topic_created" in message:
            return
        kind = next((kind for kind in ("photo", "document", "text") if kind in message), "")
        if kind == "text" and not offers("st")(message):
            return
        self.topics[message["message_thread_id"]].append("card" if kind == "text" else kind)
        self.last = seen.at
        if sum(map(len, self.topics.values())) >= self._expected:
            self._full.set()

    async def fills(self, pace: Pace) -> None:
        """Return when everything is there, or nobody waits for it any longer."""
        try:
            await asyncio.wait_for(self._full.wait(), LONGEST / pace.speed)
        except TimeoutError:
            print("not everything came into the forum", file=sys.stderr)
