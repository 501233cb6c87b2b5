"""A small hall to search in, written for these tests."""

from answers.models import FaqWording, Guide

LICENCE_NEW = Guide(id="shop-new", title="小餐饮店登记证申请", aliases=("开小饭馆", "Registering a small restaurant"))
LICENCE_CHANGE = Guide(id="shop-change", title="小餐饮店登记证变更")
LICENCE_RENEW = Guide(id="shop-renew", title="小餐饮店登记证延续")
LICENCE_LOST = Guide(id="shop-lost", title="小餐饮店登记证补办")
LICENCE_CANCEL = Guide(id="shop-cancel", title="小餐饮店登记证注销")

BIRTH = Guide(
    id="birth",
    title="新生儿出生登记",
    aliases=("孩子上户口", "Registering a newborn's residence"),
    category="户籍",
    body="宝宝出生后，到户籍窗口办理出生登记。",
    faqs=(
        FaqWording(faq=0, wording="孩子上户口要带什么"),
        FaqWording(faq=1, wording="晚报了要罚款吗"),
        FaqWording(faq=1, wording="过了一个月还能报户口吗"),
    ),
)
RESIDENCE_PERMIT = Guide(
    id="residence-permit", title="居住证申领", aliases=("暂住证", "Residence permit"), body="离开户口所在地住满半年。"
)
LIBRARY = Guide(id="library", title="图书馆借书证办理", aliases=("借书卡", "Library card"), body="免费，当场领取。")
TREES = Guide(id="trees", title="砍伐城市树木审批", aliases=("砍树", "Felling a tree in town"))
MARRIAGE = Guide(id="marriage", title="结婚登记", aliases=("领结婚证", "Getting married"))
POOL = Guide(id="pool", title="游泳场所卫生许可", aliases=("游泳馆许可", "Swimming pool hygiene permit"))

GUIDES = (
    LICENCE_NEW,
    LICENCE_CHANGE,
    LICENCE_RENEW,
    LICENCE_LOST,
    LICENCE_CANCEL,
    BIRTH,
    RESIDENCE_PERMIT,
    LIBRARY,
    TREES,
    MARRIAGE,
    POOL,
)
