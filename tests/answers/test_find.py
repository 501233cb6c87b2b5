"""What people ask, and which guide they get."""

import time
from dataclasses import replace

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.abstain import CONFIDENT_AT
from answers.index import GUESSES, build_index, find
from answers.models import FaqWording, Guide, Verdict
from tests.answers.small_hall import BIRTH, GUIDES, LIBRARY, MARRIAGE

INDEX = build_index(GUIDES)
TO_TRADITIONAL = opencc.OpenCC("s2t")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_a_title_finds_its_own_guide_with_confidence(guide: Guide) -> None:
    finding = find(INDEX, guide.title)

    assert finding.guesses[0].guide_id == guide.id
    assert finding.verdict is Verdict.CONFIDENT


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("孩子上户口要带什么", "birth"),
        ("刚生了娃怎么落户", "birth"),
        ("请问我想砍树要办什么手续", "trees"),
        ("想开个小饭馆", "shop-new"),
        ("小餐饮店登记证", "shop-new"),
        ("餐饮店的登记证弄丢了", "shop-lost"),
        ("小餐饮登记证快到期了", "shop-renew"),
        ("小餐饮店搬家了", "shop-change"),
        ("餐饮店不干了，登记证怎么处理", "shop-cancel"),
        ("居住正申领", "residence-permit"),  # a homophone
        ("结婚灯记", "marriage"),  # a homophone
        ("游泳泳馆许可", "pool"),  # a character twice
        ("图书馆借证", "library"),  # a character too few
        ("圖書館借書證", "library"),
        ("遊泳場所衛生許可", "pool"),
        ("ｌｉｂｒａｒｙ ｃａｒｄ", "library"),
        ("jie hun deng ji", "marriage"),
        ("tushuguanjieshuzheng", "library"),
        ("kan shu", "trees"),
        ("Jūzhù zhèng", "residence-permit"),
        ("办个juzhuzheng", "residence-permit"),
        ("how do I get a library card?", "library"),
        ("register my newborn", "birth"),
        ("swimming pools", "pool"),
        ("we want to get married", "marriage"),
    ],
)
def test_a_question_finds_its_guide(query: str, expected: str) -> None:
    finding = find(INDEX, query)

    assert finding.guesses[0].guide_id == expected
    assert finding.verdict is not Verdict.NOTHING


@pytest.mark.parametrize(
    "query",
    [
        "今天天气怎么样",
        "给我讲个笑话",
        "红烧肉怎么做",
        "附近有什么好吃的",
        "股票明天会涨吗",
        "你好",
        "谢谢",
        "在吗",
        "哈哈哈",
        "jintian tianqi zenmeyang",
        "how are you",
        "tell me a joke",
        "",
        "   \n",
        "😀😀👍",
        "？？？！！！",
        "\x00\ud800",
        "啊" * 5_000,
    ],
)
def test_small_talk_and_foreign_matters_go_to_staff(query: str) -> None:
    assert find(INDEX, query).verdict is Verdict.NOTHING


def test_a_question_that_fits_two_guides_alike_is_asked_back() -> None:
    schools = (Guide(id="primary", title="小学入学报名"), Guide(id="middle", title="中学入学报名"), *GUIDES)

    finding = find(build_index(schools), "入学报名")

    assert finding.verdict is Verdict.UNSURE
    assert {guess.guide_id for guess in finding.guesses[:2]} == {"primary", "middle"}


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("孩子上学", "birth"),  # an everyday word no guide has
        ("图书馆蜂蜜批发", "library"),  # a word nobody has heard of here
        ("library honey wholesale", "library"),
        ("馆许可", "pool"),  # a scrap of a wording
    ],
)
def test_a_question_about_more_than_the_guide_is_never_answered_with_confidence(query: str, nearest: str) -> None:
    finding = find(INDEX, query)

    assert finding.guesses[0].guide_id == nearest
    assert finding.verdict is not Verdict.CONFIDENT
    assert finding.confidence < CONFIDENT_AT


