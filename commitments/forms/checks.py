"""核查: the finding on site, photos, the double-random draw."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commitments.forms.plain import LONG
from commitments.models import Breach, Obligation, Verification
from core.display import plain_number
from core.forms import CommandForm
from projects.photos import read_photo
from projects.refusals import FileRefused
from projects.words import sentence


class FindingForm(CommandForm):
    """核查结果, made for a phone: few fields, the position filled in by the device."""

    demanded = ("outcome", "method", "findings")

    method = forms.ChoiceField(
        label=lazy("How checked"), choices=Verification.Method.choices, widget=forms.RadioSelect, required=False
    )
    kept = forms.TypedMultipleChoiceField(
        label=lazy("Found to be kept"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    outcome = forms.ChoiceField(
        label=lazy("Conclusion of the check"), required=False, widget=forms.RadioSelect,
        choices=[("KEPT", lazy("as promised")), ("BROKEN", lazy("not as promised"))],
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=lazy("Kind of breach, if any"), required=False, choices=[("", "—"), *Breach.Kind.choices]
    )
    findings = forms.CharField(
        label=lazy("Findings"), required=False, max_length=4000, widget=forms.Textarea(attrs=LONG)
    )
    latitude = forms.DecimalField(
        label=lazy("Latitude"), required=False, max_digits=9, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-position": "latitude"}),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=lazy("Longitude"), required=False, max_digits=9, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-position": "longitude"}),
    )  # fmt: skip
    accuracy_m = forms.IntegerField(
        required=False, min_value=0, max_value=1_000_000,
        widget=forms.HiddenInput(attrs={"data-position": "accuracy"}),
    )  # fmt: skip

    def __init__(self, *args: Any, owed: Iterable[Obligation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed = list(owed)
        self.fields["kept"].choices = [(duty.pk, duty.label) for duty in self.owed]  # type: ignore[attr-defined]
        measured = {f"reached_{duty.pk}": _measured(duty) for duty in self.owed if duty.kind == "INDICATOR"}
        self.fields |= measured
        self.order_fields(["method", "kept", *measured])

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.record_verification` takes them."""
        data = super().values
        reached = {duty.pk: value for duty in self.owed if (value := data.pop(f"reached_{duty.pk}", None)) is not None}
        return {**data, "reached": reached}


def _measured(duty: Obligation) -> forms.DecimalField:
    """The value found of an indicator, beside what was promised and what the enterprise says it reached."""
    told = duty.evidence.first()
    said = _("promised: %(limit)s") % {"limit": duty.limit}
    if told is not None and told.value is not None:
        said = _("%(promised)s; the enterprise says %(value)s, which counts where this stays empty") % {
            "promised": said,
            "value": plain_number(told.value),
        }
    field = forms.DecimalField(
        label=_("%(name)s: value found") % {"name": duty.label},
        required=False,
        max_digits=12,
        decimal_places=4,
        help_text=said,
    )
    field.unit = duty.unit_label  # type: ignore[attr-defined]
    return field


class PhotoForm(CommandForm):
    """现场照片."""

    demanded = ("photo",)

    photo = forms.FileField(
        label=lazy("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )  # fmt: skip
    caption = forms.CharField(label=lazy("What it shows"), required=False, max_length=120)

    def clean_photo(self) -> Any:
        """The photo without what the camera noted."""
        upload = self.cleaned_data.get("photo")
        if not upload:
            return None
        try:
            return read_photo(upload.file, upload.name, upload.size)
        except FileRefused as refused:
            raise forms.ValidationError(sentence(refused)) from None


class RegionField(forms.ModelChoiceField):
    """A region by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        """`Zhanggong District` for readers of English."""
        return str(obj.label)


class DrawForm(CommandForm):
    """双随机抽取."""

    demanded = ("name", "region")

    name = forms.CharField(label=lazy("Name of the inspection"), required=False, max_length=120)
    region: forms.ModelChoiceField = RegionField(label=lazy("Region"), queryset=None, required=False)
    rate_A = forms.IntegerField(label=lazy("Rate of class A (%)"), required=False)
    rate_B = forms.IntegerField(label=lazy("Rate of class B (%)"), required=False)
    rate_C = forms.IntegerField(label=lazy("Rate of class C (%)"), required=False)
    seed = forms.CharField(
        label=lazy("Seed"), required=False, max_length=64,
        help_text=lazy("For instance numbers drawn in public. Left empty, the system draws one and stores it."),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Any, rates: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for risk, rate in rates.items():
            self.fields[f"rate_{risk}"].initial = rate
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if len(regions) == 1:
            self.fields["region"].initial = regions[0]

    def clean_region(self) -> Any:
        """A region is demanded before anything is drawn."""
        if self.cleaned_data.get("region") is None:
            raise forms.ValidationError(_("Choose the region."))
        return self.cleaned_data["region"]

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.draw` takes them."""
        data = super().values
        return {
            "name": data["name"], "region": data["region"], "seed": data["seed"],
            "rates": {risk: data.get(f"rate_{risk}") or 0 for risk in "ABC"},
        }  # fmt: skip
