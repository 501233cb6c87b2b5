"""The demo's people: three citizens, two clerks, a supervisor and the staff group of the sample hall."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sandbox.chats import ADMINISTRATOR, CREATOR, MEMBER, Chat, Member
from sandbox.membership import set_member, tell_chat
from sandbox.people import Bot, Person
from sandbox.world import World

STAFF_GROUP = -1001000000001
CITIZENS = (
    Person(1001, "陈晓", username="chenxiao", language_code="zh-hans", phone="+8613800001001", role="citizen"),
    Person(1002, "林佳", username="linjia", language_code="zh-hant", phone="+8613800001002", role="citizen"),
    Person(
        1003,
        "Alex",
        last_name="Morgan",
        username="alexmorgan",
        language_code="en",
        phone="+8613800001003",
        role="citizen",
    ),
)
CLERKS = (
    Person(2001, "王敏", username="wangmin", language_code="zh-hans", phone="+8613800002001", role="clerk"),
    Person(2002, "赵强", username="zhaoqiang", language_code="zh-hans", phone="+8613800002002", role="clerk"),
)
SUPERVISOR = Person(2003, "孙莉", username="sunli", language_code="zh-hans", phone="+8613800002003", role="clerk")
"""To the page somebody who works here, as clerks do."""
STAFF = (*CLERKS, SUPERVISOR)


def staff_group() -> Chat:
    """The group of the sample hall, as it is at first."""
    founders = {CLERKS[0].id: CREATOR} | {person.id: MEMBER for person in STAFF[1:]}
    return Chat(id=STAFF_GROUP, type="supergroup", title="办事大厅值班组", is_forum=True, founders=founders)


def groups_to_keep(world: World) -> list[Chat]:
    """The groups of the demo with the numbers they have by now, for ``populate`` after a reset: bots remember these."""
    return [chat for chat in world.groups.values() if chat.founders]


def populate(world: World, *, groups: Sequence[Chat] = ()) -> None:
    """Fill an empty world with the demo's people and groups; every bot, known or yet to come, rules the groups."""
    for person in (*CITIZENS, *STAFF):
        world.add_person(replace(person, started=set(), blocked=set()))
    for old in groups or [staff_group()]:
        group = Chat(id=old.id, type=old.type, title=old.title, is_forum=old.is_forum, founders=old.founders)
        group.migrated_to = old.migrated_to
        group.members = {person: Member(status) for person, status in old.founders.items() if person in world.people}
        world.add_group(group)
        tell_chat(world, group)
    world.on_new_bot = partial(join_groups, world)
    for bot in world.bots.values():
        join_groups(world, bot)


def join_groups(world: World, bot: Bot) -> None:
    """Make a bot administrator of the demo's groups, by the first of those who were there before it."""
    for group in groups_to_keep(world):
        if group.migrated_to:
            group.members[bot.id] = Member(ADMINISTRATOR)
        else:
            set_member(world, group, bot.id, status=ADMINISTRATOR, by=next(iter(group.members)))
