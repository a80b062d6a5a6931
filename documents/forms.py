"""Forms of the public verification: by number and code, by the file itself."""

import hashlib
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import rules

#: Our largest papers have a few hundred kilobytes.
MAX_COMPARED_BYTES = 30 * 1024 * 1024


class CodeForm(forms.Form):
    """凭编号和查验码: both are printed beside the QR symbol."""

    number = forms.CharField(label=_("Number of the paper"), max_length=120)
    code = forms.CharField(
        label=_("Code of the paper"),
        max_length=120,
        help_text=_("22 letters and digits; capitals count, spaces do not."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        return rules.typed_number(self.cleaned_data["number"])

    def clean_code(self) -> str:
        code = rules.typed_code(self.cleaned_data["code"])
        if not rules.is_code(code):
            raise forms.ValidationError(
                _(
                    "A verification code has 22 letters and digits, none of them 0, O, I or l. Compare it with the paper."
                )
            )
        return code


class FileForm(forms.Form):
    """凭文件: the browser sends the file's SHA-256; without JavaScript the file itself, which is not kept."""

    file = forms.FileField(
        label=_("PDF file you received"),
        help_text=_("Only the fingerprint of the file (SHA-256) is compared; the file is not kept."),
        error_messages={"required": _("Choose the PDF file you want to compare.")},
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    sha256 = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("sha256"):
            self.fields["file"].required = False

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > MAX_COMPARED_BYTES:
            raise forms.ValidationError(_("The file is larger than 30 MB; it cannot be one of our papers."))
        return upload

    def clean_sha256(self) -> str:
        given = self.cleaned_data["sha256"].strip().lower()
        if given and not re.fullmatch(r"[0-9a-f]{64}", given):
            raise forms.ValidationError(_("This is no SHA-256 fingerprint."))
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload and not cleaned.get("sha256"):
            digest = hashlib.sha256()
            for chunk in upload.chunks():
                digest.update(chunk)
            cleaned["sha256"] = digest.hexdigest()
        return cleaned
