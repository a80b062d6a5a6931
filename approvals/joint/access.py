"""Who may do what in a joint procedure (权限): the predicates of its commands."""

from collections.abc import Callable
from typing import Any

from accounts import scope
from approvals.access import applicant_of_case, impartial, lead_of, owner_of_project
from approvals.joint import rules
from approvals.models import ConditionConflict, ItemCase, JointApplication, JointPart, JointReview
from projects.models import Project

ANSWERING = ("REVIEWER", "HEAD")
LEADING = ("LEAD", "HEAD")

Predicate = Callable[[Any, Any], bool]


def fits(verb: str, review: JointReview) -> bool:
    """Whether procedures of this kind know the verb."""
    return review.kind in rules.KINDS_OF.get(verb, frozenset(rules.Kind))


def applicant_of_review(user: Any, review: JointReview) -> bool:
    """The enterprise of the project, or its agent."""
    return owner_of_project(user, review.project)


def lead_of_review(user: Any, review: JointReview) -> bool:
    """A lead officer of the department that leads it (or its head), who does not act for the enterprise."""
    return scope.has_role(user, LEADING, department=review.lead_id) and not applicant_of_review(user, review)


def leads(verb: str) -> Predicate:
    """The lead, for procedures that know the verb."""
    return lambda user, review: fits(verb, review) and lead_of_review(user, review)


def answers(verb: str) -> Predicate:
    """The applicant, for procedures that know the verb."""
    return lambda user, review: fits(verb, review) and applicant_of_review(user, review)


def withdraws(user: Any, review: JointReview) -> bool:
    """Who called it takes it back: the applicant what it applied for, the lead what it convened."""
    if review.kind in (rules.Kind.VISIT, rules.Kind.MEETING):
        return lead_of_review(user, review)
    return applicant_of_review(user, review)


def answers_part(user: Any, part: JointPart) -> bool:
    """An officer of the part's department who does not act for the enterprise."""
    return scope.has_role(user, ANSWERING, department=part.department_id) and not applicant_of_review(user, part.review)


def seer_of_drawing(user: Any, review: JointReview) -> bool:
    """The applicant, who hands drawings in."""
    return review.kind == rules.Kind.DRAWING and applicant_of_review(user, review)


def starts_for_case(item: str) -> Predicate:
    """The applicant of a case of that item."""
    return lambda user, case: case.item.code == item and applicant_of_case(user, case)


def convenes(user: Any, application: JointApplication) -> bool:
    """The lead of the stage convenes its visits and meetings."""
    return lead_of(user, application)


def settles(user: Any, conflict: ConditionConflict) -> bool:
    """The lead of the stage or procedure in which two conditions meet."""
    if conflict.application is not None:
        return lead_of(user, conflict.application)
    return conflict.review is not None and lead_of_review(user, conflict.review)


def states_conditions(user: Any, case: ItemCase) -> bool:
    """A reviewer or head of the deciding department."""
    return scope.has_role(user, ANSWERING, department=case.department_id) and impartial(user, case.application)


def coordinates(user: Any, project: Project) -> bool:
    """The enterprise of the project, before it files anything."""
    return owner_of_project(user, project)
