"""Everyday words and what they mean at a hall: the only vocabulary the search brings along.

General language only. How people call one hall's services stands in that hall's pack, as aliases.
"""

_CONCEPTS = """
set-up: 设立、开办、新办、新设、成立、创办、开业、开店、筹建、开个、开家、开一家、办个、办一个、想开、set up、
    open、start、found、establish、establishment、注册、register、registering
register: 登记、注册、备案、报备、上户口、落户、register、registration、registering、filing
change: 变更、更改、改名、更名、更正、修改、改一下、换成、搬家、搬到、change、changing、update、correct、
    correction
renew: 延续、延期、续期、续签、续办、换证、换发、换领、到期、过期、快到期、有效期满、renew、renewal、expired、
    expiring、extend、extension
replace: 补办、补发、补领、补证、遗失、丢失、丢了、弄丢、掉了、不见了、找不到、损坏、坏了、破损、被偷、lost、
    lose、stolen、replace、replacement、reissue、damaged、挂失
cancel: 注销、撤销、取消、关店、关门、停业、歇业、不干了、不做了、不开了、关掉、退出、cancel、cancellation、
    close、closing、deregister、deregistration、dissolve
look-up: 查询、查一下、查看、怎么查、调取、查阅、查档、核验、look up、check、query
permit: 许可、审批、批准、核准、报批、permit、permission、approval、licence、license
assess: 认定、鉴定、评定、评估、assess、assessment、appraisal、recognition
transfer: 过户、转移、转让、转出、转入、转到、transfer
refund: 退款、退费、退钱、退税、退还、退回、refund
reimburse: 报销、reimburse、reimbursement、claim
complain: 投诉、举报、申诉、异议、不服、复核、complain、complaint、appeal、objection
dispute: 纠纷、争议、仲裁、调解、吵、dispute、arbitration、mediation
pay-in: 缴费、缴纳、交费、交钱、补缴、pay、payment、contribution、contributions
book: 预约、挂号、appointment、book、booking
subsidy: 补贴、补助、津贴、奖励、资助、救助、subsidy、allowance、grant
loan: 贷款、借钱、借款、loan、mortgage
tax: 税、税务、纳税、缴税、报税、tax、taxes
baby: 新生儿、出生、孩子、小孩、娃、娃娃、宝宝、婴儿、刚生、baby、child、newborn、birth
old: 老人、老年、老年人、高龄、敬老、elderly、senior、seniors
disabled: 残疾、残疾人、disabled、disability
death: 死亡、去世、过世、身故、走了以后、死了、death、died、deceased
marry: 结婚、婚姻、领证、扯证、marry、marriage、married、wedding
divorce: 离婚、divorce
student: 学生、大学生、高校毕业生、毕业生、student、students、graduate
jobless: 失业、下岗、没工作、被裁、无业、unemployed、unemployment
job: 就业、工作、岗位、上班、找工作、招聘、求职、job、employment、work
retire: 退休、养老、养老金、retire、retirement、pension
veteran: 退役、退伍、军人、当兵、veteran
foreign: 外国人、境外、涉外、外籍、foreigner、foreign
company: 企业、公司、company、enterprise、business、firm
self-employed: 个体、个体户、个体工商户、摆摊、小店、小生意、sole trader、self-employed
business-licence: 营业执照、执照、business licence、business license
branch: 分公司、分店、分支机构、分所、branch、branch office
shop: 商店、门店、店铺、开店、店、shop、store
household: 户口、户籍、上户口、落户、入户、hukou、household
identity-card: 身份证、居民身份证、id card、identity card
residence: 居住证、暂住证、居住、residence permit、residence
passport: 护照、passport
house: 房屋、房子、住房、房产、买房、住宅、house、housing、flat、apartment、home
rent: 租赁、出租、租房、租金、租、rent、rental、lease、tenant
property: 不动产、房产证、房本、产权、property、real estate
vehicle: 车辆、机动车、汽车、车子、小车、轿车、车、car、vehicle、cars、vehicles
repair: 维修、修理、修、repair、repairs
driving: 驾驶证、驾照、驾驶、driving、driver
medical: 医疗、看病、治病、医院、就医、门诊、住院、诊所、医、medical、hospital、clinic、doctor
health-insurance: 医保、医疗保险、medical insurance、health insurance
social-insurance: 社保、社会保险、social insurance、social security
provident-fund: 公积金、住房公积金、provident fund、housing fund
injury: 工伤、受伤、work injury、injury
food: 食品、餐饮、餐馆、饭店、饭馆、小吃、吃的、food、restaurant、catering、canteen
medicine: 药品、药店、药房、卖药、药、pharmacy、medicine、drug、drugs
school: 学校、上学、入学、读书、学籍、转学、幼儿园、school、enrolment、kindergarten
training: 培训、学习班、技能、training
building: 建设、施工、工地、建筑、盖房、建房、修房、construction、building
archive: 档案、archive、archives、records
certificate: 证书、证明、证件、certificate、proof
invoice: 发票、开票、invoice
name: 姓名、名字、改名、更名、起名、name
move: 搬家、搬到、迁移、迁入、迁出、迁户口、迁过来、moving、move、relocate、relocation
stall: 摆摊、摊贩、摊位、地摊、stall、vendor
poor: 低保、低收入、最低生活保障、困难、家里穷、生活困难、low income、hardship
phone: 手机、手机号、电话号码、号码、phone、mobile
password: 密码、口令、password、pin
account: 账户、账号、帐户、开户、银行卡、储蓄卡、account
send-money: 转账、汇款、打钱、打款、汇钱、transfer money、send money、remittance
currency: 外币、外汇、购汇、换汇、美元、美金、currency、exchange
credit-card: 信用卡、credit card
limit: 限额、额度、上限、limit、quota
instalment: 分期、慢慢还、instalment、installment
pay-back: 还款、还清、结清、还贷、repay、repayment、pay off
savings: 存款、定期、活期、存折、存单、deposit、savings
farm: 农业、农村、种地、农民、farm、farming、rural、farmer
"""


