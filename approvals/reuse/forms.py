"""Forms of reuse (复用表单): answers to what no fact says, or another decision with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.models import ReuseEvidence
from approvals.reuse.deciding import choices
from core.forms import CommandForm
from regional_assessments.units import words
from regional_assessments.units.cover import facts_of


class ConfirmForm(CommandForm):
    """确认复用: one field for each exclusion or parameter that the dossier does not answer."""

    def __init__(self, *args: Any, evidence: ReuseEvidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        unit = facts_of(evidence.unit)
        for code in evidence.confirm:
            name, label = f"say_{code}", words.confirmation(unit, code)
            if code in unit.told.limits:
                self.fields[name] = forms.DecimalField(label=label, required=False)
            else:
                self.fields[name] = forms.TypedChoiceField(
                    label=_("Does this apply to the project: %(what)s?") % {"what": label},
                    choices=[("no", _("no")), ("yes", _("yes"))],
                    coerce=lambda value: value == "yes",
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                )
            self._demand(name)

    @property
    def values(self) -> dict[str, Any]:
        """What `approvals.confirm_reuse` takes."""
        return {"said": {code: self.cleaned_data.get(f"say_{code}") for code in self.evidence.confirm}}


class OverrideForm(CommandForm):
    """另行认定."""

    demanded = ("result", "reason")
    result = forms.ChoiceField(label=lazy("What happens to the item"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=lazy("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, evidence: ReuseEvidence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = choices(evidence)  # type: ignore[attr-defined]
