"""Back office: the handling rules an administrator may change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from viewflow.workflow.models import Process, Task

from accounts.admin import Journalled
from approvals.models import JointMember, OvertimeReason, Practice

# The engine's rows move people (ADR 1) and change with the record, through commands; nobody moves them by hand.
admin.site.unregister([Process, Task])


@admin.register(Practice)
class PracticeAdmin(Journalled):
    """One row: the defaults of this system that are not law."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Practice.objects.exists()


@admin.register(JointMember)
class JointMemberAdmin(Journalled):
    """联合办理参与部门: the rows of a region replace the shipped members of that procedure there and below."""

    list_display = ("region", "kind", "name", "function", "days", "silence", "basis")
    list_filter = ("kind", "silence")
    search_fields = ("name", "code", "function")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Without rows of its own a region has the shipped members again."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(OvertimeReason)
class OvertimeReasonAdmin(Journalled):
    """超期原因: what departments may choose from; a reason once used is switched off, not deleted."""

    list_display = ("position", "name", "name_en", "ours", "active")
    list_display_links = ("name",)
