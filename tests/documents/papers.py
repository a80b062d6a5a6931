"""One paper of every kind, fictional, with the names and lengths that make trouble."""

from dataclasses import replace
from datetime import date

from catalogue.source import shipped_catalogue
from documents.render import letter, licence, notice, opinion, receipt, sample, service, statement
from documents.render.imprint import Imprint

#: Rare characters of real names; the last two lie beyond the basic plane.
RARE = "䶮㛃垚翀燚𫖯𬱖"
PAYLOADS = (
    "<b>未闭合",
    '<img src="/etc/passwd"/>',
    '<a href="javascript:alert(1)">点我</a>',
    "<para><font color=red>",
    "&lt;&amp;&#60;",
    "</para>]]><!--",
    "{{ 7*7 }} {% debug %} ${7*7}",
    '=HYPERLINK("http://x")',
    "(paren) \\n \\0 ) Tj ET",
)

IMPRINT = Imprint(
    number="JX-203-360113-2026-000123",
    token="4uFz9wKq2RtYb7NcXe3mHa",
    site="https://bingshen.example.cn",
    issued_on=date(2026, 11, 23),
    sample=True,
)
PROJECT = "示例产业园锂电池正极材料前驱体项目（一期）1#—6#厂房、研发楼及配套设施"
CODE = "2609-360113-04-01-123456"
HOLDER = f"江西{RARE}新能源材料有限公司"
HOLDER_CODE = "91360100MA35H1XY0N"
BUREAU = "示例市红谷滩区行政审批局"
CONDITIONS = (
    "严格按照经审定的总平面图（图号：ZP-01～ZP-06）和本证附图实施，未经原审批机关同意不得变更。",
    "建筑退让道路红线、用地红线的距离，应当符合规划条件（示自然资规条〔2026〕18号）的规定；",
    "海绵城市设施与主体工程同时设计、同时施工、同时投入使用。",
    "配建停车位不少于312个，其中充电桩车位不少于15%。",
    "开工前应当申请放线、验线，验线合格后方可施工。",
    "施工现场应当设置“建设工程规划公示牌”，公示本证及附图。",
    "地下管线应当先行迁改、保护，避免“马路拉链”。",
    "有效期内未取得施工许可的，应当在有效期届满30日前申请延续。",
    "竣工后应当申请规划核实；未经核实或者核实不合格的，不得组织竣工验收。",
)

