"""`{% project_chip project %}`: where the approval of a project stands, 已办结 with its date included."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.display import written_date
from core.templatetags.bingshen import state_chip
from projects.finishing import finished_at
from projects.models import Project

register = template.Library()


@register.simple_tag
def project_chip(project: Project) -> SafeString:
    """A chip with the state; a project in approval of which nothing is left says since when it is finished."""
    at = finished_at(project) if project.state == Project.State.ACTIVE else None
    if at is None:
        return state_chip(project)
    word = _("%(state)s on %(day)s") % {"state": Project.State.COMPLETED.label, "day": written_date(at)}
    return state_chip(Project.State.COMPLETED.value, word)
