"""Forms of corrections after acceptance (受理后补正表单)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from approvals.forms import CheckForm


class AskForm(CheckForm):
    """提出补正: a tick, a reason and a clause per material; days for the applicant, and why it comes so late."""

    days = forms.IntegerField(label=lazy("Working days to correct"), required=False, min_value=1, max_value=99)
    reason = forms.CharField(
        label=lazy("Why was this not named before acceptance?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("The applicant and the supervisors read this."),
    )

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], longest: int, **kwargs: Any) -> None:
        super().__init__(*args, papers=papers, **kwargs)
        self.fields["days"].initial = longest
        self._demand("days", "reason")

    @property
    def data_of_command(self) -> dict[str, Any]:
        """What `approvals.request_correction` takes."""
        return {"lines": self.lines, "days": self.cleaned_data["days"], "reason": self.cleaned_data["reason"]}
