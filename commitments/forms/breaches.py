"""失信: a breach is found, answered and decided."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from commitments.forms.plain import LONG
from commitments.models import Breach, CreditRecord
from core.forms import CommandForm


class BreachForm(CommandForm):
    """登记违诺."""

    demanded = ("kind", "facts")

    kind = forms.ChoiceField(label=lazy("Kind"), choices=Breach.Kind.choices, widget=forms.RadioSelect, required=False)
    facts = forms.CharField(
        label=lazy("Facts found"), required=False, max_length=2000, widget=forms.Textarea(attrs=LONG)
    )


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
