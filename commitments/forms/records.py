"""信用记录: objected to, repaired."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from commitments.forms.plain import LONG, YES_NO
from core.forms import CommandForm


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
