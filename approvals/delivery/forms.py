"""Forms of the window that hands papers out (送达表单)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from approvals.models import Handover
from core.forms import CommandForm
from core.time import today
from projects import words
from projects.photos import Photo, read_photo
from projects.refusals import FileRefused

PICTURE = {"accept": "image/jpeg,image/png"}


class PictureForm(CommandForm):
    """A form with a picture: read in a child process, without what the camera noted."""

    picture = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        upload = data.get(self.picture)
        if upload is not None and not isinstance(upload, Photo):
            try:
                data[self.picture] = read_photo(upload, upload.name, upload.size)
            except FileRefused as refusal:
                self.add_error(self.picture, words.sentence(refusal))
        return data


class HandOverForm(PictureForm):
    """窗口领取: who takes the papers."""

    picture = "signature"
    demanded = ("receiver", "receiver_is", "id_kind", "id_tail")

    receiver = forms.CharField(
        label=lazy("Name of the receiver"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    receiver_is = forms.ChoiceField(
        label=lazy("Takes them as"), choices=Handover.Receiver.choices, widget=forms.RadioSelect, required=False
    )
    id_kind = forms.ChoiceField(
        label=lazy("Identity paper"), choices=Handover.Paper.choices, required=False, initial=Handover.Paper.RESIDENT
    )
    id_tail = forms.CharField(
        label=lazy("Last four characters of its number"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    signature = forms.FileField(
        label=lazy("Photo of the signature"), required=False, widget=forms.FileInput(attrs=PICTURE)
    )
    note = forms.CharField(label=lazy("Note for the file"), max_length=300, required=False)


class SendForm(CommandForm):
    """邮寄送达."""

    demanded = ("courier", "tracking", "address")

    courier = forms.CharField(label=lazy("Courier"), max_length=40, required=False)
    tracking = forms.CharField(
        label=lazy("Tracking number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(label=lazy("Address"), max_length=200, required=False)


class ProofForm(PictureForm):
    """邮寄回执."""

    picture = "proof"
    demanded = ("receiver", "served_on")

    receiver = forms.CharField(label=lazy("Signed for by"), max_length=60, required=False)
    served_on = forms.DateField(
        label=lazy("Day on the courier's proof"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    proof = forms.FileField(
        label=lazy("Photo of the courier's proof"), required=False, widget=forms.FileInput(attrs=PICTURE)
    )
    note = forms.CharField(label=lazy("What the proof says"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["served_on"].initial = today()


class BackForm(CommandForm):
    """退件."""

    demanded = ("note",)

    note = forms.CharField(label=lazy("Why it came back"), max_length=300, required=False)


class ReissueForm(CommandForm):
    """补发申请."""

    demanded = ("asked_by", "reason")

    asked_by = forms.CharField(label=lazy("Asked for by"), max_length=60, required=False)
    reason = forms.CharField(
        label=lazy("What happened to the old copy"),
        max_length=200,
        required=False,
        help_text=lazy(
            "For example: lost, notice in the newspaper of that day. Whoever verifies the old copy reads it."
        ),
    )
