"""Forms of assigning, absence and signing many (分派、请假、批量签发表单)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Department, User
from approvals.caseload.absences import colleagues, own_posts
from approvals.caseload.assigning import reviewers
from approvals.models import ItemCase
from core.forms import CommandForm


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class AssignForm(CommandForm):
    """改派."""

    demanded = ("to",)

    to = forms.ModelChoiceField(label=lazy("Reviewer"), queryset=User.objects.none(), required=False)
    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, case: ItemCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = reviewers(case)  # type: ignore[attr-defined]


class AbsenceForm(CommandForm):
    """请假."""

    demanded = ("department", "substitute", "valid_from", "valid_to")

    department = forms.ModelChoiceField(label=lazy("Department"), queryset=Department.objects.none(), required=False)
    substitute = forms.ModelChoiceField(
        label=lazy("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        help_text=lazy("A colleague of the same department; the journal names both of you."),
    )
    valid_from = _day(lazy("First day"))
    valid_to = _day(lazy("Last day"))
    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Department.objects.filter(pk__in=own_posts(user).values("department_id"))
        self.fields["department"].queryset = own  # type: ignore[attr-defined]
        self.fields["department"].initial = own.first()
        self.fields["substitute"].queryset = colleagues(user)  # type: ignore[attr-defined]


class BatchForm(CommandForm):
    """批量签发: which cases, and the numbers they get in the order of the list."""

    demanded = ("pattern", "first", "cases")

    pattern = forms.CharField(
        label=lazy("Pattern of the numbers"),
        required=False,
        max_length=70,
        help_text=lazy("Write # where the serial number goes; the rest stays as it is."),
    )
    first = forms.IntegerField(label=lazy("First serial number"), required=False, min_value=1, max_value=999999)
    cases = forms.MultipleChoiceField(label=lazy("Cases to sign"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, cases: Iterable[ItemCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(str(case.pk), case.number) for case in cases]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one case, and a pattern that gives every one its own number."""
        data = super().clean() or {}
        if data.get("pattern", "").count("#") != 1:
            self.add_error("pattern", _("Write # once where the serial number goes."))
        if not data.get("first"):
            self.add_error("first", _("Give the first serial number."))
        if not data.get("cases"):
            self.add_error("cases", _("Tick at least one case."))
        return data
