"""Forms of this room (表单): what is typed; whether it may be done is the command's decision."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commitments.commands.inspecting import DEFAULT_RATES
from commitments.models import Breach, Commitment, CreditRecord, Obligation, Verification
from core.forms import CommandForm
from projects.photos import read_photo
from projects.refusals import FileRefused
from projects.uploads import check_upload
from projects.words import sentence

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
LONG = {"rows": 4}
YES_NO = [("yes", lazy("Yes")), ("no", lazy("No"))]


class ReasonForm(CommandForm):
    """A reason or finding in words."""

    demanded = ("reason",)

    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs=LONG))


class TextForm(CommandForm):
    """Words that may be left out."""

    text = forms.CharField(
        label=lazy("Further terms of the decision"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs=LONG),
    )


class PlainForm(CommandForm):
    """Nothing but the press of a button."""


class UploadMixin(forms.Form):
    """One file, read at the door; `checked` says what it is."""

    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    checked: Any = None

    def read(self, name: str) -> Any:
        """The upload as the command takes it; the sentence of a refusal stands at the field."""
        upload = self.cleaned_data.get(name)
        if not upload:
            return None
        try:
            self.checked = check_upload(upload.file, upload.name, upload.size, self.formats)
        except FileRefused as refused:
            raise forms.ValidationError(sentence(refused)) from None
        upload.seek(0)
        return upload


class DraftForm(CommandForm):
    """承诺书: a day for every duty, a value for every indicator, the works that may start."""

    def __init__(self, *args: Any, offer: Any, proposed: dict[str, Any], agreed: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = list(offer.duties)
        if offer.track.code == "CBV":
            self.fields["works"] = forms.CharField(
                label=_("Works you want to start"), required=False, max_length=300,
                help_text=_("As in the scheme, for instance: workshop 1 and its foundations."),
            )  # fmt: skip
            self._demand("works")
        for duty in self.duties:
            label = duty.name.zh if _is_chinese() else duty.name.en
            if duty.kind == "INDICATOR":
                unit = (duty.unit.zh if _is_chinese() else duty.unit.en) if duty.unit else ""
                field = forms.DecimalField(
                    label=f"{label} {'≥' if duty.relation == 'min' else '≤'}",
                    required=False,
                    max_digits=12,
                    decimal_places=4,
                    initial=agreed.get(duty.code),
                )
                field.unit = unit  # type: ignore[attr-defined]
                self.fields[f"target_{duty.code}"] = field
                self._demand(f"target_{duty.code}")
            self.fields[f"day_{duty.code}"] = forms.DateField(
                label=_("“%(name)s” kept by") % {"name": label}, required=False, widget=DAY,
                initial=proposed.get(duty.code), help_text=str(Obligation.Milestone(duty.milestone).label),
            )  # fmt: skip
            self._demand(f"day_{duty.code}")

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.draft` takes them."""
        data = self.cleaned_data
        return {
            "days": {duty.code: data.get(f"day_{duty.code}") for duty in self.duties},
            "targets": {duty.code: data.get(f"target_{duty.code}") for duty in self.duties if duty.kind == "INDICATOR"},
            "works": data.get("works", ""),
        }


def _is_chinese() -> bool:
    from django.utils.translation import get_language

    return (get_language() or "zh").startswith("zh")


