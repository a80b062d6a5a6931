"""样例数据: the tables that stand in the previews of letters; the facts in their sentences are in `data/*.yaml`."""

from datetime import date
from typing import Final

from documents.render.letter import Section
from documents.render.notice import Defect
from documents.render.opinion import Opinion
from documents.render.receipt import ReceivedMaterial
from documents.render.service import ServedPaper
from documents.render.statement import DayLine

HOLDER_CODE: Final = "91360702MAC1TE5T5N"
OPINIONS: Final = (
    Opinion(
        department="章贡区自然资源局", item="建设工程规划许可证核发", conclusion="通过", text="方案符合规划条件。",
        reviewer="涂翀", decided_on=date(2026, 3, 12), conditions=("建筑高度不高于24米。",), used=5, limit=5,
    ),
    Opinion(
        department="章贡区国防动员办公室", item="应建防空地下室的民用建筑项目报建审批", conclusion="通过",
        text="同意就地建设。", reviewer="熊垚", decided_on=date(2026, 3, 16), used=7, limit=6, late_by=1,
    ),
    Opinion(
        department="章贡区水利局", item="生产建设项目水土保持方案审批", conclusion="通过", text="按承诺办理。",
        reviewer="万㛃", decided_on=date(2026, 3, 9), used=1, limit=1,
    ),
)  # fmt: skip
DEFECTS: Final = (
    Defect(
        material="建设工程设计方案总平面图",
        problem="未标注建筑退让用地红线距离。",
        basis="规划条件（示自然资规条〔2026〕18号）第六项",
        remedy="补充标注全部退让距离，重新上传。",
        item="建设工程规划许可证核发",
        department="章贡区自然资源局",
    ),
    Defect(
        material="使用土地的有关证明文件",
        problem="出让合同缺第5、6页。",
        basis="《中华人民共和国城乡规划法》第四十条第二款",
        remedy="补充完整扫描件。",
        item="建设工程规划许可证核发",
        department="章贡区自然资源局",
        deferrable=True,
    ),
)
MATERIALS: Final = (
    ReceivedMaterial(name="建设工程规划许可证申请表", items="建设工程规划许可证核发", remark="申请表.pdf"),
    ReceivedMaterial(
        name="建设工程设计方案", items="建设工程设计方案审查；建设工程规划许可证核发", remark="总平面图.pdf"
    ),
    ReceivedMaterial(name="使用土地的有关证明文件", items="建设工程规划许可证核发", remark="出让合同.pdf"),
)
SERVED: Final = (
    ServedPaper(title="建设工程规划许可证", number="章规〔2026〕12号", issuer="章贡区自然资源局"),
    ServedPaper(title="并联审批综合意见书", number="360702合〔2026〕1号", issuer="章贡区自然资源局"),
)
REMARKS: Final = (
    Section(
        heading="建筑（章贡区住房和城乡建设局）",
        paragraphs=(
            "1.【强条】疏散楼梯净宽不足（GB 50016-2014 5.5.18；必须修改；一层平面，图纸第1版第2页）。",
            "2.无障碍坡道坡度标注不全（GB 55019-2021 2.3.1；应当修改）。",
        ),
    ),
    Section(
        heading="消防（章贡区消防救援大队）",
        paragraphs=("1.消防车登高操作场地宽度未标注（GB 55037-2022 3.4.6；必须修改；图纸第1版第1页）。",),
    ),
)
FINDINGS: Final = (
    Section(
        heading="各部门意见",
        paragraphs=(
            "1.建筑（章贡区住房和城乡建设局）：合格。",
            "2.消防（章贡区消防救援大队，第2轮）：合格。楼梯净宽已改为1.40米。",
            "3.人防（章贡区国防动员办公室）：合格。",
        ),
    ),
    Section(heading="条件清单", paragraphs=("1.章贡区自然资源局：建筑高度不高于 24 米。",)),
    Section(heading="结论", paragraphs=("各部门意见一致，按本文书所列条件办理后续手续。",)),
)
UNSETTLED: Final = (
    Section(
        heading="各部门意见",
        paragraphs=(
            "1.建筑（章贡区住房和城乡建设局）：合格。",
            "2.消防（章贡区消防救援大队，第2轮）：不合格。消防车登高操作场地宽度不足。",
        ),
    ),
    Section(
        heading="未解决的意见",
        paragraphs=("1.消防车登高操作场地宽度不足10米（GB 55037-2022 3.4.6；必须修改；图纸第2版第1页）。",),
    ),
    Section(heading="结论", paragraphs=("消防部分未通过，整改后另行申请。",)),
)
DAYS: Final = tuple(
    DayLine(
        day=date(2026, 3, day),
        weekday=f"周{'一二三四五六日'[date(2026, 3, day).weekday()]}",
        number=number,
        reason=reason,
        source=source,
    )
    for day, number, reason, source in (
        (3, 1, "计入", ""),
        (4, 2, "计入", ""),
        (5, 3, "计入", ""),
        (6, 4, "计入", ""),
        (7, None, "不计入：休息日", "《全国年节及纪念日放假办法》"),
        (8, None, "不计入：休息日", "《全国年节及纪念日放假办法》"),
        (9, 5, "计入", ""),
    )
)
