"""一次性汇总告知: one list of everything every department wants corrected, grouped by its part."""

from datetime import date
from itertools import groupby

from approvals.joint.papers.shared import said
from approvals.joint.rules import Kind
from approvals.models import JointReview, Remark
from approvals.papers.shared import in_chinese
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import TABLE, sections
from documents.models import Document
from documents.render.letter import Letter, Section

WEIGHTS = {"MUST": "必须修改", "SHOULD": "应当修改", "NOTE": "提示"}


@in_chinese
def merged_list(context: Context, review: JointReview, remarks: list[Remark], until: date, stopped: bool) -> Document:
    """审图意见汇总 or 整改通知: every open remark with clause, weight and place, and until when."""
    on = legal_date(context.effective_at)
    told = said(
        "drawing_list" if review.kind == Kind.DRAWING else "acceptance_list",
        review,
        on,
        round=review.round,
        count=len(remarks),
        correct_by=until,
        remarks=(TABLE,),
        stopped_on=on if stopped else None,
        running_on=None if stopped else on,
    )
    table = [
        Section(
            heading=f"{part.name}（{part.department.name}）",
            paragraphs=tuple(remark_line(remark) for remark in group),
        )
        for part, group in groupby(remarks, key=lambda remark: remark.part)
    ]
    facts = Letter(
        title=told.title,
        addressee=review.project.enterprise.name,
        sections=sections(told.parts, table),
        issuer=review.lead.name,
        issued_on=on,
    )
    return issue_document(
        context,
        told.wording.letter.document,
        facts,
        project=review.project,
        subject=review,
        issuer=review.lead,
        wording=told.wording,
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
