"""Forms of assigning, absence and signing many (分派、请假、批量签发表单)."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Department, User
from approvals.caseload.absences import colleagues, own_posts
from approvals.caseload.assigning import reviewers
from approvals.caseload.several import Line
from approvals.models import ItemCase, Opinion, OpinionRequest
from approvals.opinions.forms import matter_choice
from approvals.opinions.matters import matters_of
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


class SeveralForm(CommandForm):
    """批量办理: which files; what is said goes for each of them."""

    chosen = forms.MultipleChoiceField(label=lazy("Files"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(line.row.pk): line for line in lines}
        self.fields["chosen"].choices = [(key, line.title) for key, line in self.lines.items()]  # type: ignore[attr-defined]

    def clean_chosen(self) -> list[Line]:
        """The ticked files. Raises ValidationError where none is."""
        if not self.cleaned_data["chosen"]:
            raise forms.ValidationError(_("Tick at least one file."))
        return [self.lines[key] for key in self.cleaned_data["chosen"]]

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "chosen"}


class AnswerSeveralForm(SeveralForm):
    """批量反馈意见: no objection, or not concerned."""

    demanded = ("position",)

    position = forms.ChoiceField(
        label=lazy("Your answer"),
        choices=[choice for choice in OpinionRequest.Position.choices if choice[0] != "OBJECTION"],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=lazy("Opinion of the department"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PassSeveralForm(SeveralForm):
    """批量答复联合办理: no objection."""

    text = forms.CharField(
        label=lazy("Opinion of the department"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskSeveralForm(SeveralForm):
    """批量征求意见: the same matters and question about each."""

    demanded = ("matters", "question")

    matters = forms.MultipleChoiceField(label=lazy("Matters"), widget=forms.CheckboxSelectMultiple)
    question = forms.CharField(
        label=lazy("What do you want to know?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        lines = list(lines)
        super().__init__(*args, lines=lines, **kwargs)
        known: dict[str, str] = {}
        for case in {line.row.department_id: line.row for line in lines}.values():
            known |= {code: matter_choice(matter) for code, matter in matters_of(case).items()}
        self.fields["matters"].choices = list(known.items())  # type: ignore[attr-defined]


class ReviewSeveralForm(SeveralForm):
    """批量出具审查意见: recommends to pass."""

    demanded = ("text",)

    text = forms.CharField(label=lazy("Opinion"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "recommendation": Opinion.Recommendation.PASS.value}


SEVERAL: Final[dict[str, type[SeveralForm]]] = {
    "answer": AnswerSeveralForm, "parts": PassSeveralForm, "ask": AskSeveralForm, "review": ReviewSeveralForm,
}  # fmt: skip
