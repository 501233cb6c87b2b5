"""What was done by hand is saved as a story: every deed is a step, or a remark that there is none yet."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.control.remembering import SETTING
from sandbox.seed import CITIZENS, CLERKS, STAFF_GROUP
from sandbox.server import create_app
from sandbox.stories import waiting
from sandbox.stories.control import Control, words_of
from sandbox.stories.files import SAMPLES
from sandbox.stories.lines import Deed
from sandbox.stories.loader import load_story
from sandbox.stories.models import Story
from sandbox.stories.player import play
from sandbox.stories.recorder import KEPT, Recorder
from sandbox.stories.waiting import Quiet
from sandbox.world import World
from tests.stories.echo import ASK, OPEN

REMARK = "# no step for this yet: "
CHEN, WANG, ZHAO = CITIZENS[0].id, CLERKS[0].id, CLERKS[1].id


class Hand:
    """Somebody who plays all people by hand, and waits for the bot after each deed."""

    def __init__(self, control: Control, place: Path) -> None:
        self.control = control
        self.calls: set[str] = set()
        self._file = place / "by-hand.yaml"
        self._quiet = Quiet(control)

    async def does(self, call: str, **fields: Any) -> Any:
        self.calls.add(call)
        done = await self.control.do(call, **fields)
        await self._quiet.wait()
        return done

    async def sends(self, **fields: Any) -> None:
        self.calls.add("upload")
        await self.control.upload(SAMPLES["photo"], kind="photo", **fields)
        await self._quiet.wait()

    async def says(self, person: int, text: str, **more: Any) -> Any:
        return await self.does("say", **{"chat_id": person, "from_id": person, "text": text, **more})

    async def reads(self, chat_id: int, words: str) -> Any:
        """The bot's newest message with these words."""
        messages = await self.control.messages(chat_id, after=0)
        return next(one for one in reversed(messages) if one["from"]["is_bot"] and words in words_of(one))

    async def saves(self) -> list[str]:
        """The lines of the story."""
        async with self.control.http.get(f"{self.control.url}/control/stories/recording") as response:
            written = await response.text()
        self._file.write_text(written, "utf-8")
        return [line.strip().removeprefix("- ") for line in written.splitlines()]

    def story(self) -> Story:
        story, problems = load_story(self._file)
        assert story, problems
        return story


