"""承诺书: drawn up and signed, shown to be kept, objected to while it is public."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from catalogue.speech import local
from catalogue.tracks import Duty
from commitments.forms.plain import DAY, LONG, YES_NO, UploadMixin
from commitments.models import Commitment, Obligation
from core.display import plain_number
from core.forms import CommandForm


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
            label = local(duty.name)
            if duty.kind == "INDICATOR":
                unit = local(duty.unit) if duty.unit else ""
                field = forms.DecimalField(
                    label=f"{label} {'≥' if duty.relation == 'min' else '≤'}",
                    required=False,
                    max_digits=12,
                    decimal_places=4,
                    initial=plain_number(agreed[duty.code]) if duty.code in agreed else None,
                    help_text=_agreed(duty, agreed.get(duty.code), unit),
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
    def groups(self) -> list[list[Any]]:
        """The fields that belong together: the value of an indicator beside its day."""
        names = [["works"], *([f"target_{duty.code}", f"day_{duty.code}"] for duty in self.duties)]
        return [[self[name] for name in group if name in self.fields] for group in names]

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.draft` takes them."""
        data = self.cleaned_data
        return {
            "days": {duty.code: data.get(f"day_{duty.code}") for duty in self.duties},
            "targets": {duty.code: data.get(f"target_{duty.code}") for duty in self.duties if duty.kind == "INDICATOR"},
            "works": data.get("works", ""),
        }


def _agreed(duty: Duty, limit: Decimal | None, unit: str) -> str:
    if limit is None:
        return _("As in the investment agreement.")
    sign = "≥" if duty.relation == "min" else "≤"
    return _("Investment agreement: %(limit)s") % {"limit": f"{sign} {plain_number(limit)} {unit}".strip()}


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
            return
        self.fields["value"].unit = duty.unit_label  # type: ignore[attr-defined]
        self._demand("value")

    def clean_upload(self) -> Any:
        """The file."""
        return self.read("upload")

    @property
    def values(self) -> dict[str, Any]:
        """With the name of the file and what it was found to be."""
        upload = self.cleaned_data.get("upload")
        return {**super().values, "original_name": upload.name if upload else "", "checked": self.checked}


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
