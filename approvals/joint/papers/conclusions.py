"""What a joint procedure ends with: certificate, opinion, record or minutes, each one paper valid for all."""

from datetime import date

from django.utils import timezone

from approvals.joint.papers.lists import remark_line
from approvals.joint.rules import Kind
from approvals.joint.wording import condition_text
from approvals.models import Condition, ConditionConflict, JointPart, JointReview, Remark
from approvals.papers.shared import in_chinese
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import sections as letter_sections
from documents.letters.queries import Written, written
from documents.models import Document, DocumentKind
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section

TITLES = {
    Kind.PRECOORDINATION: "项目策划生成意见书",
    Kind.VISIT: "联合踏勘记录",
    Kind.MEETING: "联审会会议纪要",
    Kind.ACCEPTANCE: "竣工联合验收意见书",
    Kind.DRAWING: "施工图设计文件审查合格书",
}
FAILED = {Kind.DRAWING: "施工图设计文件审查不合格告知书", Kind.ACCEPTANCE: "竣工联合验收不通过告知书"}
KINDS = {
    Kind.PRECOORDINATION: DocumentKind.JOINT_OPINION,
    Kind.VISIT: DocumentKind.JOINT_RECORD,
    Kind.MEETING: DocumentKind.JOINT_RECORD,
    Kind.ACCEPTANCE: DocumentKind.JOINT_OPINION,
    Kind.DRAWING: DocumentKind.JOINT_CERTIFICATE,
}
SAID = {"PASSED": "无不同意见", "FAILED": "有不同意见", "DEEMED": "逾期未答复或缺席，视为无意见", "CLOSED": "未答复"}
TECHNICAL = {"PASSED": "合格", "FAILED": "不合格", "DEEMED": "视为无意见", "CLOSED": "未完成"}


@in_chinese
def conclusion(context: Context, review: JointReview, outcome: str) -> Document:
    """Print the paper of `review` with `outcome`; the applicant has it at once, minutes of a meeting stay inside."""
    kind = Kind(review.kind)
    passed = outcome != "FAIL"
    told = _templated(review, legal_date(context.effective_at)) if passed and kind == Kind.ACCEPTANCE else None
    sections = list(letter_sections(told.parts)) if told else [Section(paragraphs=tuple(_opening(review, passed)))]
    sections.append(Section(heading="各部门意见", paragraphs=_parts(review, kind)))
    sections += _special(review, kind, passed)
    if review.text:
        sections.append(Section(heading="结论", paragraphs=tuple(filter(None, review.text.splitlines()))))
    facts = Letter(
        title=told.title if told else TITLES[kind] if passed else FAILED[kind],
        addressee="各参会单位" if kind == Kind.MEETING else review.project.enterprise.name,
        sections=tuple(sections),
        issuer=review.lead.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context,
        KINDS[kind] if passed else DocumentKind.JOINT_LIST,
        facts,
        project=review.project,
        subject=review,
        issuer=review.lead,
        release=kind != Kind.MEETING,
        wording=told.wording if told else None,
    )


def _templated(review: JointReview, on: date) -> Written:
    """竣工联合验收意见书 in the wording of the region."""
    values = {
        "applicant": review.project.enterprise.name,
        "project": review.project.name,
        "code": review.project.code,
        "number": review.number,
        "units": "、".join(review.units),
        "office": review.lead.name,
    }
    return written("joint_acceptance", review.project.region_id, on, values)


