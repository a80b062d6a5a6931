"""Forms of verbs that need a reason, a text or nothing; and how an upload is read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from core.forms import CommandForm
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
