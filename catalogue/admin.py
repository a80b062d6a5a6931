"""Back office of the catalogue: versions are edited as drafts and published; their rows are read only."""

from __future__ import annotations

from typing import Any

import yaml
from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue import commands
from catalogue.access import edits_catalogue
from catalogue.commands import CHAIN
from catalogue.models import Assignment, CatalogueVersion, FlowType, Item, MaterialSpec, StageBudget
from catalogue.source import from_yaml, to_yaml
from core import journal
from core.admin import ReadOnly
from core.commands import describe_actor
from core.errors import Invalid, Refusal
from core.time import now


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionForm(forms.ModelForm):
    """A draft as YAML; the same checks as for loading, told at the field."""

    written = forms.CharField(label=gettext_lazy("Content (YAML)"), widget=forms.Textarea(attrs={"rows": 40}))

    class Meta:
        model = CatalogueVersion
        fields = ("note",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "written" in self.fields:
            self.fields["written"].initial = to_yaml(self.instance.content)

    def clean_written(self) -> dict[str, Any]:
        """The mapping written in the field. ValidationError with the line where YAML breaks."""
        try:
            source = from_yaml(self.cleaned_data["written"])
        except yaml.YAMLError as error:
            raise forms.ValidationError(_("This is not valid YAML: %(error)s") % {"error": error}) from None
        if not isinstance(source, dict):
            raise forms.ValidationError(_("The content must be a mapping."))
        try:
            commands.check_source(source)
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return source


@admin.register(CatalogueVersion)
class VersionAdmin(admin.ModelAdmin):
    form = VersionForm
    list_display = ("__str__", "state", "published_at", "note", "content_hash")
    list_filter = ("state",)
    search_fields = ("note", "content_hash")
    readonly_fields = ("number", "state", "content_hash", "published_at")
    fields = (*readonly_fields, "note", "written")
    actions = ("copy_as_draft", "publish")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CatalogueVersion]:
        return CatalogueVersion.objects.visible_to(request.user).defer("content")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if self.has_change_permission(request, obj) else (*self.readonly_fields, "note")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return edits_catalogue(request.user) if obj is None else commands.revise.is_open(request.user, obj)

    def save_model(self, request: HttpRequest, obj: CatalogueVersion, form: Any, change: bool) -> None:
        # The command locks and reads the row itself; nothing of the form's instance is saved.
        data = {"source": form.cleaned_data["written"], "note": form.cleaned_data["note"]}
        commands.revise.perform(request.user, CatalogueVersion(pk=obj.pk), **data)

    @admin.action(description=gettext_lazy("Copy as a new draft"), permissions=["change"])
    def copy_as_draft(self, request: HttpRequest, queryset: QuerySet[CatalogueVersion]) -> None:
        """A draft with the same content, to be edited."""
        for version in queryset:
            note = _("copy of %(version)s") % {"version": version}
            # Equal content is the same version, so the copy says which edition it is.
            source = {**version.content, "edition": f"{version} {now():%Y-%m-%d %H:%M:%S}"}
            self._perform(request, commands.load, source=source, note=note)

    @admin.action(description=gettext_lazy("Publish the version"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[CatalogueVersion]) -> None:
        """Put one version in force."""
        if len(queryset) != 1:
            self.message_user(request, _("Choose exactly one version to publish."), messages.ERROR)
            return
        self._perform(request, commands.publish, queryset[0])

    def _perform(self, request: HttpRequest, command: Any, subject: Any = None, **data: Any) -> None:
        try:
            version = command.perform(request.user, subject, **data)
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, f"{command.label}: {version}", messages.SUCCESS)


class MaterialInline(ReadOnlyInline):
    model = MaterialSpec
    fields = ("position", "key", "name", "principal", "source", "formats", "required")


@admin.register(Item)
class ItemAdmin(ReadOnly):
    list_display = ("code", "name", "stage", "kind", "department_function", "promised_days", "counts_in_cap", "version")
    list_filter = ("version", "stage", "kind", "department_function")
    search_fields = ("code", "name", "name_en", "materials__name")
    list_select_related = ("version",)
    inlines = (MaterialInline,)


class BudgetInline(ReadOnlyInline):
    model = StageBudget


@admin.register(FlowType)
class FlowTypeAdmin(ReadOnly):
    list_display = ("code", "name", "splclx", "cap", "version")
    list_filter = ("version",)
    search_fields = ("code", "name", "name_en")
    list_select_related = ("version",)
    inlines = (BudgetInline,)


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):
    list_display = ("item_code", "region", "department", "document_number")
    list_filter = ("item_code",)
    search_fields = ("item_code", "region__name", "department__name", "document_number")
    list_select_related = ("region", "department")
    autocomplete_fields = ("region", "department")

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._journal(request, obj, "admin.change" if change else "admin.add", form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Assignment) -> None:
        self._journal(request, obj, "admin.delete", [])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Assignment]) -> None:
        for assignment in queryset:
            self.delete_model(request, assignment)

    def _journal(self, request: HttpRequest, obj: Assignment, verb: str, fields: list[str]) -> None:
        facts = {"item": obj.item_code, "region": obj.region_id, "department": obj.department_id, "fields": fields}
        journal.append(CHAIN, verb, obj, actor=describe_actor(request.user, obj), data=facts)
