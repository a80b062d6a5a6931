"""Who may type in for an enterprise at the counter (窗口代录权限)."""

from typing import Any

from accounts import scope
from accounts.models import Region
from accounts.posts import CLERK
from approvals.access import applicant_of
from approvals.models import CounterFiling, JointApplication
from core.errors import Invalid
from projects.models import Project


def clerk(user: Any, _subject: Any = None) -> bool:
    """A clerk of any window; which regions it serves is checked with the data."""
    return scope.has_role(user, CLERK)


def serves(user: Any, region_id: str) -> bool:
    """Whether the window of the region, or of the nearest one above it, is the clerk's."""
    from approvals.commands.filing import window_of  # the commands of filing ask this module who may

    try:
        window = window_of(Region.objects.only("code", "parent_id").get(pk=region_id))
    except Invalid:
        return False
    return scope.has_role(user, CLERK, department=window.pk)


def receives(user: Any, project: Project) -> bool:
    """A clerk of the project's window who does not act for its enterprise (回避)."""
    return serves(user, project.region_id) and not scope.acts_for(user, project.enterprise_id, project.code)


def typist_of(user: Any, application: JointApplication) -> bool:
    """A clerk of the window at which the draft was opened."""
    filing = CounterFiling.objects.filter(application_id=application.pk).first()
    return filing is not None and scope.has_role(user, CLERK, department=filing.window_id)


def filer_of(user: Any, application: JointApplication) -> bool:
    """Who fills in the form: the enterprise, or for a file brought on paper the clerk."""
    return applicant_of(user, application) or typist_of(user, application)


def types_in(user: Any, project: Project) -> bool:
    """While a draft of the counter is open, its clerk fills the dossier, the redline and the vault of the project."""
    windows = scope.departments(user, CLERK)
    if not windows:
        return False
    return CounterFiling.objects.filter(
        application__project_id=project.pk, application__state="DRAFT", window_id__in=windows
    ).exists()
