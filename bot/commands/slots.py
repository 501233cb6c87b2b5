"""``banshi slots``: what can be booked."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.failures import Problems
from bot.commands.running import open_database
from bot.settings import load_settings
from content.loader import load_hall
from content.paths import sample_pack
from jobs.planning import plan_slots


async def plan(*, preview: bool, now: datetime) -> int:
    """Make the times what the pack says, or say what that would do; and who must come at another time."""
    settings = load_settings(needs_token=False)
    hall, problems = load_hall(settings.hall or sample_pack(), today=now.date())
    if hall is None:
        raise Problems("\n".join(map(str, problems)))
    zone = ZoneInfo(hall.facts.zone)
    async with open_database(settings) as database:
        done = await plan_slots(database, hall=hall, now=now.astimezone(zone), keep=not preview)
    for area, planned in done.items():
        print(
            f"{area}: {planned.added} times added, {planned.changed} with other places, {planned.closed} closed, "
            f"{planned.opened} opened again; {len(planned.listed)} people must come at another time, "
            f"{len(planned.relieved)} need not any more"
        )
        for booking, reason in planned.listed:
            print(f"  {booking.code}  {booking.span.starts_at.astimezone(zone):%Y-%m-%d %H:%M}  {reason}")
    if preview:
        print("Nothing was changed. Run it without --preview to do this.")
    return 0
