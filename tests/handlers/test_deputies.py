"""Staff say in private that they are away and who stands in; the colleague finds it on their desk; then they return."""

from domain.people import Role
from tests.handlers.hall import asks_staff, card_in, files_complaint
from tests.kit.people import Clerk, words_of
from tests.kit.town import Town


async def plans(clerk: Clerk, *presses: str) -> None:
    """Press or type what is asked for, step by step."""
    for what in presses:
        if any(what in label for label in await clerk.sees()):
            await clerk.presses(what)
        else:
            await clerk.says(what)


async def test_somebody_leaves_from_now_on_and_their_case_is_done_in_their_place(town: Town) -> None:
    wang, li, chen = await town.clerk(), await town.clerk("李雷"), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")

    await wang.says("/away")
    assert "您从哪天起不在" in await wang.reads()
    await wang.presses("今天（12月2日）")
    assert "到哪天为止" in await wang.reads()
    await wang.presses("12月4日（周五）")
    assert "请谁代办" in await wang.reads()
    await wang.presses("李雷（0）")
    assert "您不在：2026年12月2日 至 2026年12月4日" in await wang.reads()
    assert "请您代" not in await li.reads()
    await wang.presses("✅ 确认")
    assert "由 李雷 代您办理" in await wang.reads()

    assert "12月2日（周三） 至 12月4日（周五），请您代 王敏 办理" in await li.reads()
    await li.presses("我经办的")
    assert "· 代 王敏" in await li.reads()
    await li.presses("1 ZX")
    assert "经办：王敏（不在，李雷 代办至 12月4日（周五））" in await li.reads()
    await li.says("/desk")
    assert "您代 王敏 办理，至 12月4日（周五）" in await li.reads()
    await wang.says("/desk")
    assert "您现在不在，李雷 代办至 12月4日（周五）" in await wang.reads()

    await li.presses_in_topic("正式答复")
    await li.writes_in_topic("带户口簿就行。")
    await li.presses_in_topic("发给市民")
    assert "带户口簿就行。" in await chen.reads()
    assert "李雷" not in await chen.reads_all()
    await chen.says("那照片呢？", reply_to=(await chen.said_by_bot())[-1]["message_id"])
    assert "经办：王敏（不在，李雷 代办至" in words_of(await card_in(town))


async def test_whoever_is_back_says_so_and_at_once_everything_is_theirs(town: Town) -> None:
    wang, li, chen = await town.clerk(), await town.clerk("李雷"), await town.citizen()
    await asks_staff(chen)
    await wang.presses_in_topic("我来接手")
    await wang.says("/back")
    assert "您没有登记离开" in await wang.reads()
    await wang.says("/away")
    await plans(wang, "今天", "明天", "李雷", "确认")

    await wang.says("/back")
    assert "欢迎回来" in await wang.reads()
    assert "不用再代 王敏 办理了" in await li.reads()
    await li.presses_in_topic("正式答复")
    assert "王敏" in li.toast
    await li.says("/desk")
    assert "现在没有要办的事" in await li.reads()


async def test_days_can_be_typed_and_what_is_none_is_asked_for_again(town: Town) -> None:
    wang, li = await town.clerk(), await town.clerk("李雷")
    await wang.says("/away")
    await wang.says("下周吧")
    assert "没有看懂这个日期" in await wang.reads()
    await wang.says("12月7日")
    await wang.says("12-01")
    assert "日期不合适" in await wang.reads()
    await wang.says("12/11")
    await wang.says("李雷吧")
    assert "请谁代办" in await wang.reads()
    await plans(wang, "李雷（0）", "确认")
    assert "12月7日（周一） 至 12月11日（周五）" in await li.reads()
    await wang.says("/away")
    assert "您已安排离开" in await wang.reads()
    await wang.presses("取消这次安排")
    assert "已取消" in await wang.reads()
    assert "不用再代 王敏 办理了" in await li.reads()


