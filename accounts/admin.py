"""Back office of people and bodies: nothing is deleted, every change is journalled."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actors import describe
from accounts.commands import CHAIN
from accounts.models import Delegation, Department, Enterprise, Membership, Region, User
from core import journal

# The back office is entered through the same door as everything else: lock-out and second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class Journalled(admin.ModelAdmin):
    """Rows that are closed instead of deleted, and whose changes enter the journal."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = f"admin.{'change' if change else 'add'}"
        fields = sorted(set(form.changed_data) - {"password"})
        journal.append(CHAIN, verb, obj, actor=describe(request.user, obj), data={"fields": fields})


@admin.register(Region)
class RegionAdmin(Journalled):
    list_display = ("code", "name", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level",)
    search_fields = ("code", "name", "name_en")
    fields = ("code", "name", "name_en", "level", "parent", "valid_from", "valid_to")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("boundary")


@admin.register(Department)
class DepartmentAdmin(Journalled):
    list_display = ("name", "region", "function", "is_approval_bureau", "is_window", "active")
    list_filter = ("function", "is_approval_bureau", "is_window", "active")
    search_fields = ("name", "code", "uscc")
    list_select_related = ("region",)
    autocomplete_fields = ("region",)


@admin.register(Enterprise)
class EnterpriseAdmin(Journalled):
    list_display = ("name", "uscc", "region", "legal_representative")
    search_fields = ("name", "uscc")
    list_select_related = ("region",)
    autocomplete_fields = ("region",)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("department", "enterprise", "region")
    can_delete = False


@admin.register(User)
class PersonAdmin(Journalled, UserAdmin):
    list_display = ("username", "name", "is_active", "is_staff", "last_login")
    search_fields = ("username", "name")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "phone")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(Journalled):
    list_display = ("user", "role", "department", "enterprise", "region", "valid_from", "valid_to", "revoked_at")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name")
    list_select_related = ("user", "department", "enterprise", "region")
    autocomplete_fields = ("user", "department", "enterprise", "region")


@admin.register(Delegation)
class DelegationAdmin(Journalled):
    list_display = ("membership", "to_user", "valid_from", "valid_to", "revoked_at")
    list_select_related = ("membership__user", "to_user")
    search_fields = ("to_user__username", "to_user__name", "membership__user__username")
    autocomplete_fields = ("membership", "to_user")
