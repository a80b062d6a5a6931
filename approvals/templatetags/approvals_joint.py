"""What the pages of a case, an application and a project show of joint procedures."""

from typing import Any

from django import template

from approvals.access import owner_of_project
from approvals.joint import queries
from approvals.joint.commands import conditions, convening, opening
from approvals.joint.forms import ConditionForm
from approvals.joint.wording import condition_text
from approvals.models import Condition, ItemCase, JointApplication, SurveyResult
from projects.models import Project

register = template.Library()
SURVEYED = ("401", "402", "506")


@register.inclusion_tag("approvals/joint/_of_case.html", takes_context=True)
def joint_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """联合办理 of a case: its reviews, what may be started, and its structured conditions."""
    request = context["request"]
    user = request.user
    inside = not owner_of_project(user, case.application.project)
    stated = case.conditions.filter(state="STANDING").select_related("author", "department")
    shown = stated if inside or case.state in ("PASSED", "FAILED") else []
    contradicted = _contradicted(case.application) if inside and shown else set()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "case": case,
        "reviews": queries.reviews(user).filter(case=case).order_by("pk"),
        "may_draw": opening.open_drawing_review.is_open(user, case)
        and not case.joint_reviews.filter(kind="DRAWING").exclude(state="WITHDRAWN").exclude(outcome="FAIL").exists(),
        "may_accept": opening.open_acceptance.is_open(user, case),
        "survey": SurveyResult.objects.filter(project_id=case.application.project_id, current=True).first()
        if case.item.code in SURVEYED
        else None,
        "conditions": [
            (row, condition_text(row), conditions.retract_condition.is_open(user, row), row.pk in contradicted)
            for row in shown
        ],
        "form": ConditionForm(auto_id="condition_%s") if conditions.state_condition.is_open(user, case) else None,
    }


def _contradicted(application: JointApplication) -> set[int]:
    """Keys of the conditions that another department's contradict and nobody has settled."""
    pairs = application.conflicts.filter(state__in=("OPEN", "ESCALATED")).values_list("one_id", "other_id")
    return {key for pair in pairs for key in pair}


@register.inclusion_tag("approvals/joint/_of_application.html", takes_context=True)
def joint_of_application(context: Any, application: JointApplication) -> dict[str, Any]:
    """联合办理 of a stage: visits, meetings, reviews, and contradicting conditions for those inside."""
    user = context["request"].user
    inside = not owner_of_project(user, application.project)
    return {
        "application": application,
        "reviews": queries.reviews(user).filter(application=application).order_by("pk"),
        "unsettled": len(conditions.unsettled(application=application)) if inside else 0,
        "conditions": inside and Condition.objects.filter(application=application, state="STANDING").exists(),
        "may_visit": convening.book_visit.is_open(user, application),
        "may_meet": convening.call_meeting.is_open(user, application),
    }


@register.inclusion_tag("approvals/joint/_of_project.html", takes_context=True)
def joint_of_project(context: Any, project: Project) -> dict[str, Any]:
    """联合办理 of a project: pre-coordination and survey."""
    user = context["request"].user
    return {
        "project": project,
        "reviews": queries.reviews(user).filter(project=project).order_by("pk"),
        "may_ask": opening.open_precoordination.is_open(user, project),
        "survey": SurveyResult.objects.filter(project=project, current=True).first(),
    }
