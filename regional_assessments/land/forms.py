"""Forms of standard land (标准地表单): limits, notice, contracts, measured values with their evidence."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from catalogue.speech import local
from core import files
from core.forms import CommandForm
from core.models import StoredFile
from projects.models import Project
from projects.refusals import FileRefused
from projects.upload_checks import MEDIA_TYPES
from projects.uploads import check_upload, clean_name, extension_of
from projects.words import sentence
from regional_assessments.drawing import OutlineForm
from regional_assessments.land.indicators import indicators
from regional_assessments.land.preparing import Limits, field_of
from regional_assessments.land.taking import Measured
from regional_assessments.models import ControlIndicator, Parcel

EVIDENCE = ("pdf", "jpg", "png", "xlsx")


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class CheckedFileField(forms.FileField):
    """A file whose content keeps what its name promises; cleans to what the browser sent."""

    def __init__(self, *, formats: Collection[str] = ("pdf",), **kwargs: Any) -> None:
        accept = ",".join(f".{one}" for one in formats)
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accept}), max_length=4096, allow_empty_file=True, **kwargs
        )
        self.formats = formats

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Raise ValidationError with the sentence for what is wrong with it."""
        upload = super().clean(data, initial)
        if upload:
            try:
                check_upload(upload.file, upload.name, upload.size, self.formats)
            except FileRefused as error:
                raise ValidationError(sentence(error)) from None
        return upload


def stored(upload: Any) -> StoredFile | None:
    """Keep a checked upload; None for none."""
    return files.store(upload, MEDIA_TYPES[extension_of(upload.name)]) if upload else None


class ParcelForm(OutlineForm):
    """标准地地块: name, use, outline and one field per limit."""

    name = forms.CharField(label=lazy("Name of the parcel"), max_length=120, required=False)
    land_use = forms.CharField(label=lazy("Land use"), max_length=60, required=False, initial="二类工业用地")
    demanded = ("name", "land_use")

    def __init__(self, *args: Any, parcel: Parcel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, shape=parcel.shape if parcel else None, **kwargs)
        given = {(row.code, row.subject): row.limit for row in parcel.indicators.all()} if parcel else {}
        self.limit_fields: list[tuple[str, str]] = []
        for code, told in indicators().items():
            for subject in told.subjects or ("",):
                name = field_of(code, subject)
                sign = "≥" if told.rule == "ge" else "≤"
                label = f"{local(told.name)}{' · ' + subject if subject else ''} {sign}"
                limit = given.get((code, subject), None if parcel else told.limit)
                bounded = forms.DecimalField(
                    label=label, required=False, min_value=Decimal(0), max_digits=16, decimal_places=4,
                    initial=None if limit is None else f"{limit.normalize():f}",
                )  # fmt: skip
                bounded.unit = local(told.unit)  # type: ignore[attr-defined]
                bounded.demanded = told.required and (not told.subjects or subject == told.subjects[0])  # type: ignore[attr-defined]
                self.fields[name] = bounded
                self.limit_fields.append((code, subject))
        if parcel:
            self.fields["name"].initial, self.fields["land_use"].initial = parcel.name, parcel.land_use

    @property
    def required_limits(self) -> list[Any]:
        """Bound fields of the five indicators the province asks for."""
        return [self[field_of(*key)] for key in self.limit_fields if indicators()[key[0]].required]

    @property
    def other_limits(self) -> list[Any]:
        """Bound fields of what may be agreed in addition."""
        return [self[field_of(*key)] for key in self.limit_fields if not indicators()[key[0]].required]

    @property
    def limits(self) -> Limits:
        """What was filled in."""
        given = {key: self.cleaned_data.get(field_of(*key)) for key in self.limit_fields}
        return {key: limit for key, limit in given.items() if limit is not None}

    def data_of_command(self) -> dict[str, Any]:
        """What `land.prepare` and `land.revise` take."""
        cleaned = self.cleaned_data
        shape = self.reading.geometry if self.reading else None
        return {"name": cleaned["name"], "land_use": cleaned["land_use"], "limits": self.limits, "shape": shape}


class NoticeForm(CommandForm):
    """出让公告."""

    demanded = ("notice_number", "notice_on")
    notice_number = forms.CharField(label=lazy("Number of the sale notice"), max_length=100, required=False)
    notice_on = _day(lazy("Date of the sale notice"), required=False)
    unassessed_reason = forms.CharField(
        label=lazy("Why it is sold without some assessments"),
        max_length=300,
        required=False,
        help_text=lazy("Asked only where no assessment in force covers the parcel."),
    )

    def data_of_command(self) -> dict[str, Any]:
        """What `land.publish` takes."""
        return self.values