def _opening(review: JointReview, passed: bool) -> list[str]:
    project = review.project
    name = f"“{project.name}”（项目代码：{project.code}）"
    scheduled = timezone.localtime(review.scheduled_at) if review.scheduled_at else None
    when = f"{chinese_date(scheduled.date())}{scheduled:%H:%M}" if scheduled else ""
    match review.kind:
        case Kind.PRECOORDINATION:
            return [
                f"你单位提交的{name}建设意向（编号：{review.number}）已征求各部门意见，现将策划生成意见告知如下。"
                "本意见供申报参考，不作为行政许可的条件。",
                f"建设意向：{review.form.get('intention', '')}",
            ]
        case Kind.VISIT:
            return [f"{when}，有关部门对{name}进行联合踏勘（编号：{review.number}），地点：{review.place}。记录如下。"]
        case Kind.MEETING:
            return [
                f"{when}，{review.lead.name}在{review.place}召集联审会（编号：{review.number}），研究{name}有关事项。",
                f"议题：{review.form.get('agenda', '')}",
            ]
        case Kind.ACCEPTANCE:
            units = f"（单位工程：{'、'.join(review.units)}）" if review.units else ""
            return [
                f"你单位申请的{name}竣工联合验收{units}（编号：{review.number}），经统一受理、统一踏勘、各部门并联验收，"
                "存在未通过的部分，不同意通过竣工联合验收。"
            ]
        case _:
            version = review.drawings.order_by("number").last()
            seal = f"审查图纸为第{version.number}版（SHA-256：{version.file.sha256}）。" if version else ""
            verdict = (
                "经各专业联合审查合格。本审查合格书适用于建筑、结构、消防、人防、防雷等全部专业，各部门不再另行审查。"
                if passed
                else "经联合审查不合格。"
            )
            return [f"你单位{name}施工图设计文件（编号：{review.number}）{verdict}{seal}"]


def _parts(review: JointReview, kind: Kind) -> tuple[str, ...]:
    words = TECHNICAL if kind in (Kind.DRAWING, Kind.ACCEPTANCE) else SAID
    final: dict[str, JointPart] = {}
    for part in review.parts.select_related("department", "round").order_by("round__number", "pk"):
        final[part.code] = part
    lines = []
    for number, part in enumerate(final.values(), start=1):
        text = f"。{part.text}" if part.text else ""
        round_ = f"，第{part.round.number}轮" if part.round.number > 1 else ""
        late = f"（逾期{part.late_by_days}个工作日答复：{part.late_text}）" if part.late_text else ""
        lines.append(
            f"{number}.{part.name}（{part.department.name}{round_}）：{words[part.state]}{text}{late}".rstrip("。")
            + "。"
        )
    return tuple(lines)


def _special(review: JointReview, kind: Kind, passed: bool) -> list[Section]:
    sections = []
    conditions = Condition.objects.filter(review=review, state="STANDING").select_related("department")
    if conditions:
        lines = tuple(f"{n}.{c.department.name}：{condition_text(c)}。" for n, c in enumerate(conditions, start=1))
        sections.append(Section(heading="条件清单", paragraphs=lines))
    heard = (
        ConditionConflict.objects.filter(meeting=review)
        if kind == Kind.MEETING
        else review.conflicts.exclude(state="GONE")
    )
    conflicts = heard.select_related("one__department", "other__department")
    if conflicts:
        lines = tuple(
            f"{n}.{c.one.department.name}（{condition_text(c.one)}）与{c.other.department.name}（{condition_text(c.other)}）："
            f"{c.get_state_display()}{'，' + c.reason.rstrip('。') if c.reason else ''}。"
            for n, c in enumerate(conflicts, start=1)
        )
        sections.append(Section(heading="条件冲突及处理", paragraphs=lines))
    if kind == Kind.PRECOORDINATION:
        for heading, key in (("需办理事项", "items"), ("可用区域评估", "zones")):
            if review.form.get(key):
                lines = tuple(f"{n}.{line}" for n, line in enumerate(review.form[key], start=1))
                sections.append(Section(heading=heading, paragraphs=lines))
    if not passed:
        remarks = Remark.objects.filter(part__review=review, state="OPEN").select_related("version", "part")
        sections.append(Section(heading="未解决的意见", paragraphs=tuple(remark_line(r) for r in remarks)))
    if kind == Kind.VISIT and review.photos.exists():
        lines = tuple(
            f"{n}.{photo.caption or '现场照片'}{'（' + photo.place + '）' if photo.place else ''}，SHA-256：{photo.file.sha256}"
            for n, photo in enumerate(review.photos.select_related("file"), start=1)
        )
        sections.append(Section(heading="现场照片", paragraphs=lines))
    return sections
