"""Who may do what to an application or a case (权限): the predicates of this room's commands."""

from typing import Any

from accounts import scope
from approvals.models import ItemCase, JointApplication
from projects.models import Project


def owner_of_project(user: Any, project: Project) -> bool:
    """The enterprise of the project or its agent (建设单位或其代办人)."""
    return scope.acts_for(user, project.enterprise_id, project.code)


def applicant_of(user: Any, application: JointApplication) -> bool:
    """The enterprise that filed, or its agent."""
    return owner_of_project(user, application.project)


def impartial(user: Any, application: JointApplication) -> bool:
    """回避: whoever acts for the enterprise takes no part in deciding its application."""
    return not applicant_of(user, application)


def clerk_of(user: Any, application: JointApplication) -> bool:
    """A clerk of the window that received the application (综合窗口)."""
    return (
        application.window_id is not None
        and scope.has_role(user, "CLERK", department=application.window_id)
        and impartial(user, application)
    )


def lead_of(user: Any, application: JointApplication) -> bool:
    """A lead officer of the stage's lead department (牵头部门)."""
    return (
        application.lead_id is not None
        and scope.has_role(user, "LEAD", department=application.lead_id)
        and impartial(user, application)
    )


def applicant_of_case(user: Any, case: ItemCase) -> bool:
    """The enterprise that filed the application of the case, or its agent."""
    return applicant_of(user, case.application)


def reviewer_of(user: Any, case: ItemCase) -> bool:
    """A reviewer of the department that decides the case (经办人); of one somebody has taken, that person or a stand-in."""
    return (
        scope.has_role(user, "REVIEWER", department=case.department_id)
        and impartial(user, case.application)
        and holds(user, case)
    )


def holds(user: Any, case: ItemCase) -> bool:
    """Whether nobody has taken the case, or this person has, or stands in for who has (认领、代班).

    A stand-in who is a reviewer of the department as well acts here in the name of the absent one, and is so journalled.
    """
    if case.holder_id is None or case.holder_id == user.pk:
        return True
    acting = scope.acting(user)
    for post in acting.having(["REVIEWER"]):
        if post.delegated and post.holder == case.holder_id and post.covers(department=case.department_id):
            acting.used = post
            return True
    return False


def head_of(user: Any, case: ItemCase) -> bool:
    """The head of the department that decides the case (审批人)."""
    return scope.has_role(user, "HEAD", department=case.department_id) and impartial(user, case.application)


def signer_of(user: Any, case: ItemCase) -> bool:
    """A head who did not review this case: nobody signs their own opinion (审签分离)."""
    return head_of(user, case) and not case.opinions.filter(author_id=user.pk).exists()


def granter_of(user: Any, case: ItemCase) -> bool:
    """A head who did not ask for the special procedure that waits for an answer."""
    asked = case.special_procedures.filter(state="REQUESTED").values_list("requested_by_id", flat=True).first()
    return asked is not None and asked != user.pk and head_of(user, case)


def reviewer_without_request(user: Any, case: ItemCase) -> bool:
    """A reviewer of a case for which no special procedure waits for an answer."""
    return reviewer_of(user, case) and not case.special_procedures.filter(state="REQUESTED").exists()


def extender_of(user: Any, case: ItemCase) -> bool:
    """A head who did not ask for the extension that waits for an answer."""
    asked = case.extensions.filter(state="REQUESTED").values_list("requested_by_id", flat=True).first()
    return asked is not None and asked != user.pk and head_of(user, case)


def reviewer_of_extendable(user: Any, case: ItemCase) -> bool:
    """A reviewer of a case of which no extension waits for an answer or was given: one extension is all the law allows."""
    return reviewer_of(user, case) and not case.extensions.filter(state__in=("REQUESTED", "GRANTED")).exists()


def handler_of(user: Any, case: ItemCase) -> bool:
    """Reviewer or head of the department."""
    return reviewer_of(user, case) or head_of(user, case)


def nobody(user: Any, subject: Any) -> bool:
    """No person: the system alone gives this command."""
    return False
