"""Forms of this room (表单): what is typed; whether it may be done is the command's decision."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.commands.filing import DELIVERIES
from approvals.models import CorrectionLine, Decision, ItemCase, NoticeLine, Opinion, OvertimeReason
from catalogue.speech import stored
from clocks.models import StopKind
from core.forms import CommandForm

LONG = {"rows": 4}
#: Kinds a reviewer may ask for; late filing and correction after acceptance have their own paths.
SPECIAL_KINDS = [
    (kind.value, kind.label) for kind in StopKind if kind not in (StopKind.LATE_FILING, StopKind.CORRECTION)
]


class FilingForm(CommandForm):
    """一张表单: who may be asked and how the papers leave; everything else the dossier knows."""

    demanded = ("contact", "phone", "delivery", "items")

    contact = forms.CharField(label=lazy("Contact person"), max_length=60, required=False)
    phone = forms.CharField(
        label=lazy("Contact phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    delivery = forms.ChoiceField(
        label=lazy("How do you want to receive the documents?"),
        choices=list(DELIVERIES.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=lazy("Note to the departments"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    declared = forms.BooleanField(
        label=lazy("I confirm that everything handed in is true, complete and lawful, and answer for it."),
        required=False,
    )
    items = forms.MultipleChoiceField(
        label=lazy("Items to file"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, items: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(items)
        if choices:
            self.fields["items"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["items"]


class CheckForm(CommandForm):
    """审核材料: one tick, one reason and one clause per material."""

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = list(papers)
        for key, name in self.papers:
            self.fields[f"bad_{key}"] = forms.BooleanField(
                label=_("%(name)s has a defect") % {"name": stored(name)}, required=False
            )
            self.fields[f"reason_{key}"] = forms.CharField(
                label=_("What is wrong, and how to correct it"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"clause_{key}"] = forms.CharField(label=_("Clause"), required=False, max_length=200)
            self._demand(f"reason_{key}")

    @property
    def lines(self) -> list[dict[str, str]]:
        """The defects ticked, as `approvals.send_notice` takes them."""
        return [
            {
                "material_key": key,
                "material_name": name,
                "reason": self.cleaned_data[f"reason_{key}"],
                "clause": self.cleaned_data[f"clause_{key}"],
            }
            for key, name in self.papers
            if self.cleaned_data[f"bad_{key}"]
        ]

    def rows(self) -> list[dict[str, Any]]:
        """For the page: key, name and the three bound fields of every material."""
        return [
            {"key": key, "name": name, **{part: self[f"{part}_{key}"] for part in ("bad", "reason", "clause")}}
            for key, name in self.papers
        ]


class AnswerForm(CommandForm):
    """补正: words or a new file for every line of a notice, before or after acceptance."""

    def __init__(self, *args: Any, lines: Iterable[NoticeLine | CorrectionLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[Any] = list(lines)
        for line in self.lines:
            self.fields[f"answer_{line.pk}"] = forms.CharField(
                label=_("Your answer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
            if line.material_key:
                self.fields[f"file_{line.pk}"] = forms.FileField(label=_("Corrected file"), required=False)

    def rows(self) -> list[dict[str, Any]]:
        """For the page: every line with its fields."""
        return [
            {
                "line": line,
                "answer": self[f"answer_{line.pk}"],
                "file": self[f"file_{line.pk}"] if line.material_key else None,
            }
            for line in self.lines
        ]


class ReasonForm(CommandForm):
    """A reason: withdrawal, return to the reviewer."""

    demanded: ClassVar[tuple[str, ...]] = ("reason",)

    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs=LONG))


class RefuseForm(ReasonForm):
    """不予受理 and 不受理: reason and clause."""

    demanded = ("reason", "clause")

    clause = forms.CharField(label=lazy("Clause"), required=False, max_length=200)


class OpinionForm(CommandForm):
    """审查意见."""

    demanded = ("recommendation", "text")

    recommendation = forms.ChoiceField(
        label=lazy("Recommendation"), choices=Opinion.Recommendation.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=lazy("Opinion"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        help_text=lazy("For a recommendation not to pass: the facts and the clause they offend against."),
    )
    conditions = forms.CharField(
        label=lazy("Conditions, one per line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_conditions(self) -> list[str]:
        """One condition per line."""
        return [line.strip() for line in self.cleaned_data["conditions"].splitlines() if line.strip()]


class SignForm(CommandForm):
    """签发: number, title and date make a document; a refusal states its reasons."""

    demanded = ("outcome", "official_number", "title")

    outcome = forms.ChoiceField(
        label=lazy("Decision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect, required=False
    )
    official_number = forms.CharField(
        label=lazy("Official number"),
        required=False,
        max_length=80,
        help_text=lazy("As it stands on the document; every number is given once."),
    )
    title = forms.CharField(label=lazy("Title of the document"), required=False, max_length=200)
    reason = forms.CharField(
        label=lazy("Reasons (when the item does not pass)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SpecialForm(CommandForm):
    """申请特别程序 (行政许可法 45)."""

    demanded = ("kind", "legal_basis", "reason", "planned_end_on")

    kind = forms.ChoiceField(label=lazy("Kind"), choices=[("", "—"), *SPECIAL_KINDS], required=False)
    legal_basis = forms.CharField(label=lazy("Legal basis"), required=False, max_length=200)
    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs=LONG))
    planned_end_on = forms.DateField(
        label=lazy("Planned end"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("The clock runs again by itself on the next day."),
    )
    evidence = forms.CharField(
        label=lazy("Evidence (notice, contract, list of experts)"), required=False, max_length=200
    )


class ExtensionForm(CommandForm):
    """申请延期 (行政许可法 42)."""

    demanded = ("days", "reason")

    days = forms.IntegerField(
        label=lazy("Working days to add"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=lazy("Once only, and before the limit has passed; the applicant is told the reason in writing."),
    )
    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs=LONG))
    approval_number = forms.CharField(
        label=lazy("Number of the government's approval (joint handling only)"), required=False, max_length=80
    )


class OvertimeForm(CommandForm):
    """说明超期: the applicant gets what is written here as a letter of apology."""

    demanded = ("reason", "text", "expected_on")

    reason = forms.ModelChoiceField(
        queryset=OvertimeReason.objects.filter(active=True), label=lazy("Why it is late"), required=False
    )
    text = forms.CharField(
        label=lazy("Details for the applicant"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Stands in the letter to the applicant as written."),
    )
    measures = forms.CharField(
        label=lazy("What you do about it"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    expected_on = forms.DateField(
        label=lazy("Will be decided on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ConsolidateForm(CommandForm):
    """牵头汇总意见."""

    demanded = ("text",)

    text = forms.CharField(
        label=lazy("Consolidated opinion"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 8})
    )


def sign_defaults(case: ItemCase) -> dict[str, Any]:
    """What a head usually writes: the outcome's name as title, the reviewer's recommendation as decision."""
    opinion = case.opinions.filter(round=case.round).first()
    return {"title": case.item.outcome or case.item.name, "outcome": opinion.recommendation if opinion else ""}