def _table(written: str) -> dict[str, tuple[str, ...]]:
    lines = written.strip().replace("、\n", "、").splitlines()
    return {name: tuple(map(str.strip, words.split("、"))) for name, words in (line.split(":") for line in lines)}


CONCEPTS = _table(_CONCEPTS)
"""Name -> words, Simplified Chinese or lower-case English; a text with any of them speaks of that concept."""

ACTIONS = frozenset({"set-up", "change", "renew", "replace", "cancel", "look-up", "transfer"})
"""Concepts that tell near twins apart: the same licence is applied for, changed, renewed, replaced, cancelled."""

DEFAULT_ACTION = frozenset({"set-up"})
"""What people mean who name no action."""

_POLITE = """
    请问一下 请问 你好 您好 麻烦 帮我 帮忙 谢谢 多谢 想问一下 想问 问一下 咨询一下 想咨询 我想要 我想 我要 想要
    需要准备 需要带 需要 应该 怎么办理 怎么办 怎么弄 怎么申请 怎么 如何 要带什么材料 要带什么 带什么材料 带什么
    要什么材料 要什么手续 要什么 什么材料 哪些材料 什么手续 办什么手续 哪些手续 准备什么 准备哪些 要哪些 有哪些
    可以吗 行不行 能不能 可不可以 是什么 在哪里办 在哪办 去哪里办 去哪办 哪里办 怎样 咋办 咋 要不要 多谢啦
"""

POLITE = tuple(_POLITE.split())
"""Said around a question; they never tell one guide from another."""

_ASPECTS = """
    多少钱 收费 费用 要钱吗 免费 多久 多长时间 几天 什么时候 几点 几号 多大 哪些人 条件 流程 步骤 地址 地点 电话 在哪
    网上 线上 代办 本人 材料 证件 手续 资料 复印件 东西
"""

ASPECTS = tuple(_ASPECTS.split())
"""What can be asked about every guide: it says which part of one is wanted, hardly which one."""

LIGHT = frozenset(
    "的了吗呢吧啊呀嘛么我你您他她它们这那哪个是有没不在到给和跟与及或想要去来把被让得着过还就都也很再又能可以会该为从对于什怎"
    "办理申请上下里外"
)
"""Characters that carry little meaning of their own, so that leaving them unmatched costs little."""

_ENGLISH_STOP = """
    a about am an and any application apply are at be bring by can could did do documents does for from get
    getting has have he hello here hi how i if in is it like long many materials me much must my need needed
    needs of on or our please she should some take thank thanks that the there this to want we what when where
    which who will with would you your
"""

ENGLISH_STOP = frozenset(_ENGLISH_STOP.split())
"""English words that never tell one guide from another."""
