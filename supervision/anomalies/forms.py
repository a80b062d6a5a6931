"""The form of one anomaly rule: a field for each of its numbers, the switch, the regions without it, the document."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from core.forms import CommandForm
from supervision.anomalies.parameters import PARAMETERS
from supervision.models.anomaly import AnomalyRule

_INDENT = {"PROVINCE": "", "CITY": "", "COUNTY": "\u3000"}


class RuleForm(CommandForm):
    """Set a rule anew."""

    enabled = forms.BooleanField(label=_("The rule is switched on"), required=False)
    off_in = forms.MultipleChoiceField(
        label=_("Switched off in these regions and all below them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    document = forms.CharField(
        label=_("Document number"), max_length=120, help_text=_("The document that orders this setting.")
    )

    def __init__(self, rule: AnomalyRule, *args: Any, **kwargs: Any) -> None:
        off = list(rule.off_in.values_list("code", flat=True))
        initial = {"enabled": rule.enabled, "off_in": off, **rule.parameters}
        super().__init__(*args, initial=initial, **kwargs)
        self.numbers = list(PARAMETERS.get(rule.code, {}))
        for name in reversed(self.numbers):
            one = PARAMETERS[rule.code][name]
            self.fields[name] = forms.IntegerField(label=one.label, min_value=one.least, max_value=one.most)
            self.fields = {name: self.fields.pop(name), **self.fields}
        regions = Region.objects.in_force().exclude(level=Region.Level.PROVINCE).order_by("code")
        places = regions.only("code", "name", "name_en", "level")
        choices = [(place.code, _INDENT[place.level] + place.label) for place in places]
        self.fields["off_in"].choices = choices  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the command takes."""
        data = self.cleaned_data
        return {
            "parameters": {name: data[name] for name in self.numbers},
            "enabled": data["enabled"],
            "off_in": data["off_in"],
            "document": data["document"],
        }
