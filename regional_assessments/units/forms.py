"""Forms of assessment units (单元表单): verbs, and the two steps of an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from catalogue.speech import local
from core.forms import CommandForm
from projects.dossier_forms import STATED
from regional_assessments.land.forms import CheckedFileField
from regional_assessments.units.kinds import kinds
from regional_assessments.units.mapping import FIELDS, guess


def day(label: Any, **more: Any) -> forms.DateField:
    """A date as the browser gives it."""
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class PlainForm(CommandForm):
    """A verb without data."""


class UnitReasonForm(CommandForm):
    """退回、停止使用、作废: one reason."""

    demanded = ("reason",)
    reason = forms.CharField(
        label=lazy("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class PublishForm(CommandForm):
    """批准并发布: the document the department stands for."""

    demanded = ("document_number", "document_on")
    document_number = forms.CharField(label=lazy("Number of the approval"), max_length=100, required=False)
    document_on = day(lazy("Date of the approval"))


class RenewForm(CommandForm):
    """编制新版本."""

    effective_from = day(lazy("In force from"), help_text=lazy("The present version counts until the day before."))


class ReportForm(CommandForm):
    """上传评估报告."""

    demanded = ("report",)
    report = CheckedFileField(label=lazy("Assessment report (PDF)"), required=False)


class LayerForm(forms.Form):
    """导入第一步: the file, and what it may not say itself."""

    upload = forms.FileField(
        label=lazy("File with the outlines"),
        max_length=4096,
        allow_empty_file=True,
        help_text=lazy(
            "Zipped Shapefile, GeoPackage, GeoJSON, KML, DXF, Excel table or text of coordinates; at most 20 MB, 500 outlines."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".zip,.gpkg,.geojson,.json,.kml,.dxf,.xlsx,.txt,.csv", "data-max-mb": "20"}
        ),
    )
    stated = forms.ChoiceField(
        label=lazy("Coordinate system"),
        required=False,
        choices=STATED,
        help_text=lazy("Needed only when the file does not say it and the easting has six digits."),
    )


class MappingForm(CommandForm):
    """导入第二步: which column says what, and what holds where no column does."""

    demanded = ("kind", "name", "producer", "effective_from", "chosen")

    kind = forms.ChoiceField(label=lazy("Kind of assessment"), required=False)
    name = forms.CharField(label=lazy("Name of the area"), max_length=120, required=False)
    producer = forms.CharField(label=lazy("Compiled by"), max_length=120, required=False)
    effective_from = day(lazy("In force from"))
    effective_to = day(lazy("In force until"), help_text=lazy("Empty: the usual validity of the kind."))
    note = forms.CharField(label=lazy("Note"), max_length=500, required=False)
    cleared = forms.BooleanField(
        label=lazy("The ground is cleared (for archaeology and state security)"), required=False
    )
    chosen = forms.MultipleChoiceField(
        label=lazy("Outlines to keep as drafts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, columns: list[str], rows: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *((k.code, f"{k.code} {local(k.name)}") for k in kinds().values())]  # type: ignore[attr-defined]
        self.fields["chosen"].choices = [(str(number), text) for number, text in rows]  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [str(number) for number, _text in rows]
        for name in FIELDS:
            self.fields[f"{name}_column"] = forms.ChoiceField(
                label=lazy("from column"),
                required=False,
                choices=[("", lazy("the same for all"))] + [(column, column) for column in columns],
                initial=guess(name, columns),
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Each field with the choice of its column."""
        return [(self[name], self[f"{name}_column"]) for name in FIELDS]
