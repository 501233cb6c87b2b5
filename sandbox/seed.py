"""The demo's people: three citizens, two clerks and the staff group of the sample hall."""

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


def populate(world: World) -> None:
    """Fill an empty world with the demo's people and group; every bot, known or yet to come, rules the group."""
    for person in (*CITIZENS, *CLERKS):
        world.add_person(replace(person, started=set(), blocked=set()))
    group = Chat(id=STAFF_GROUP, type="supergroup", title="办事大厅值班组", is_forum=True)
    group.members = {CLERKS[0].id: Member(CREATOR), CLERKS[1].id: Member(MEMBER)}
    world.add_group(group)
    tell_chat(world, group)
    world.on_new_bot = partial(join_staff_group, world)
    for bot in world.bots.values():
        join_staff_group(world, bot)


def join_staff_group(world: World, bot: Bot) -> None:
    """Make a bot administrator of the staff group, by the group's creator."""
    set_member(world, world.groups[STAFF_GROUP], bot.id, status=ADMINISTRATOR, by=CLERKS[0].id)
