"""What a joint procedure ends with: certificate, opinion, record or minutes, each one paper valid for all."""

from typing import Any, Final

from django.utils import timezone

from approvals.joint.papers.lists import remark_line
from approvals.joint.papers.shared import said
from approvals.joint.rules import Kind
from approvals.joint.wording import condition_text
from approvals.models import Condition, ConditionConflict, JointPart, JointReview, Remark
from approvals.papers.shared import in_chinese
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import TABLE, sections
from documents.models import Document
from documents.render.imprint import chinese_date
from documents.render.letter import Letter, Section

LETTERS: Final = {
    (Kind.PRECOORDINATION, True): "precoordination",
    (Kind.VISIT, True): "site_visit",
    (Kind.MEETING, True): "meeting_minutes",
    (Kind.ACCEPTANCE, True): "joint_acceptance",
    (Kind.ACCEPTANCE, False): "acceptance_failed",
    (Kind.DRAWING, True): "drawing_passed",
    (Kind.DRAWING, False): "drawing_failed",
}
"""By kind and whether it passed: the letter it ends with."""
SAID = {"PASSED": "无不同意见", "FAILED": "有不同意见", "DEEMED": "逾期未答复或缺席，视为无意见", "CLOSED": "未答复"}
TECHNICAL = {"PASSED": "合格", "FAILED": "不合格", "DEEMED": "视为无意见", "CLOSED": "未完成"}


@in_chinese
def conclusion(context: Context, review: JointReview, outcome: str) -> Document:
    """Print the paper of `review` with `outcome`; the applicant has it at once, minutes of a meeting stay inside."""
    kind, on = Kind(review.kind), legal_date(context.effective_at)
    passed = outcome != "FAIL"
    told = said(LETTERS[kind, passed], review, on, findings=(TABLE,), **_of_kind(review))
    findings = [Section(heading="各部门意见", paragraphs=_parts(review, kind)), *_special(review, kind, passed)]
    if review.text:
        findings.append(Section(heading="结论", paragraphs=tuple(filter(None, review.text.splitlines()))))
    facts = Letter(
        title=told.title,
        addressee="各参会单位" if kind == Kind.MEETING else review.project.enterprise.name,
        sections=sections(told.parts, findings),
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
        release=kind != Kind.MEETING,
        wording=told.wording,
    )


def _of_kind(review: JointReview) -> dict[str, Any]:
    """The facts that only papers of its kind know."""
    match review.kind:
        case Kind.PRECOORDINATION:
            return {"intention": review.form.get("intention")}
        case Kind.VISIT | Kind.MEETING:
            return {
                "held_at": _held_at(review),
                "place": review.place or "项目现场",
                "agenda": review.form.get("agenda"),
            }
        case Kind.ACCEPTANCE:
            return {"units": "、".join(review.units)}
        case _:
            version = review.drawings.select_related("file").order_by("number").last()
            return {
                "drawings": version.number if version else None,
                "digest": version.file.sha256 if version else None,
            }


def _held_at(review: JointReview) -> str:
    if review.scheduled_at is None:
        return chinese_date(review.opened_on)
    at = timezone.localtime(review.scheduled_at)
    return f"{chinese_date(at.date())}{at:%H:%M}"


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
    found = []
    conditions = Condition.objects.filter(review=review, state="STANDING").select_related("department")
    if conditions:
        lines = tuple(f"{n}.{c.department.name}：{condition_text(c)}。" for n, c in enumerate(conditions, start=1))
        found.append(Section(heading="条件清单", paragraphs=lines))
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
        found.append(Section(heading="条件冲突及处理", paragraphs=lines))
    if kind == Kind.PRECOORDINATION:
        for heading, key in (("需办理事项", "items"), ("可用区域评估", "zones")):
            if review.form.get(key):
                lines = tuple(f"{n}.{line}" for n, line in enumerate(review.form[key], start=1))
                found.append(Section(heading=heading, paragraphs=lines))
    if not passed:
        remarks = Remark.objects.filter(part__review=review, state="OPEN").select_related("version", "part")
        found.append(Section(heading="未解决的意见", paragraphs=tuple(remark_line(r) for r in remarks)))
    if kind == Kind.VISIT:
        lines = tuple(
            f"{n}.{photo.caption or '现场照片'}{'（' + photo.place + '）' if photo.place else ''}，SHA-256：{photo.file.sha256}"
            for n, photo in enumerate(review.photos.select_related("file"), start=1)
        )
        if lines:
            found.append(Section(heading="现场照片", paragraphs=lines))
    return found
