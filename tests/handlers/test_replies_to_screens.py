"""A reply means what the answered message shows now, however often it was edited before."""

from tests.handlers.hall import QUESTION, asks_staff
from tests.kit.town import Town
from views.callbacks import GoHome
from views.own_case_callbacks import ActInCase, MyCases, OpenCase


async def test_a_reply_to_a_card_that_was_opened_in_place_reaches_its_enquiry(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen, QUESTION)
    await chen.presses(OpenCase(case_id=1))
    await chen.presses(ActInCase(case_id=1, version=1, action="settle"))
    await chen.starts()
    await chen.presses(MyCases())
    await chen.presses(OpenCase(case_id=1))
    card = (await chen.said_by_bot())[-1]
    await chen.says("还想补一句", reply_to=card["message_id"])
    assert "还想补一句" in await clerk.reads_in_topic()


async def test_a_reply_to_the_home_screen_in_its_place_reaches_no_enquiry(town: Town) -> None:
    clerk, chen = await town.clerk(), await town.citizen()
    await asks_staff(chen, QUESTION)
    await chen.presses(OpenCase(case_id=1))
    await chen.presses(ActInCase(case_id=1, version=1, action="settle"))
    await chen.starts()
    await chen.presses(MyCases())
    await chen.presses(OpenCase(case_id=1))
    await chen.presses(GoHome())
    home = (await chen.said_by_bot())[-1]
    await chen.says("别的事", reply_to=home["message_id"])
    assert "别的事" not in await clerk.reads_in_topic()
