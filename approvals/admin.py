"""Back office: the handling rules an administrator may change."""

from django.contrib import admin

from approvals.models import JointMember, OvertimeReason, Practice


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin):
    """One row: the defaults of this system that are not law."""

    def has_add_permission(self, request) -> bool:  # type: ignore[no-untyped-def]
        return super().has_add_permission(request) and not Practice.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False


@admin.register(JointMember)
class JointMemberAdmin(admin.ModelAdmin):
    """联合办理参与部门: the rows of a region replace the shipped members of that procedure there and below."""

    list_display = ("region", "kind", "name", "function", "days", "silence", "basis")
    list_filter = ("kind", "silence")
    search_fields = ("name", "code", "function")


@admin.register(OvertimeReason)
class OvertimeReasonAdmin(admin.ModelAdmin):
    """超期原因: what departments may choose from; a reason once used is switched off, not deleted."""

    list_display = ("position", "name", "name_en", "ours", "active")
    list_display_links = ("name",)

    def has_delete_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False
