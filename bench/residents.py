"""People of the town who press buttons by the clock and know how long they waited."""

from bench.figures import moments
from bench.town import Message, Seen, Town, offers
from sandbox.people import Person
from sandbox.speaking import start

GAP = 3.0
"""Seconds between one person's presses, on average."""
LATEST = 10_000
"""Presses nobody ever gets to."""
HOME, SHELVES = "h", "gc"


class Presser:
    """Somebody who goes to the shelves and home in turn; ``waited`` counts from the moment they meant to press."""

    def __init__(self, town: Town, person: Person, *, seed: int) -> None:
        self._town = town
        self._person = person
        self._seed = seed
        self.waited: list[float] = []
        self.enough = False

    async def arrives(self) -> Message:
        """Open the chat; the first screen."""
        town, person = self._town, self._person
        return (await town.waits_for(person.id, lambda: start(town.world, person), wish=is_home)).message

    async def presses(self, shown: Message) -> None:
        """Press until there was enough of it."""
        pace = self._town.pace
        began = pace.monotonic()
        for number, moment in enumerate(moments(rate=1 / GAP, count=LATEST, seed=self._seed + self._person.id)):
            await pace.sleep(max(0.0, began + moment - pace.monotonic()))
            if self.enough:
                return
            answer = await self._press(shown, HOME if number % 2 else SHELVES)
            shown = answer.message
            self.waited.append(answer.at - began - moment)

    async def _press(self, shown: Message, prefix: str) -> Seen:
        wish = is_home if prefix == HOME else offers(HOME)
        return await self._town.waits_for(
            self._person.id, lambda: self._town.press(shown, prefix, from_id=self._person.id), wish=wish
        )


def is_home(message: Message) -> bool:
    """The first screen, from which one does not go home."""
    return offers(SHELVES)(message) and not offers(HOME)(message)
