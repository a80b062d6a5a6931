"""`{% course_of project as course %}`: the course of a project for pages of rooms that do not know this one."""

from typing import Any

from django import template

from approvals.timeline import Course
from approvals.timeline import course_of as find
from projects.models import Project

register = template.Library()


@register.simple_tag(takes_context=True)
def course_of(context: Any, project: Project) -> Course:
    """The course of `project` as the reader may see it."""
    return find(context["request"].user, project)
