"""Questions of citizens to the sample hall: what it knows, and what only sounds like it."""

_OTHERS = """
    孩子上学怎么报名
    孩子上学
    小孩上幼儿园要什么手续
    娃要转学怎么弄
    小學入學報名需要什麼
    how do I enrol my child in school
    护照怎么办
    护照丢了怎么补
    孩子办护照要带什么
    港澳通行证过期了
    hu zhao guo qi le
    renew my passport
    lost passport
    车辆过户
    车子过户要什么材料
    買二手車怎麼過戶
    che liang guo hu
    transfer a car to my wife
    新车上牌
    汽车年检
    驾校报名学车
    交通违章罚款怎么交
    parking permit for residents
    公租房怎么申请
    租房补贴怎么申请
    租房補貼
    公积金贷款怎么办
    公积金买房能贷多少
    housing fund loan
    养老金怎么领
    退休手续怎么办
    yang lao jin
    how do I claim my pension
    工伤认定怎么申请
    生育津贴怎么领
    maternity allowance
    住院费怎么报销
    医院挂号
    社保卡丢了怎么补办
    户口迁移怎么办
    户口迁到外省
    户口本丢了
    改名字要什么手续
    孩子改姓
    change my name
    老人去世怎么销户口
    出生证明丢了
    结婚证丢了怎么补
    收养孩子怎么登记
    养狗要办证吗
    狗证怎么办
    register my dog
    注册公司要什么材料
    注冊公司
    zhu ce gong si
    company registration
    注销个体户
    营业执照丢了怎么补
    变更营业执照地址
    烟草证怎么办
    怎么开发票
    个人所得税退税
    tax return
    残疾证怎么办
    低保怎么申请
    老年卡怎么办
    无犯罪记录证明
    劳动仲裁怎么申请
    公司拖欠工资怎么投诉
    房屋抵押登记
    房子漏水找谁
    buy a house mortgage
    家里停水了
    work permit for foreigners
    出租车司机从业资格证
    导游证怎么考
    教师资格证认定
"""

_MORE = """
    宝宝疫苗接种
    租房押金不退怎么办
    驾照扣分查询
    居住证积分落户
    公积金缴存比例
    公积金账户转移到外地
    身份证号码被冒用
    户口本复印
    结婚彩礼纠纷
    房产证抵押贷款
    二手房中介骗人
    医保药店能买什么药
    失业培训补贴
    宝宝起名
    食品中毒投诉
    婚前财产公证
    孩子抚养权
    医保异地就医备案
    房产税怎么交
    物业费太贵
    开店贷款
    失业登记证明
    个体户报税
    饭店消防检查
    营业执照年报
    户口性质农转非
    身份证照片太丑想重拍
    结婚照去哪里拍
    驾照学车多少钱
    孩子夏令营报名
    baby vaccination
    school for my baby
    sell my car
    rent a flat
    marriage counselling
    driving lessons
    work visa
    medical bill refund
    hukou transfer to another city
    food delivery complaint
    居住证换驾照
    生育保险报销
    产假多少天
    身份证银行卡开户
    旅行结婚
    房屋租赁备案
    拆迁补偿
    宅基地盖房
    食品检测
    户口注销
    hai zi shang xue
    jie hun zheng diu le
    gong ji jin dai kuan
    zhuxiao getihu
    er shou che guo hu
    jia zhao kou fen
    gai ming zi
    tuixiu
    qian hu kou
    shebaoka diule
"""

_OWN = {
    "birth-registration": """
        宝宝刚生下来户口怎么弄
        小孩出生后上户口要哪些东西
        生了个女儿想给她落户
        孩子户口可以跟妈妈吗
        寶寶出生了怎麼報戶口
        baobao shang hukou
        新生儿入户要多久
        put my newborn on the household register
    """,
    "driving-licence": """
        驾照快过期了怎么换新的
        驾驶证马上到期
        駕照過期了還能換嗎
        jiazhao daoqi le
        我的驾照下个月到期
        驾照有效期到了要去哪换
        my driver's licence expires next month
        驾驶正换证
    """,
    "food-licence": """
        想开一家奶茶店要什么许可
        餐馆的食品许可证怎么办
        开个小饭馆需要什么证件
        開餐廳要申請什麼牌照
        shipin jingying xuke
        卖零食要不要办证
        licence to open a restaurant
        食品经营许可正
    """,
    "housing-fund-rent": """
        租房可以取公积金吗
        公积金怎么拿出来交房租
        租房提取公積金要什麼資料
        zufang tiqu gongjijin
        用公积金付房租
        房租能用公积金吗
        use my housing fund to pay rent
        公基金租房题取
    """,
    "id-card": """
        身份证弄丢了怎么办
        身份证掉了去哪补
        身分證過期了
        shenfenzheng guoqi le
        补一张身份证要多久
        身份证被偷了想重新办一个
        my ID card has expired
        身份正补办
    """,
    "marriage": """
        想和女朋友登记结婚
        结婚证怎么领
        領結婚證要帶什麼
        jiehun dengji
        办结婚证要不要户口本
        两个人都是外地的能在这领证吗
        离婚怎么办
        离婚要带什么
        we want to get married next week
        How do I get a divorce
    """,
    "medical-insurance": """
        没有工作怎么交医保
        给孩子买医保
        居民醫保怎麼參保
        jumin yibao zenme jiao
        城乡居民医疗保险怎么办理
        宝宝医保怎么办
        医保一年多少钱
        enrol in medical insurance
    """,
    "pregnancy-registration": """
        怀孕了要办准生证吗
        二胎要不要登记
        懷孕登記怎麼辦
        shengyu dengji
        生育登记在哪办
        准生正
        register my pregnancy
    """,
    "property-transfer": """
        买了二手房怎么过户
        房子过户给儿子
        二手房過戶要交多少稅
        fangzi guohu
        继承父母的房子
        卖房子怎么过户
        房贷还没还完能卖房过户吗
        transfer the house to my son
    """,
    "residence-permit": """
        外地人想办居住证
        居住证到期了怎么续
        居住證怎麼申請
        juzhuzheng zenme ban
        租房子能办居住证吗
        居住正
        居住证签注在哪里
        apply for a residence permit
    """,
    "sole-trader": """
        摆地摊要办执照吗
        开网店要营业执照吗
        個體戶怎麼註冊
        getihu zhuce
        想开个小卖部要什么手续
        办个体营业执照
        注册个体工商户要钱吗
        how do I get a business licence for my shop
    """,
    "unemployment-benefit": """
        被公司辞退了能领失业金吗
        失业了可以领多少钱
        失業金怎麼申請
        shiyejin zenme ling
        公司裁员了有补偿金领吗
        失业补助怎么领
        失业金领多长时间
        can I get unemployment benefit
    """,
}


def _lines(written: str) -> tuple[str, ...]:
    return tuple(map(str.strip, written.strip().splitlines()))


OTHERS = _lines(_OTHERS)
"""The hall has no guide for any of these."""

MORE_OTHERS = _lines(_MORE)
"""Nor for these; they lean on words that are in no list of the search."""

OWN = tuple((question, service) for service, written in _OWN.items() for question in _lines(written))
"""Free wordings of what the hall has, each with the id of its service."""