def test_the_question_of_a_guide_is_named_by_any_of_its_wordings() -> None:
    for wording in ("晚报了要罚款吗", "过了一个月还能报户口吗", "過了一個月還能報戶口嗎"):
        guess = find(INDEX, wording).guesses[0]

        assert (guess.guide_id, guess.faq) == ("birth", 1)


def test_a_question_near_the_title_means_the_whole_guide() -> None:
    assert find(INDEX, "新生儿出生登记").guesses[0].faq is None


def test_of_an_alias_and_a_question_alike_the_one_spelled_more_like_it_is_meant() -> None:
    assert find(INDEX, "孩子上户口").guesses[0].faq is None
    assert find(INDEX, "孩子上户口要带什么").guesses[0].faq == 0


def test_a_long_story_is_read_from_its_beginning() -> None:
    assert find(INDEX, "我想办图书馆借书证。" + "😀" * 5_000).guesses[0].guide_id == "library"


def test_of_two_equal_guides_the_earlier_one_comes_first() -> None:
    twins = (replace(MARRIAGE, id="a"), replace(MARRIAGE, id="b"))

    for order in (twins, twins[::-1]):
        finding = find(build_index(order), "结婚登记")
        assert [guess.guide_id for guess in finding.guesses] == [guide.id for guide in order]
        assert finding.verdict is Verdict.UNSURE


def test_at_most_ten_guesses_come_back() -> None:
    crowd = [replace(LIBRARY, id=f"library-{number}") for number in range(30)]

    assert len(find(build_index(crowd), "借书证").guesses) == GUESSES


def test_an_empty_hall_knows_nothing() -> None:
    assert find(build_index(()), "结婚登记").verdict is Verdict.NOTHING


def test_a_guide_without_readable_words_harms_nobody() -> None:
    index = build_index((Guide(id="odd", title="☆", aliases=("", "…"), faqs=(FaqWording(0, "？"),)), BIRTH))

    assert find(index, "孩子上户口").guesses[0].guide_id == "birth"


def test_more_than_a_thousand_near_twins_are_indexed_and_searched_quickly() -> None:
    matters = [f"{place}{matter}" for place in "东西南北中" for matter in ("供水", "供电", "排污", "采石", "养鱼")]
    deeds = ("申请", "变更", "延续", "补办", "注销")
    guides = [
        Guide(id=f"g{n}-{deed}", title=f"{matter}许可证{deed}（{n}类）", body="受理部门：综合窗口")
        for n, matter in enumerate(matters * 9)
        for deed in deeds
    ]
    queries = [f"{matter}的证丢了要怎么{deed}" for matter in matters for deed in deeds]

    started = time.process_time()
    index = build_index(guides)
    built = time.process_time() - started
    started = time.process_time()
    for query in queries:
        find(index, query)
    each = (time.process_time() - started) / len(queries)

    assert len(guides) > 1_000
    assert built < 3  # about 0.2 s on one core of an ordinary machine, with room for a busy one
    assert each < 0.025  # about 1.5 ms


@given(st.text(max_size=300) | st.text(alphabet="孩子上户口登记证丢了library kanshu，。😀", max_size=80))
def test_any_text_gets_a_well_formed_finding(query: str) -> None:
    finding = find(INDEX, query)

    scores = [guess.score for guess in finding.guesses]
    assert 0 <= finding.confidence <= 1
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({guess.guide_id for guess in finding.guesses}) == len(scores) <= GUESSES
    assert finding.guesses or finding.verdict is Verdict.NOTHING
    assert finding == find(INDEX, query)


@given(
    st.lists(
        st.sampled_from(["孩子", "户口", "登记", "餐饮店", "图书馆", "砍树", "结婚", "许可", "丢了", "怎么办", "吗"])
    )
)
def test_traditional_script_finds_the_same(words: list[str]) -> None:
    query = "".join(words)

    assert find(INDEX, TO_TRADITIONAL.convert(query)) == find(INDEX, query)
