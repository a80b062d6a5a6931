"""站内消息 of joint procedures; delivered by the room's one outbox topic."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import messages
from approvals.messages import department, enterprise
from approvals.models import JointPart, JointReview

__all__ = ["about", "department", "enterprise", "to_part"]

KINDS: Final[dict[str, Any]] = {
    "joint_part": _("%(title)s: your part “%(part)s” of %(project)s is due on %(on)s"),
    "joint_again": _("%(title)s: “%(part)s” of %(project)s came back rectified, due on %(on)s"),
    "joint_invited": _("%(title)s, %(project)s: you are invited for %(on)s"),
    "joint_rebooked": _("%(title)s, %(project)s: moved to %(on)s"),
    "joint_merge": _("%(title)s, %(project)s: every department has answered, to merge"),
    "joint_list": _("%(title)s, %(project)s: one list of what to rectify, until %(on)s"),
    "joint_lapsed": _("%(title)s, %(project)s: the list was not answered in time"),
    "joint_concluded": _("%(title)s, %(project)s: concluded"),
    "joint_withdrawn": _("%(title)s, %(project)s: withdrawn"),
    "joint_deemed": _("%(title)s: no answer on “%(part)s” of %(project)s, deemed no objection"),
    "joint_late": _("%(title)s: a late opinion on “%(part)s” of %(project)s"),
    "joint_conflict": _("%(project)s: two departments ask for what cannot both be done (%(part)s)"),
}
messages.KINDS.update(KINDS)


def about(kind: str, to: dict[str, Any], review: JointReview, **data: Any) -> None:
    """Tell `to` something about a procedure."""
    _tell(kind, to, review, review, data)


def to_part(kind: str, part: JointPart, role: str = "REVIEWER", **data: Any) -> None:
    """Tell the department of a part."""
    to = department(part.department_id, role)
    _tell(kind, to, part.review, part, {"part": {"zh": part.name, "en": part.name_en or part.name}, **data})


def _tell(kind: str, to: dict[str, Any], review: JointReview, subject: Any, data: dict[str, Any]) -> None:
    english = str(review.get_kind_display()) if review.kind else review.title
    known = {"title": {"zh": review.title, "en": english}, "project": review.project.name}
    link = reverse("approvals:joint", args=[review.pk])
    messages.tell(kind, to, subject, link, {**known, **data}, review.project.code)


def about_conflict(conflict: Any, to: dict[str, Any], condition: Any) -> None:
    """Tell the lead that two conditions contradict each other."""
    project = condition.project
    link = (
        reverse("approvals:joint_conflicts", args=[conflict.application_id])
        if conflict.application_id
        else reverse("approvals:joint", args=[conflict.review_id])
    )
    data = {"project": project.name, "part": condition.subject_label}
    messages.tell("joint_conflict", to, conflict, link, data, project.code)
