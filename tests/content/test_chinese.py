"""Traditional Chinese is what people in a hall would write, and wordings are compared by what they say."""

import pytest

from content.chinese import comparable, to_simplified, to_traditional
from content.overrides import product_overrides
from tests.content.packs import Pack

HALL_WORDS = {
    "请到办事窗口": "請到辦事窗口",
    "办事程序": "辦事程序",
    "证明文件": "證明文件",
    "人事档案": "人事檔案",
    "服务对象": "服務對象",
    "户口注销": "戶口註銷",
    "手机应用程序": "手機應用程式",
    "社区审核通过": "社區審核通過",
    "书面声明": "書面聲明",
    "宣告失踪": "宣告失蹤",
    "红头文件": "紅頭文件",
}


@pytest.mark.parametrize(("simplified", "traditional"), HALL_WORDS.items())
def test_words_of_the_hall_are_not_turned_into_words_of_computers(simplified: str, traditional: str) -> None:
    assert to_traditional(simplified, product_overrides()) == traditional


def test_the_longest_override_wins_and_its_result_is_left_alone() -> None:
    overrides = {"窗口": "櫃檯", "辦事窗口": "窗口"}

    assert to_traditional("办事窗口在一号窗口旁", {"視窗": "窗口"}, overrides) == "窗口在一號櫃檯旁"
    assert to_traditional("窗", overrides) == "窗"
    assert to_traditional("户口", {"戶": "A", "戶口": "B", "B": "C"}) == "B"


def test_traditional_is_read_as_simplified() -> None:
    assert to_simplified("辦理戶口遷移") == "办理户口迁移"


@pytest.mark.parametrize("wording", ["領結婚證", "领结婚证！", " 领 结婚 证", "「领结婚证」？"])
def test_script_width_and_punctuation_do_not_count(wording: str) -> None:
    assert comparable(wording) == "领结婚证"


def test_case_and_width_of_letters_do_not_count() -> None:
    assert comparable("ＩＤ Card") == comparable("id-card") == "idcard"


def test_every_text_of_a_pack_gets_its_traditional_form(pack: Pack) -> None:
    pack.write("zh-Hant.yaml", "登記: 登錄\n")

    hall = pack.hall()

    service = hall.service("birth")
    assert service is not None
    assert service.title.zh_hant == "出生登錄"
    assert service.questions[0].options[0].label.zh_hant == "國內"
    assert service.faqs[0].answer.zh_hant == "三天"
    assert hall.facts.areas[0].name.zh_hant == "綜合"


def test_what_the_editor_wrote_in_traditional_stays(pack: Pack) -> None:
    pack.change("services/birth.yaml", "{zh: 出生登记,", "{zh: 出生登记, zh_hant: 報戶口,")

    service = pack.hall().service("birth")

    assert service is not None
    assert service.title.zh_hant == "報戶口"


def test_the_pack_overrides_what_people_would_read_without_it(pack: Pack) -> None:
    assert pack.hall().facts.privacy_contact.zh_hant == "一號窗口"

    pack.write("zh-Hant.yaml", "窗口: 櫃檯\n")

    assert pack.hall().facts.privacy_contact.zh_hant == "一號櫃檯"


def test_an_override_file_of_comments_only_is_fine(pack: Pack) -> None:
    pack.write("zh-Hant.yaml", "# nothing yet\n")

    assert pack.problems() == []


def test_an_override_that_is_no_phrase_is_shown(pack: Pack) -> None:
    pack.write("zh-Hant.yaml", "登記: 登錄\n窗口:\n號: 1\n")

    reason = "is no phrase; write 'phrase: phrase', numbers in quotes"
    assert pack.problems() == [f"zh-Hant.yaml:2: 窗口: {reason}", f"zh-Hant.yaml:3: 號: {reason}"]


def test_an_override_file_that_is_a_list_is_shown(pack: Pack) -> None:
    pack.write("zh-Hant.yaml", "- 登記\n")

    assert pack.problems() == ["zh-Hant.yaml:1: (file): is no list of phrases; write one 'phrase: phrase' a line"]