async def test_a_supervisor_says_it_of_a_clerk_who_is_ill_with_a_reason(town: Town) -> None:
    wang, li, sun = await town.clerk(), await town.clerk("李雷"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await sun.says("/away")
    await sun.presses("替同事安排")
    await plans(sun, "王敏", "今天", "明天", "李雷")
    assert "请写原因" in await sun.reads()
    await sun.says("急性肠胃炎")
    assert "原因：急性肠胃炎" in await sun.reads()
    assert "急性肠胃炎" not in await wang.reads()
    await sun.presses("确认")
    for somebody in (wang, li):
        assert "孙莉" in await somebody.reads()
        assert "原因：急性肠胃炎" in await somebody.reads()

    await sun.says("/away")
    await plans(sun, "替同事安排", "🏖 王敏", "王敏 回来了")
    assert "王敏 回来了，李雷 不再代办" in await sun.reads()
    assert "重新发给您" in await wang.reads()


async def test_a_clerk_plans_for_nobody_else(town: Town) -> None:
    wang = await town.clerk()
    await town.clerk("李雷")
    await wang.says("/away")
    assert not any("替同事" in label for label in await wang.sees())


async def test_who_takes_no_care_of_cases_finds_no_such_commands(town: Town) -> None:
    chen, auditor = await town.citizen(), await town.clerk("韩梅", role=Role.AUDITOR)
    await chen.says("/no_such_command")
    unknown = await chen.reads()
    for command in ("/away", "/back"):
        for somebody in (chen, auditor):
            await somebody.says(command)
            assert await somebody.reads() == unknown.replace("/no_such_command", command)
    await auditor.says("/desk")
    assert not any("离开" in label for label in await auditor.sees())


async def test_only_what_was_seen_last_is_confirmed_and_once(town: Town) -> None:
    wang, li, sun = await town.clerk(), await town.clerk("李雷"), await town.clerk("孙莉", role=Role.SUPERVISOR)
    await sun.says("/away")
    await plans(sun, "替同事安排", "王敏", "今天", "明天", "李雷", "生病")
    old = (await sun.said_by_bot())[-1]
    await sun.says("家里有事")
    await sun.presses("确认", message_id=old["message_id"])
    assert "请您代" not in await li.reads()
    await sun.presses("确认")
    await sun.says("/away")
    assert "原因：家里有事" in await li.reads()
    assert (await li.reads_all()).count("请您代") == 1
    assert (await wang.reads_all()).count("替您安排") == 1


async def test_whoever_goes_elsewhere_while_planning_has_planned_nothing(town: Town) -> None:
    wang, li = await town.clerk(), await town.clerk("李雷")
    await wang.says("/away")
    await plans(wang, "今天", "明天", "李雷")
    await wang.says("首页")
    await wang.says("12-05")
    assert "请您代" not in await li.reads()


async def test_reminders_reach_the_deputy_on_their_phone(town: Town) -> None:
    wang, li = await town.clerk(), await town.clerk("李雷")
    await files_complaint(await town.citizen())
    await wang.presses_in_topic("我来接手")
    await wang.says("/away")
    await plans(wang, "今天", "12月4日", "李雷", "确认")
    before = await wang.reads_all()
    await town.later(days=1)
    assert "经办：王敏（不在，由您代办）" in await li.reads()
    assert await wang.reads_all() == before


async def test_danger_is_told_to_whoever_stands_in_too(town: Town) -> None:
    wang, li, chen = await town.clerk(), await town.clerk("李雷"), await town.citizen()
    await files_complaint(chen)
    await wang.presses_in_topic("受理")
    await wang.says("/away")
    await plans(wang, "今天", "12月4日", "李雷", "确认")
    await chen.says("我真的不想活了", reply_to=(await chen.said_by_bot())[-1]["message_id"])
    for one in (wang, li):
        assert "🆘" in await one.reads()


async def test_it_speaks_the_language_of_whoever_reads_it(town: Town) -> None:
    wang, li = await town.clerk(), await town.clerk("李雷")
    await li.says("English")
    await wang.says("/away")
    await plans(wang, "今天", "明天", "李雷", "确认")
    assert "Wed 2 Dec to Thu 3 Dec you stand in for 王敏" in await li.reads()
