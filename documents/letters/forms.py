"""Forms of the template editor (模板编辑)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from core.time import today


class WordingForm(forms.Form):
    """Title, text and the day it begins to count; whether it is right is the command's decision."""

    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=_("One line is one paragraph; a line that begins with # is a heading."),
    )
    valid_from = forms.DateField(
        label=_("In force from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Why the wording changes"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.fields[name].demanded = True  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = self.fields["valid_from"].initial or today()


class NewWordingForm(WordingForm):
    """The same, with the region it shall count in."""

    field_order = ("region", "title", "body", "valid_from", "note")

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"] = forms.ModelChoiceField(
            label=_("Region"),
            queryset=regions,
            required=False,
            empty_label=None,
            help_text=_("It counts there and in every region below that has none of its own."),
        )
        self.fields["region"].demanded = True  # type: ignore[attr-defined]
        self.order_fields(self.field_order)


class RegionForm(forms.Form):
    """Whose wording is shown."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.none(), required=False, empty_label=None)

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
