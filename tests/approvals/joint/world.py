"""A drawing review and an acceptance in the county of `tests.approvals.county`, with everybody's posts at hand."""

import io
from decimal import Decimal
from typing import Any

from reportlab.lib.pagesizes import A3, landscape
from reportlab.pdfgen import canvas

from accounts.models import Membership, User
from approvals import commands
from approvals.joint import commands as joint
from approvals.joint.pdf_pages import pages_of
from approvals.joint.uploads import Drawing
from approvals.models import (
    Condition,
    ConditionConflict,
    DrawingVersion,
    ItemCase,
    JointApplication,
    JointPart,
    JointPhoto,
    JointReview,
)
from core import files
from core.time import now
from tests.approvals import county as c

EARLIER = {
    "S3": ("103", "105", "112", "113", "201", "203", "214"),
    "S4": ("103", "105", "112", "113", "201", "203", "214", "301", "303", "304"),
}
FACTS = {"civil_defence_basement": True, "lightning_special": True}


def pdf(*pages: str) -> bytes:
    """A drawing set with one line of words per page."""
    sheet = io.BytesIO()
    canvas_ = canvas.Canvas(sheet, pagesize=landscape(A3), invariant=1)
    for words in pages:
        canvas_.drawString(100, 400, words)
        canvas_.rect(90, 90, 900, 600)
        canvas_.showPage()
    canvas_.save()
    return sheet.getvalue()


def drawing(*pages: str, tmp_path: Any) -> Drawing:
    """A drawing as the door hands it in, read without the child process."""
    content = pdf(*(pages or ("plan", "section")))
    path = tmp_path / "upload.pdf"
    path.write_bytes(content)
    return Drawing(io.BytesIO(content), "施工图.pdf", pages_of(path))


def accepted(county: c.County, stage: str, **facts: Any) -> JointApplication:
    """A stage under review whose earlier items were decided."""
    row = c.project(county, **{**FACTS, **facts})
    c.passed_before(row, *EARLIER[stage])
    c.hand_in_papers(row, stage)
    application = commands.filing.create_draft.perform(county.owner, row, stage=stage)
    application = commands.filing.save_draft.perform(county.owner, application, form=c.FORM)
    application = commands.filing.submit.perform(county.owner, application)
    return commands.window.accept.perform(county.clerk, application)


def drawing_review(county: c.County, tmp_path: Any, **facts: Any) -> JointReview:
    """A drawing review in its first round."""
    case = c.case(accepted(county, "S3", **facts), "301")
    return joint.opening.open_drawing_review.perform(county.owner, case, drawing=drawing(tmp_path=tmp_path))


def acceptance(county: c.County, units: tuple[str, ...] = ()) -> JointReview:
    """A joint acceptance in its first round."""
    case = c.case(accepted(county, "S4"), "401")
    return joint.opening.open_acceptance.perform(county.owner, case, units=units, declared=True)


def part(review: JointReview, code: str) -> JointPart:
    """The part of that code in the present round."""
    return review.parts.select_related("department", "review__project", "round").get(
        code=code, round__number=JointReview.objects.get(pk=review.pk).round
    )


def officer(county: c.County, part_: JointPart) -> User:
    """Who answers a part."""
    return county.people["reviewer", part_.department.function]


def lead(county: c.County, review: JointReview) -> User:
    """Who leads a procedure."""
    return county.people["lead", review.lead.function]


def remark(county: c.County, part_: JointPart, **more: Any) -> Any:
    """A remark that must be corrected."""
    values = {
        "text": "疏散楼梯净宽不足",
        "clause": "GB 50016-2014 5.5.18",
        "severity": "MUST",
        "mandatory": True,
        **more,
    }
    return joint.answering.add_remark.perform(officer(county, part_), part_, **values)


def pass_all(county: c.County, review: JointReview, *but: str) -> None:
    """Every open part of the round passes, except those of the codes `but`."""
    for row in review.parts.filter(state="OPEN").exclude(code__in=but).select_related("department"):
        joint.answering.pass_part.perform(officer(county, row), row, text="符合要求")


def matrix_objects(county: c.County, case: ItemCase) -> dict[str, Any]:
    """A drawing review of `case` with two versions, a draft remark, a photo, and two conditions that contradict."""
    content = pdf("plan")
    pages = [{"w": 1190.55, "h": 841.89, "print": "a"}]
    reviewer = Membership.objects.get(role="REVIEWER", department=case.department).user
    review = joint.opening.open_drawing_review.perform(
        county.owner, case, drawing=Drawing(io.BytesIO(content), "施工图.pdf", pages)
    )
    JointReview.objects.filter(pk=review.pk).update(scheduled_at=now(), place="现场")
    first = review.drawings.get()
    DrawingVersion.objects.create(
        review=review, number=2, round=first.round, file=first.file, original_name="二.pdf", pages=pages,
        uploaded_by=county.owner, uploaded_at=now(),
    )  # fmt: skip
    architecture = part(review, "ARCHITECTURE")
    bad = joint.answering.add_remark.perform(
        reviewer, architecture, text="净宽不足", clause="GB 50016-2014 5.5.18", severity="MUST", page=1, x=0.5, y=0.5
    )
    photo = JointPhoto.objects.create(
        review=review, file=files.store(b"\xff\xd8\xff", "image/jpeg"), width=1, height=1, uploaded_by=reviewer,
        uploaded_at=now(),
    )  # fmt: skip
    height = {"about": "BUILDING_HEIGHT", "unit": "m"}
    mine = joint.conditions.state_condition.perform(reviewer, case, **height, operator="AT_MOST", high=Decimal(24))
    theirs = Condition.objects.create(
        project=case.application.project, application=case.application, case=case, subject="BUILDING_HEIGHT",
        operator="AT_LEAST", low=Decimal(30), unit="m", department=case.application.window, author=reviewer,
        created_at=now(),
    )  # fmt: skip
    conflict = ConditionConflict.objects.create(application=case.application, one=mine, other=theirs, found_at=now())
    return {
        "joint": review,
        "joint_drawing": first,
        "joint_photo": photo,
        "joint_part": architecture,
        "joint_remark": bad,
        "joint_condition": mine,
        "joint_conflict": conflict,
    }


def fresh(row: Any) -> Any:
    """The row as it is now."""
    return type(row)._default_manager.get(pk=row.pk)


__all__ = ["ItemCase", "acceptance", "accepted", "drawing", "drawing_review", "officer", "part"]
