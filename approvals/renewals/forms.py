"""Forms of renewals (延续表单)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from core.forms import CommandForm


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class FileForm(CommandForm):
    """申请延续."""

    demanded = ("until", "reason")

    until = _day(lazy("Needed until"))
    reason = forms.CharField(
        label=lazy("Why it is needed for longer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RenewForm(CommandForm):
    """准予延续: number, title and date make a document."""

    demanded = ("official_number", "title", "valid_to")

    official_number = forms.CharField(
        label=lazy("Official number"),
        required=False,
        max_length=80,
        help_text=lazy("As it stands on the document; every number is given once."),
    )
    title = forms.CharField(label=lazy("Title of the document"), required=False, max_length=200)
    valid_to = _day(lazy("Valid until"), lazy("The new licence counts from today; the old one is replaced at once."))