class SignForm(CommandForm, UploadMixin):
    """签署: who, in which office, with a stamp on paper or an electronic seal."""

    demanded = ("signer_name", "signer_post", "signature", "declared")

    signer_name = forms.CharField(label=lazy("Who signs"), max_length=60, required=False)
    signer_post = forms.CharField(
        label=lazy("Office"), max_length=60, required=False,
        help_text=lazy("Legal representative, or the authority the person holds."),
    )  # fmt: skip
    signature = forms.ChoiceField(
        label=lazy("How do you sign?"), choices=Commitment.Signature.choices, widget=forms.RadioSelect, required=False
    )
    scan = forms.FileField(
        label=lazy("Stamped scan (PDF or picture)"), required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip
    declared = forms.BooleanField(
        label=lazy("I have read the whole letter, what it states is true and meant, and I agree to its publication."),
        required=False,
    )

    def clean_scan(self) -> Any:
        """The scan."""
        return self.read("scan")

    @property
    def values(self) -> dict[str, Any]:
        """With what the file was found to be."""
        return {**super().values, "checked": self.checked}


class EvidenceForm(CommandForm, UploadMixin):
    """履约证明."""

    note = forms.CharField(
        label=lazy("What shows it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    value = forms.DecimalField(label=lazy("Value reached"), required=False, max_digits=12, decimal_places=4)
    upload = forms.FileField(
        label=lazy("File"), required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )  # fmt: skip

    def __init__(self, *args: Any, duty: Obligation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if duty.kind != "INDICATOR":
            del self.fields["value"]

    def clean_upload(self) -> Any:
        """The file."""
        return self.read("upload")

    @property
    def values(self) -> dict[str, Any]:
        """With the name of the file and what it was found to be."""
        upload = self.cleaned_data.get("upload")
        return {**super().values, "original_name": upload.name if upload else "", "checked": self.checked}


class BreachForm(CommandForm):
    """登记违诺."""

    demanded = ("kind", "facts")

    kind = forms.ChoiceField(label=lazy("Kind"), choices=Breach.Kind.choices, widget=forms.RadioSelect, required=False)
    facts = forms.CharField(label=lazy("Facts"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG))


class StatementForm(CommandForm):
    """陈述和申辩."""

    demanded = ("statement",)

    statement = forms.CharField(
        label=lazy("What you have to say"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class RevokeForm(CommandForm):
    """撤销: with the consequences confirmed."""

    demanded = ("seen",)

    record_class = forms.ChoiceField(
        label=lazy("Class of the breach"), required=False,
        choices=[("", lazy("as the rules suggest")), *CreditRecord.Class.choices],
    )  # fmt: skip
    seen = forms.BooleanField(label=lazy("I have read what the revocation takes away."), required=False)

    def __init__(self, *args: Any, fingerprint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fingerprint"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=fingerprint)

    @property
    def values(self) -> dict[str, Any]:
        """The list that was shown, only if it was confirmed."""
        data = self.cleaned_data
        return {"record_class": data["record_class"], "seen": data.get("fingerprint", "") if data["seen"] else ""}


class ObjectionForm(CommandForm):
    """公众异议."""

    demanded = ("name", "contact", "text")

    name = forms.CharField(label=lazy("Your name"), required=False, max_length=60)
    contact = forms.CharField(
        label=lazy("Phone or address"), required=False, max_length=120,
        help_text=lazy("Read by the deciding department alone."),
    )  # fmt: skip
    text = forms.CharField(
        label=lazy("What is not true?"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG)
    )


class AnswerForm(CommandForm):
    """答复异议."""

    demanded = ("answer", "sustained")

    objection = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = forms.CharField(label=lazy("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG))
    sustained = forms.ChoiceField(
        label=lazy("Was the objection right?"), choices=YES_NO, widget=forms.RadioSelect, required=False
    )

    @property
    def values(self) -> dict[str, Any]:
        """Yes and no as truth values."""
        data = super().values
        return {**data, "sustained": {"yes": True, "no": False}.get(data["sustained"])}


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
        label=lazy("Result"), required=False, widget=forms.RadioSelect,
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
        for duty in self.owed:
            if duty.kind == "INDICATOR":
                self.fields[f"reached_{duty.pk}"] = forms.DecimalField(
                    label=_("%(name)s: value found") % {"name": duty.label},
                    required=False,
                    max_digits=12,
                    decimal_places=4,
                )

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.record_verification` takes them."""
        data = super().values
        reached = {duty.pk: value for duty in self.owed if (value := data.pop(f"reached_{duty.pk}", None)) is not None}
        return {**data, "reached": reached}


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


class RecordTextForm(CommandForm):
    """异议."""

    demanded = ("text",)

    text = forms.CharField(
        label=lazy("What is wrong with the record?"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG)
    )


class RepairForm(CommandForm):
    """信用修复承诺."""

    demanded = ("promise",)

    promise = forms.CharField(
        label=lazy("Your public promise"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG),
        help_text=lazy("What you have put right and how you will keep to it; it is published with the repair."),
    )  # fmt: skip


class RecordAnswerForm(CommandForm):
    """答复 an objection or a repair; `name` is the truth value the command takes."""

    demanded = ("answer", "agree")

    answer = forms.CharField(label=lazy("Answer"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG))
    agree = forms.ChoiceField(label=lazy("Do you agree?"), choices=YES_NO, widget=forms.RadioSelect, required=False)
    name = "repaired"

    @property
    def values(self) -> dict[str, Any]:
        """Yes as true."""
        return {"answer": self.cleaned_data["answer"], self.name: self.cleaned_data["agree"] == "yes"}


class ObjectionAnswerForm(RecordAnswerForm):
    """答复记录异议."""

    name = "right"


class DrawForm(CommandForm):
    """双随机抽取."""

    demanded = ("name", "region")

    name = forms.CharField(label=lazy("Name of the inspection"), required=False, max_length=120)
    region: forms.ModelChoiceField = forms.ModelChoiceField(label=lazy("Region"), queryset=None, required=False)
    rate_A = forms.IntegerField(label=lazy("Rate of class A (%)"), required=False, initial=DEFAULT_RATES["A"])
    rate_B = forms.IntegerField(label=lazy("Rate of class B (%)"), required=False, initial=DEFAULT_RATES["B"])
    rate_C = forms.IntegerField(label=lazy("Rate of class C (%)"), required=False, initial=DEFAULT_RATES["C"])
    seed = forms.CharField(
        label=lazy("Seed"), required=False, max_length=64,
        help_text=lazy("For instance numbers drawn in public. Left empty, the system draws one and stores it."),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