class ContractForm(CommandForm):
    """出让合同与标准地投资建设协议."""

    demanded = (
        "buyer", "contract_number", "contract_on", "contract_file", "agreement_number", "agreement_on",
        "agreement_file", "complete_by",
    )  # fmt: skip
    buyer = forms.CharField(label=lazy("Buyer"), max_length=120, required=False)
    contract_number = forms.CharField(label=lazy("Number of the land contract"), max_length=100, required=False)
    contract_on = _day(lazy("Date of the land contract"), required=False)
    contract_file = CheckedFileField(label=lazy("Land contract (PDF)"), required=False)
    agreement_number = forms.CharField(label=lazy("Number of the investment agreement"), max_length=100, required=False)
    agreement_on = _day(lazy("Date of the investment agreement"), required=False)
    agreement_file = CheckedFileField(label=lazy("Investment agreement (PDF)"), required=False)
    complete_by = _day(lazy("To be completed by (from the agreement)"), required=False)
    project = forms.ModelChoiceField(
        label=lazy("Project"),
        queryset=Project.objects.none(),
        required=False,
        empty_label=lazy("not yet filed"),
        help_text=lazy("Projects in this zone; the one on this very ground stands first."),
    )

    def __init__(self, *args: Any, projects: Collection[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["project"], projects)

    def data_of_command(self) -> dict[str, Any]:
        """What `land.contract` takes; the files are kept."""
        data = self.values
        return {**data, **{name: stored(data[name]) for name in ("contract_file", "agreement_file")}}


class LinkForm(CommandForm):
    """关联项目."""

    project = forms.ModelChoiceField(
        label=lazy("Project"), queryset=Project.objects.none(), required=False, empty_label=lazy("none")
    )

    def __init__(self, *args: Any, projects: Collection[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["project"], projects)

    def data_of_command(self) -> dict[str, Any]:
        """What `land.link` takes."""
        return self.values


class CheckForm(CommandForm):
    """竣工核验、达产考核: a measured value with evidence for each indicator that is due."""

    demanded = ("checked_on",)
    checked_on = _day(lazy("Day of the check"), required=False)
    rectify_by = _day(
        lazy("To be put right by"), required=False, help_text=lazy("Asked only where an indicator is not kept.")
    )

    def __init__(self, *args: Any, due: Collection[ControlIndicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = list(due)
        for row in self.due:
            measured = forms.DecimalField(
                label=_("%(indicator)s: measured") % {"indicator": row.label}, required=False, min_value=Decimal(0),
                max_digits=16, decimal_places=4,
                help_text=_("promised: %(sign)s %(limit)s") % {"sign": row.sign, "limit": row.written},
            )  # fmt: skip
            measured.unit = local(row.told.unit)  # type: ignore[attr-defined]
            evidence = CheckedFileField(label=_("Evidence"), required=False, formats=EVIDENCE)
            note = forms.CharField(label=_("Note"), required=False, max_length=300)
            self.fields |= {
                f"measured_{row.pk}": measured,
                f"evidence_{row.pk}": evidence,
                f"note_{row.pk}": note,
            }
            self._demand(f"measured_{row.pk}", f"evidence_{row.pk}")

    @property
    def groups(self) -> list[tuple[ControlIndicator, list[Any]]]:
        """(indicator, its three bound fields)."""
        return [(row, [self[f"{name}_{row.pk}"] for name in ("measured", "evidence", "note")]) for row in self.due]

    def data_of_command(self) -> dict[str, Any]:
        """What the two checks take; the evidence is kept."""
        cleaned, measured = self.cleaned_data, {}
        for row in self.due:
            value, upload = cleaned.get(f"measured_{row.pk}"), cleaned.get(f"evidence_{row.pk}")
            if value is not None:
                measured[row.pk] = Measured(
                    value, stored(upload), clean_name(upload.name) if upload else "", cleaned[f"note_{row.pk}"]
                )
        return {"measured": measured, "checked_on": cleaned["checked_on"], "rectify_by": cleaned["rectify_by"]}


class ReasonForm(CommandForm):
    """One reason."""

    demanded = ("reason",)
    reason = forms.CharField(
        label=lazy("Reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def data_of_command(self) -> dict[str, Any]:
        """What the verbs with a reason take."""
        return self.values


def _offer(choice: Any, projects: Collection[Project]) -> None:
    choice.queryset = Project.objects.filter(pk__in=[project.pk for project in projects])
    choice.choices = [
        ("", choice.empty_label),
        *((project.pk, f"{project.name} · {project.code}") for project in projects),
    ]