@pytest.fixture
async def hand(control: Control, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hand:
    monkeypatch.setattr(waiting, "SETTLED", 0.1)
    await control.do("limits", enforce=False)
    await control.do("stories/recording")
    return Hand(control, tmp_path)


def steps_of(lines: list[str]) -> list[str]:
    """What was done, without what was seen."""
    return [line for line in lines[lines.index("steps:") + 1 :] if line and " sees: " not in line]


async def private_life(hand: Hand) -> None:
    """Everything a citizen can do that has a step."""
    me = {"chat_id": CHEN, "from_id": CHEN}
    await hand.does("start", from_id=CHEN)
    own = await hand.says(CHEN, "路灯坏了找谁")
    answer = await hand.reads(CHEN, "路灯坏了")
    await hand.does("press", **me, message_id=answer["message_id"], data="ok")
    await hand.does("react", **me, message_id=answer["message_id"], emoji="👍")
    await hand.does("react", **me, message_id=answer["message_id"], emoji=None)
    await hand.does("edit", **me, message_id=own["message_id"], text="路灯修好了")
    await hand.does("contact", **me, own=True)
    await hand.does("contact", **me, own=False, first_name="李雷", phone_number="+8613900000001")
    await hand.does("location", **me, latitude=30.25, longitude=120.5)
    await hand.does("forward", **me, from_chat_id=CHEN, message_id=answer["message_id"])
    await hand.sends(caption="照片在这里", **me)
    await hand.does("delete", chat_id=CHEN, message_id=own["message_id"])
    await hand.says(CHEN, ASK)
    poll = next(one for one in await hand.control.messages(CHEN, after=0) if "poll" in one)
    await hand.does("vote", **me, message_id=poll["message_id"], options=[1])
    await hand.does("block", user_id=CHEN)
    await hand.does("unblock", user_id=CHEN)


PRIVATE_LIFE = [
    "市民甲 starts",
    "市民甲 says: 路灯坏了找谁",
    "市民甲 presses: 好的",
    '市民甲 reacts: {emoji: "👍", to: 路灯坏了找谁}',
    "市民甲 reacts: {emoji: none, to: 路灯坏了找谁}",
    "市民甲 edits: {from: 路灯坏了找谁, to: 路灯修好了}",
    "市民甲 shares: contact",
    '市民甲 shares: {thing: contact, name: 李雷, phone: "+8613900000001"}',
    '市民甲 shares: {thing: location, at: "30.25, 120.5"}',
    "市民甲 forwards: 路灯坏了找谁",
    "市民甲 sends: {file: photo, caption: 照片在这里}",
    "市民甲 deletes: 路灯修好了",
    "市民甲 says: 请问我",
    "市民甲 votes: [下午来]",
    "市民甲 blocks the bot",
    "市民甲 unblocks the bot",
]


async def life_of_the_desk(hand: Hand) -> None:
    """Two clerks in two topics and outside them."""
    group, topics = {"chat_id": STAFF_GROUP}, {}
    for matter in ("水管漏水", "路灯不亮"):
        await hand.says(CHEN, f"{OPEN}{matter}")
        topics[matter] = (await hand.reads(STAFF_GROUP, matter))["message_thread_id"]
    await hand.says(WANG, "水管谁去看看", **group, message_thread_id=topics["水管漏水"])
    await hand.says(WANG, "路灯谁去看看", **group, message_thread_id=topics["路灯不亮"])
    await hand.says(ZHAO, "水管我去看一下", **group, message_thread_id=topics["水管漏水"])
    answer = await hand.reads(STAFF_GROUP, "水管我去看一下")
    await hand.does("press", **group, from_id=WANG, message_id=answer["message_id"], data="ok")
    where = {**group, "from_id": WANG, "message_thread_id": topics["水管漏水"]}
    await hand.sends(caption="看照片就知道", reply_to_message_id=answer["message_id"], **where)
    await hand.says(WANG, "大家早上好", **group)
    await hand.says(ZHAO, "我私下问一句", chat_id=ZHAO)
    private = await hand.reads(ZHAO, "我私下问一句")
    await hand.does("forward", **group, from_id=ZHAO, from_chat_id=ZHAO, message_id=private["message_id"])
    await hand.does("topics", **group, action="delete", message_thread_id=topics["水管漏水"])


LIFE_OF_THE_DESK = [
    "市民甲 says: 请开话题水管漏水",
    "市民甲 says: 请开话题路灯不亮",
    "王敏 looks into: 请开话题水管漏水",
    "王敏 says: 水管谁去看看",
    "王敏 looks into: 请开话题路灯不亮",
    "王敏 says: 路灯谁去看看",
    "赵强 looks into: 请开话题水管漏水",
    "赵强 says: 水管我去看一下",
    "王敏 looks into: 请开话题水管漏水",
    "王敏 presses: 好的",
    "王敏 sends: {file: photo, caption: 看照片就知道, reply to: 水管我去看一下}",
    "王敏 leaves the topic",
    "王敏 says: 大家早上好",
    "赵强 says: {text: 我私下问一句, in: private}",
    "赵强 leaves the topic",
    "赵强 forwards: {message: 我私下问一句, out of: private}",
    "王敏 looks into: 请开话题水管漏水",
    "王敏 deletes the topic",
]


async def without_steps(hand: Hand) -> None:
    """Everything that no step says."""
    me = {"chat_id": CHEN, "from_id": CHEN}
    await hand.does("dice", **me)
    await hand.does("sticker", **me, emoji="🙏")
    await hand.does("poll", **me, question="午饭吃什么", options=["面", "饭"])
    await hand.does("service", **me, fields={"write_access_allowed": {}})
    await hand.does("update", update={"message_reaction_count": {"date": 1}})
    await hand.does("inline", from_id=CHEN, query="指南")
    await hand.does("member", chat_id=STAFF_GROUP, user_id=CHEN, status="member")
    await hand.does("member", chat_id=STAFF_GROUP, user_id=CHEN, status="left")
    await hand.does("join", chat_id=STAFF_GROUP, from_id=CHEN)
    group = await hand.does("chats", title="另一个群", type="group", members=[{"user_id": WANG}])
    await hand.does("say", chat_id=group["id"], from_id=WANG, text="别处的话")
    await hand.does("migrate", chat_id=group["id"])
    await hand.does("deactivate", user_id=CITIZENS[1].id)
    await hand.does("limits", enforce=False)
    await hand.does("webhooks", pace=1.0)
    await hand.does("faults", kind="reset", method="sendPhoto")
    await hand.does("say", **me, text="匿名的话", entities=[{"type": "bold", "offset": 0, "length": 2}])


WITHOUT_STEPS = [
    "市民甲 dice",
    "市民甲 sticker",
    "市民甲 poll",
    "市民甲 service",
    "update",
    "市民甲 inline",
    "市民甲 member",
    "市民甲 member",
    "市民甲 join",
    "chats",
    "王敏 say",
    "migrate",
    "市民乙 deactivate",
    "limits",
    "webhooks",
    "faults",
    "市民甲 say",
]
OFFERED = {"choose", "share", "webapp", "webapp_data", "backstage/kill", "backstage/jump"}
"""What is there only when a bot offers it; these are noted as any other call."""


async def test_what_a_citizen_did_is_a_story_that_comes_out(hand: Hand) -> None:
    await private_life(hand)
    assert steps_of(await hand.saves()) == PRIVATE_LIFE
    await play(hand.control, hand.story())


async def test_what_clerks_did_in_topics_is_seen_by_the_desk_and_comes_out(hand: Hand) -> None:
    await life_of_the_desk(hand)
    lines = await hand.saves()
    assert steps_of(lines) == LIFE_OF_THE_DESK
    seen = [line for line in lines if " sees: " in line]
    assert "desk sees: 请开话题水管漏水" in seen
    assert "赵强 sees: {words: 我私下问一句, in: private}" in seen
    assert not [line for line in seen if line.startswith("王敏")], "what came into the group was for nobody alone"
    await play(hand.control, hand.story())


async def test_the_troubles_and_their_end_are_steps(hand: Hand) -> None:
    await hand.does("faults", kind="500", times=2)
    await hand.does("clock", advance=7200)
    await hand.control.clear_faults()
    assert steps_of(await hand.saves()) == [
        "fault: {kind: server error, times: 2}",
        "time: 2 hours",
        "clear the faults",
    ]
    await play(hand.control, hand.story())


async def test_a_trouble_of_another_strength_is_a_step_and_a_remark(hand: Hand) -> None:
    await hand.does("faults", kind="429", retry_after=9)
    assert steps_of(await hand.saves()) == [
        "fault: {kind: too fast, times: 1}",
        f'{REMARK}faults {{"retry_after": 9}}',
    ]


def test_what_was_too_long_ago_is_said_to_be_missing() -> None:
    recorder = Recorder()
    for _ in range(KEPT + 2):
        recorder.note(Deed("clear", {}, "", 0))
    assert recorder.compose(World(seed=1)).startswith(f"# only the last {KEPT} deeds are here: 2 before")
    recorder.begin()
    assert "forgotten" not in recorder.compose(World(seed=1))


async def test_what_has_no_step_is_remarked_on(hand: Hand) -> None:
    await without_steps(hand)
    lines = [line for line in steps_of(await hand.saves()) if line != "市民甲 says: 匿名的话"]
    assert all(line.startswith(REMARK) for line in lines), lines
    assert [line.removeprefix(REMARK).split(" {")[0] for line in lines] == WITHOUT_STEPS
    hand.story()


async def test_ten_citizens_have_names_of_their_own_and_so_has_the_eleventh(hand: Hand) -> None:
    people = [(await hand.control.do("people", first_name=f"人{n}", role="citizen"))["id"] for n in range(11)]
    for person in people:
        await hand.says(person, f"我是第{person}个人")
    lines = await hand.saves()
    names = lines[lines.index("people:") + 1 : lines.index("steps:")]
    assert names[7:] == ["市民辛: zh-hans", "市民壬: zh-hans", "市民癸: zh-hans", "市民11: zh-hans"]
    assert len(set(names)) == 11
    await play(hand.control, hand.story())


async def test_every_call_that_does_something_was_tried(hand: Hand) -> None:
    for life in (private_life, life_of_the_desk, without_steps):
        await life(hand)
    await hand.does("clock", advance=60)
    calls = {
        route.resource.canonical.removeprefix("/control/")
        for route in create_app(World(seed=1)).router.routes()
        if route.method == "POST" and route.resource and route.resource.canonical.startswith("/control/")
    }
    assert calls - SETTING - hand.calls == OFFERED
    await hand.saves()
    hand.story()
