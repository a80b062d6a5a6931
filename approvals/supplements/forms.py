"""Forms of supplementary items (增加事项表单)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from core.forms import CommandForm


class AddForm(CommandForm):
    """增加事项."""

    demanded = ("item", "reason")

    item = forms.ChoiceField(label=lazy("Item"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=lazy("Why does it join only now?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("It is recorded, so that the later start is not taken for a sham parallel review."),
    )

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]
