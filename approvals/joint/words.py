"""What a journal entry of a joint procedure says to a person (办理记录用语)."""

from typing import Any, Final

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from approvals import words
from approvals.joint.rules import Kind
from approvals.models import JointReview
from core.models import JournalEntry

VERBS: Final[dict[str, tuple[Any, str]]] = {
    "joint.open_precoordination": (_("Pre-coordination asked for"), "now"),
    "joint.open_drawing_review": (_("Drawings handed in"), "now"),
    "joint.open_acceptance": (_("Joint acceptance applied for"), "now"),
    "joint.book_visit": (_("Site visit booked"), "now"),
    "joint.call_meeting": (_("Joint meeting called"), "now"),
    "joint.rebook": (_("Appointment moved"), "care"),
    "joint.close_attendance": (_("Attendance closed"), ""),
    "joint.gather": (_("Every department has answered"), "good"),
    "joint.send_list": (_("One list sent to the applicant"), "care"),
    "joint.answer_list": (_("List answered"), "good"),
    "joint.lapse": (_("List not answered in time"), "bad"),
    "joint.conclude": (_("Concluded"), "good"),
    "joint.withdraw": (_("Withdrawn"), "bad"),
    "joint.pass_part": (_("No objection"), "good"),
    "joint.fail_part": (_("Objection"), "bad"),
    "joint.deem_part": (_("Deemed no objection by silence"), "care"),
    "joint.answer_late": (_("Late opinion"), "care"),
}
PRIVATE: Final = frozenset({"joint.pass_part", "joint.fail_part", "joint.deem_part", "joint.answer_late"})
"""Inside the authority until the lead has sent or concluded."""


def events_of(review: JointReview, inside: bool) -> list[dict[str, Any]]:
    """What happened in a procedure, newest first; one query."""
    verbs = set(VERBS) - (set() if inside else PRIVATE)
    parts = [str(pk) for pk in review.parts.values_list("pk", flat=True)]
    entries = JournalEntry.objects.filter(
        subject_type="approvals.jointreview", subject_id=str(review.pk), verb__in=verbs
    ) | JournalEntry.objects.filter(subject_type="approvals.jointpart", subject_id__in=parts, verb__in=verbs)
    technical = review.kind in (Kind.DRAWING, Kind.ACCEPTANCE)
    return [_event(entry, technical) for entry in entries.order_by("-seq")]


def _event(entry: JournalEntry, technical: bool) -> dict[str, Any]:
    title, tone = VERBS[entry.verb]
    if technical:
        title = {"joint.pass_part": now_("passed"), "joint.fail_part": now_("not passed")}.get(entry.verb, title)
    name = entry.data.get("name", "")
    text = entry.data.get("reason", "")
    if entry.data.get("remarks"):
        text = now_("%(n)s remarks") % {"n": entry.data["remarks"]}
    return {
        "at": entry.effective_at,
        "title": f"{name} · {title}" if name else title,
        "who": " ".join(part for part in (entry.actor_org, words.person(entry.actor_name)) if part),
        "text": text,
        "tone": tone,
    }


def outcomes(kind: str) -> list[tuple[str, Any]]:
    """How a procedure of that kind may end, as choices."""
    return {
        Kind.PRECOORDINATION: [("DONE", _("recorded"))],
        Kind.VISIT: [("DONE", _("recorded"))],
        Kind.DRAWING: [("PASS", _("passed: one certificate for all disciplines")), ("FAIL", _("not passed"))],
        Kind.ACCEPTANCE: [("PASS", _("passed: one opinion for all parts")), ("FAIL", _("not passed"))],
        Kind.MEETING: [("RESOLVED", _("resolved")), ("ESCALATED", _("escalated to the government"))],
    }[Kind(kind)]