LICENCE = licence.Licence(
    heading="中华人民共和国",
    title="建设工程规划许可证",
    statement="根据《中华人民共和国土地管理法》《中华人民共和国城乡规划法》第四十条和国家有关规定，"
    "经审核，本建设工程符合国土空间规划和用途管制要求，颁发此证。",
    holder=HOLDER,
    holder_code=HOLDER_CODE,
    project_name=PROJECT,
    project_code=CODE,
    issuer=BUREAU,
    decided_on=date(2026, 11, 23),
    rows=(
        ("建设位置", "示例市红谷滩区，东至龙兴大街、南至㙍上路、西至规划支路、北至翀燚大道"),
        ("建设规模", "总建筑面积 86,420.55 ㎡，其中地上 71,300.00 ㎡、地下 15,120.55 ㎡"),
    ),
    conditions=CONDITIONS[:3],
    notes=("未经发证机关审核同意，本证的各项规定不得随意变更。",),
    valid_from=date(2026, 11, 23),
    valid_until=date(2027, 11, 22),
)
LONG_LICENCE = replace(
    LICENCE,
    title="房屋建筑和市政基础设施工程建筑起重机械使用登记证明",
    project_name=PROJECT * 3,
    conditions=CONDITIONS,
)
RECEIPT = receipt.Receipt(
    office="示例市红谷滩区政务服务中心综合窗口",
    applicant=HOLDER,
    applicant_code=HOLDER_CODE,
    project_name=PROJECT,
    project_code=CODE,
    stage="工程建设许可阶段",
    items=("建设工程设计方案联合审查", "建设工程规划许可证核发", "应建防空地下室的民用建筑项目报建审批"),
    materials=(
        receipt.ReceivedMaterial(name="建设工程规划许可证申请表", items="规划许可"),
        receipt.ReceivedMaterial(
            name="建设工程设计方案（总平面图及单体方案图，含 CAD 源文件）", items="方案联合审查；规划许可"
        ),
        receipt.ReceivedMaterial(name="授权委托书（受托人：𬱖垚）", items="全部事项", remark="原件核验"),
    ),
    received_at="2026年11月23日 10:32（星期一）",
    received_on=date(2026, 11, 23),
    received_by="涂翀（综合窗口）",
    answer_by=date(2026, 11, 30),
    phone="0000-0000000",
    told=(
        "材料齐全、符合法定形式的，本窗口将予以受理；需要补正的，将在2026年11月30日前（收件之次日起五个工作日内）"
        "一次性告知全部内容，逾期不告知的，自收件之日起即为受理（《中华人民共和国行政许可法》第三十二条）。"
        "本凭证不代表申请已被受理。",
    ),
)
DEFECTS = (
    notice.Defect(
        material="建设工程设计方案总平面图",
        problem="未标注建筑退让用地红线距离，且坐标系标注为“西安80”；东侧 3# 厂房退界 4.2 米，小于要求的 5 米。",
        basis="《江西省城市规划管理技术导则》；规划条件（示自然资规条〔2026〕18号）第六项",
        remedy="补充标注全部退让距离，改用 CGCS2000 坐标系，重新上传。样例见办事指南附图2。",
        item="规划许可证核发",
        department="区自然资源局",
    ),
    notice.Defect(
        material="防空地下室报建审批表",
        problem="“应建面积”一栏未填写。",
        basis="《中华人民共和国人民防空法》第二十二条",
        remedy="按地上首层面积填写。",
        example="示例：建筑面积、应建防空地下室面积和防护等级各栏填齐，设计单位盖章。",
        sample="填写样例（空白表见办事指南）：https://bingshen.example.cn/samples/1/civil_defence_form/",
        item="人防报建",
        department="区国动办",
        committable=True,
    ),
    notice.Defect(
        material="使用土地的有关证明文件",
        problem="出让合同缺第 5、6 页。",
        basis="《中华人民共和国城乡规划法》第四十条第二款",
        remedy="补充完整扫描件。",
        item="规划许可证核发",
        department="区自然资源局",
        deferrable=True,
    ),
)
NOTICE = notice.Notice(
    applicant=HOLDER,
    project_name=PROJECT,
    project_code=CODE,
    stage="工程建设许可阶段",
    application_number="360113202611232000017",
    received_on=date(2026, 11, 23),
    defects=DEFECTS * 4,
    correct_by=date(2026, 12, 14),
    issuer=BUREAU,
    notified_on=date(2026, 11, 26),
    opening=(
        f"你单位于2026年11月23日提交的“{PROJECT}”（项目代码：{CODE}）工程建设许可阶段申请"
        "（收件编号：360113202611232000017），经各有关部门会审，申请材料不齐全或者不符合法定形式。"
        "根据《中华人民共和国行政许可法》第三十二条第一款第四项的规定，现将需要补正的全部内容（共 12 项）一次性告知如下：",
    ),
    closing=(
        "请于2026年12月14日前按上述要求补正。补正后仅就以上各项进行核对，符合要求的即予受理；"
        "逾期未补正的，退回申请材料，不影响你单位再次申请。补正所需时间不计入办理时限。",
    ),
    contact="涂翀",
    phone="0000-0000000",
)
LETTER = letter.Letter(
    title="不予受理决定书",
    addressee=HOLDER,
    issuer=BUREAU,
    issued_on=date(2026, 11, 26),
    sections=(
        letter.Section(
            paragraphs=(
                f"你单位于2026年11月23日提出的“{PROJECT}”建设工程规划许可证核发申请收悉。"
                "经审查，该项目用地位于示例新区直管区，依法不属于本机关职权范围。",
                "根据《中华人民共和国行政许可法》第三十二条第一款第二项的规定，本机关决定不予受理。",
            )
        ),
        letter.Section(
            heading="权利救济",
            paragraphs=("如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议。",),
        ),
    ),
    attachments=("申请材料清单", "用地红线套合结果说明"),
    copies_to=("示例新区自然资源局",),
    contact="联系人：涂翀　联系电话：0000-0000000",
)
CONSOLIDATED = opinion.Consolidated(
    project_name=PROJECT,
    project_code=CODE,
    applicant=HOLDER,
    stage="工程建设许可阶段",
    application_number="360113202611232000017",
    accepted_on=date(2026, 11, 30),
    opinions=(
        opinion.Opinion(
            department="区自然资源局",
            item="建设工程规划许可证核发",
            conclusion="同意",
            text="方案符合规划条件。",
            reviewer="熊垚",
            decided_on=date(2026, 12, 8),
            conditions=CONDITIONS[:4],
            used=6,
            limit=7,
        ),
        opinion.Opinion(
            department="区国动办",
            item="应建防空地下室民用建筑报建审批",
            conclusion="附条件同意",
            text="同意按 3,120 ㎡ 设置。",
            reviewer="万翀",
            decided_on=date(2026, 12, 10),
            used=8,
            limit=7,
            late_by=1,
        ),
        opinion.Opinion(department="区交警大队", item="交通影响评价", conclusion="视为无意见", text="", reviewer=""),
    ),
    conclusion="经各部门并联审查，同意该项目工程建设许可阶段申请。\n各部门提出的条件一并载入许可证附页。",
    requirements=CONDITIONS[4:7],
    issuer="示例市红谷滩区自然资源局",
    concluded_on=date(2026, 12, 11),
)
STATEMENT = statement.Statement(
    issuer=BUREAU,
    issued_on=date(2026, 3, 18),
    project_name=PROJECT,
    project_code=CODE,
    applicant=HOLDER,
    matter="建设工程规划许可证核发",
    opening=f"现将“{PROJECT}”（项目代码：{CODE}）建设工程规划许可证核发的承诺时限截至2026年3月18日的"
    "计算规则、暂停记录、逐日明细和计算结果说明如下。",
    particulars=(("项目名称", PROJECT), ("建设单位", HOLDER), ("起算日", "2026年3月2日（周一）")),
    results=(("时限", "12个工作日"), ("已用", "7个工作日"), ("到期日", "2026年3月25日（周三）")),
    articles=(
        "起算。2026年3月2日为起算日（第0日），不计入。",
        "期间单位。以工作日计算，不含法定节假日（《中华人民共和国行政许可法》第八十二条）。",
        "届满。期间最后一日的截止时间为二十四时（《中华人民共和国民法典》第二百零三条第二款）。",
    ),
    stops=(
        statement.StopLine(
            kind="专家评审",
            started_on=date(2026, 3, 5),
            ended_on=date(2026, 3, 12),
            entered_on=date(2026, 3, 6),
            days=5,
            basis="《中华人民共和国行政许可法》第四十五条",
            reason="组织专家评审",
            evidence="示评审〔2026〕3号",
            backdated=True,
        ),
    ),
    days=tuple(
        statement.DayLine(
            day=date(2026, 3, n),
            weekday=f"周{'日一二三四五六'[n % 7]}",
            number={3: 1, 4: 2, 5: 3, 13: 4, 16: 5, 17: 6, 18: 7}.get(n),
            reason="计入" if n in (3, 4, 5, 13, 16, 17, 18) else "不计入：暂停（专家评审）",
            source="" if n in (3, 4, 5, 13, 16, 17, 18) else "《中华人民共和国行政许可法》第四十五条",
        )
        for n in range(2, 19)
    ),
    notes=("本说明书由工程建设项目审批管理系统依据办件日志、暂停记录和工作日历生成。",),
)


