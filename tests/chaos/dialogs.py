"""Twelve conversations by script, each with the part before the trouble and the part in which it strikes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.handlers.hall import PHOTO, QUESTION, asks_staff, replies
from tests.kit.people import Citizen, Clerk
from tests.kit.town import Town

Act = Callable[["Cast"], Awaitable[None]]


@dataclass(slots=True)
class Cast:
    """Who acts; ``wrote`` is the message that somebody comes back to."""

    town: Town
    citizen: Citizen
    clerk: Clerk
    wrote: int = 0


@dataclass(frozen=True, slots=True)
class Dialog:
    """A name, what happens before, and what happens then."""

    name: str
    before: Act
    then: Act


async def nothing(cast: Cast) -> None:
    """The curtain rises at once."""


async def started(cast: Cast) -> None:
    """The citizen has met the bot."""
    await cast.citizen.starts()


async def asked(cast: Cast) -> None:
    """A question is with staff."""
    await asks_staff(cast.citizen)


async def taken(cast: Cast) -> None:
    """A clerk has it."""
    await asked(cast)
    await cast.clerk.presses_in_topic("我来接手")


async def added(cast: Cast) -> None:
    """Something was added to it."""
    await taken(cast)
    cast.wrote = (await cast.citizen.says("还有一点"))["message_id"]


async def held(cast: Cast) -> None:
    """A reply waits to leave."""
    await taken(cast)
    await replies(cast.clerk, "请带上户口簿。")


async def answered(cast: Cast) -> None:
    """It was answered."""
    await taken(cast)
    await _answers(cast)


async def _answers(cast: Cast) -> None:
    await cast.clerk.presses_in_topic("正式答复")
    await cast.clerk.writes_in_topic("可以先登记。")
    await cast.clerk.presses_in_topic("发给")


async def _asks_a_guide(cast: Cast) -> None:
    await cast.citizen.says("孩子上户口要带什么")


async def _changes_language(cast: Cast) -> None:
    await cast.citizen.presses("English")
    await cast.citizen.presses("Language")


async def _makes_a_checklist(cast: Cast) -> None:
    await cast.citizen.starts("svc-id-card")
    await cast.citizen.presses("我的材料清单")
    await cast.citizen.presses("说不准")


async def _hands_over(cast: Cast) -> None:
    await cast.citizen.says(QUESTION)
    await cast.citizen.presses("问工作人员")
    await cast.citizen.presses("发送")


async def _takes(cast: Cast) -> None:
    await cast.clerk.presses_in_topic("我来接手")


async def _adds_an_album(cast: Cast) -> None:
    for caption in ("照片", ""):
        await cast.citizen.sends(PHOTO, media_group_id="7", caption=caption)


async def _rewords(cast: Cast) -> None:
    await cast.citizen.edits(cast.wrote, "不，是另一点")


async def _replies(cast: Cast) -> None:
    await replies(cast.clerk, "请带上户口簿。")


async def _waits(cast: Cast) -> None:
    await cast.town.later(seconds=16)


async def _stops(cast: Cast) -> None:
    await cast.clerk.presses_in_topic("停止")


async def _accepts(cast: Cast) -> None:
    await cast.citizen.presses("已解决")


async def _notes(cast: Cast) -> None:
    await cast.clerk.writes_in_topic("记一下：材料不齐。")


DIALOGS = (
    Dialog("starts", nothing, started),
    Dialog("asks a guide", started, _asks_a_guide),
    Dialog("changes the language", started, _changes_language),
    Dialog("makes a checklist", started, _makes_a_checklist),
    Dialog("hands a question over", started, _hands_over),
    Dialog("takes it", asked, _takes),
    Dialog("adds an album", taken, _adds_an_album),
    Dialog("rewords what was added", added, _rewords),
    Dialog("replies", taken, _replies),
    Dialog("the reply leaves", held, _waits),
    Dialog("stops the reply", held, _stops),
    Dialog("notes something", taken, _notes),
    Dialog("answers", taken, _answers),
    Dialog("accepts", answered, _accepts),
)
