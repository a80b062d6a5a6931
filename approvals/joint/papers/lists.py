"""一次性汇总告知: one list of everything every department wants corrected, grouped by its part."""

from datetime import date
from itertools import groupby

from approvals.joint.rules import Kind
from approvals.models import JointReview, Remark
from approvals.papers.shared import in_chinese
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section

WEIGHTS = {"MUST": "必须修改", "SHOULD": "应当修改", "NOTE": "提示"}


@in_chinese
def merged_list(context: Context, review: JointReview, remarks: list[Remark], until: date, stopped: bool) -> Document:
    """审图意见汇总 or 整改通知: every open remark with clause, weight and place, and until when."""
    drawing = review.kind == Kind.DRAWING
    what = "施工图联合审查" if drawing else "竣工联合验收"
    clock = "整改期间办理时限暂停计算，自提交回复次日起恢复。" if stopped else "整改期间办理时限继续计算。"
    opening = (
        f"你单位“{review.project.name}”（项目代码：{review.project.code}）{what}（编号：{review.number}）"
        f"第{review.round}轮已由各部门审查完毕，现将全部意见一次性汇总告知，共{len(remarks)}条。"
        f"请于{chinese_date(until)}前逐条回复并{'提交修改后的图纸' if drawing else '完成整改'}；"
        f"已通过的{'专业' if drawing else '部分'}不再重复审查。{clock}"
    )
    sections = [Section(paragraphs=(opening,))]
    for part, group in groupby(remarks, key=lambda remark: remark.part):
        sections.append(
            Section(
                heading=f"{part.name}（{part.department.name}）",
                paragraphs=tuple(remark_line(remark) for remark in group),
            )
        )
    facts = Letter(
        title="施工图联合审查意见汇总告知书" if drawing else "联合验收整改通知书",
        addressee=review.project.enterprise.name,
        sections=tuple(sections),
        issuer=review.lead.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context, DocumentKind.JOINT_LIST, facts, project=review.project, subject=review, issuer=review.lead
    )


def remark_line(remark: Remark) -> str:
    """第3条 一层平面图第2页 …: as it stands in a list."""
    place = "，".join(
        part
        for part in (
            remark.place,
            f"图纸第{remark.version.number}版第{remark.page}页" if remark.version and remark.page else "",
        )
        if part
    )
    strict = "【强条】" if remark.mandatory else ""
    return (
        f"{remark.number}.{strict}{remark.text.rstrip('。')}（{remark.clause}；{WEIGHTS[remark.severity]}"
        f"{'；' + place if place else ''}）。"
    )
