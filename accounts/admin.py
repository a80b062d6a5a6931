"""Back office of people and bodies: nothing is deleted, every change is journalled."""

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from axes.admin import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_celery_beat import admin as beat

from accounts.actors import describe
from accounts.commands import CHAIN
from accounts.models import Delegation, Department, Enterprise, Membership, Region, User
from core import journal
from core.admin import ReadOnly

# The back office is entered through the same door as everything else: lock-out and second factor included.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Who may do what comes from memberships; a group of Django's would grant nothing and only mislead.
admin.site.unregister(Group)


def _call(model: type[Model], one: Any, many: Any) -> None:
    """Give a library's rows the names an administrator reads; the library ships no Chinese."""
    model._meta.verbose_name, model._meta.verbose_name_plural = one, many


_call(AccessAttempt, _("failed sign-in of late"), _("failed sign-ins of late"))
_call(AccessFailureLog, _("failed sign-in"), _("failed sign-ins"))
_call(AccessLog, _("sign-in and sign-out"), _("sign-ins and sign-outs"))
_call(Authenticator, _("second factor"), _("second factors"))
apps.get_app_config("axes").verbose_name = _("Sign-ins")
apps.get_app_config("core").verbose_name = _("Messages to other systems")


class Journalled(admin.ModelAdmin):
    """Rows that are closed instead of deleted, and whose changes enter the journal."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        verb = f"admin.{'change' if change else 'add'}"
        fields = sorted(set(form.changed_data) - {"password"})
        journal.append(CHAIN, verb, obj, actor=describe(request.user, obj), data={"fields": fields})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Reached only where a room lets its rows be deleted; that enters the journal too."""
        facts = {"fields": [], "row": str(obj)}
        journal.append(CHAIN, "admin.delete", obj, actor=describe(request.user, obj), data=facts)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


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


# ---- rows of libraries: their own pages there would change them without a word in the journal -------------------------


class Lifted(Journalled):
    """Rows that are looked at, and taken away where a person could not go on; that enters the journal."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class SecondFactorAdmin(Lifted):
    """第二因素: of someone who lost the telephone it is taken away; the secret is not shown."""

    list_display = fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)


class FailedSignInAdmin(Lifted):
    """登录失败: taking the row away lifts the lock before its time."""

    list_display = fields = ("attempt_time", "username", "ip_address", "failures_since_start")
    search_fields = ("username", "ip_address")


class SignInAdmin(ReadOnly):
    """登录记录: who, when, from where."""

    list_display = fields = ("attempt_time", "username", "ip_address")
    search_fields = ("username", "ip_address")


class AddressAdmin(ReadOnly):
    """邮箱: of whom, and whether it was proven."""

    list_display = ("email", "user", "verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email", "user__username")


class TaskAdmin(ReadOnly):
    """定时任务: what the schedule in the settings wrote here, when it last ran, how often."""

    list_display = ("name", "task", "enabled", "last_run_at", "total_run_count")
    search_fields = ("name", "task")


_INSTEAD: dict[type[Model], type[admin.ModelAdmin]] = {
    Authenticator: SecondFactorAdmin,
    AccessAttempt: FailedSignInAdmin,
    AccessFailureLog: SignInAdmin,
    AccessLog: SignInAdmin,
    EmailAddress: AddressAdmin,
    beat.PeriodicTask: TaskAdmin,
    beat.ClockedSchedule: ReadOnly,
    beat.CrontabSchedule: ReadOnly,
    beat.IntervalSchedule: ReadOnly,
    beat.SolarSchedule: ReadOnly,
}
# The rows are imported from the libraries' own `admin`, so that their pages stand there before they are replaced.
for _model, _page in _INSTEAD.items():
    admin.site.unregister(_model)
    admin.site.register(_model, _page)
