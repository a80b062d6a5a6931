"""Back office: the handling rules an administrator may change."""

from django.contrib import admin

from approvals.models import Practice


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin):
    """One row: the defaults of this system that are not law."""

    def has_add_permission(self, request) -> bool:  # type: ignore[no-untyped-def]
        return super().has_add_permission(request) and not Practice.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        return False
