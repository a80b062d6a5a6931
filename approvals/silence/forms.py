"""The form of a rule on silence (沉默规则表单)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Region
from approvals.models import SilenceRule
from core.forms import CommandForm
from core.time import today


class RuleForm(CommandForm):
    """One situation of one region, switched by one document."""

    demanded = ("region", "situation", "document_number", "valid_from")

    region = forms.ModelChoiceField(
        label=lazy("Region"), queryset=Region.objects.none(), required=False, empty_label=None
    )
    situation = forms.ChoiceField(label=lazy("Situation"), choices=SilenceRule.Switch.choices, required=False)
    on = forms.BooleanField(label=lazy("Silence counts (leave empty to switch it off)"), required=False)
    document_number = forms.CharField(label=lazy("Document number"), max_length=200, required=False)
    valid_from = forms.DateField(
        label=lazy("Counts from"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = today()