SERVICE = service.Service(
    issuer="示例市红谷滩区政务服务中心综合窗口",
    issued_on=date(2026, 12, 14),
    addressee=HOLDER,
    project_name=PROJECT,
    project_code=CODE,
    application_number="360113202611232000017",
    papers=(
        service.ServedPaper(title="建设工程规划许可证", number="建字第 3601132026GG0012345 号", issuer=BUREAU),
        service.ServedPaper(
            title="应建防空地下室民用建筑报建审批意见", number="示人防〔2026〕7号", issuer="区国动办", copy=2
        ),
        service.ServedPaper(
            title="并联审批综合意见书", number="360113合〔2026〕9号", issuer="示例市红谷滩区自然资源局"
        ),
    ),
    way="窗口领取",
    particulars=(
        ("收件人", "䶮听澜（受委托人）"),
        ("身份证件", "居民身份证，尾号 0023"),
        ("送达地点", "示例市红谷滩区政务服务中心综合窗口"),
    ),
    served_at="2026年12月14日 10:05（星期一）",
    served_by="涂翀（综合窗口）",
    told=(
        "本批文书中最早的决定作出于2026年12月8日。行政机关应当自作出决定之日起十个工作日内"
        "向申请人颁发、送达（《中华人民共和国行政许可法》第四十四条）。",
    ),
)


def all_papers(imprint: Imprint = IMPRINT) -> dict[str, bytes]:
    """Every paper, rendered."""
    return {
        "licence": licence.render(LICENCE, imprint),
        "long_licence": licence.render(LONG_LICENCE, imprint),
        "receipt": receipt.render(RECEIPT, imprint),
        "notice": notice.render(NOTICE, replace(imprint, number="示审批告〔2026〕15号")),
        "letter": letter.render(LETTER, replace(imprint, number="示审批不受〔2026〕3号")),
        "consolidated": opinion.render(CONSOLIDATED, imprint),
        "statement": statement.render(STATEMENT, imprint),
        "service": service.render(SERVICE, replace(imprint, number="360113证送〔2026〕21号")),
    }


def all_forms(imprint: Imprint = IMPRINT) -> dict[str, bytes]:
    """Specimens and blank forms of the catalogue: a form, a drawing, a letter."""
    shipped = shipped_catalogue().samples
    plain = replace(imprint, number="事项清单第1版")
    return {
        "sample_form": sample.render(shipped["filing_information"], plain, filled=True),
        "sample_blank": sample.render(shipped["filing_information"], plain, filled=False),
        "sample_plan": sample.render(shipped["general_plan"], plain, filled=True),
        "sample_letter": sample.render(shipped["proposal_request"], plain, filled=False),
    }
