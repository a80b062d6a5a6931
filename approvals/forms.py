"""Forms of this room (表单): what is typed; whether it may be done is the command's decision."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.checks.rules import DATA
from approvals.checks.statements import shown_as
from approvals.commands.filing import DELIVERIES
from approvals.commands.pauses import ASKED_FOR
from approvals.models import CorrectionLine, Decision, ItemCase, NoticeLine, Opinion, OvertimeReason
from clocks.evidence import EVIDENCE
from core.forms import CommandForm

LONG = {"rows": 4}
SPECIAL_KINDS = [(kind.value, kind.label) for kind in ASKED_FOR]


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
    """审核材料: one tick, one reason, one clause and one example per material or statement.

    `found` is what departments found, by key: it stands in the fields already, and leaving it out needs a reason.
    `clauses` and `examples` are what the catalogue suggests.
    """

    PARTS = ("bad", "reason", "clause", "example", "left")

    def __init__(
        self,
        *args: Any,
        papers: Iterable[tuple[str, str]],
        found: Mapping[str, Any] | None = None,
        examples: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.papers, self.found = list(papers), found or {}
        for key, name in self.papers:
            known = self.found.get(key)
            self.fields[f"bad_{key}"] = forms.BooleanField(
                label=_("%(name)s has a defect") % {"name": shown_as(key, name)}, required=False, initial=bool(known)
            )
            self.fields[f"reason_{key}"] = forms.CharField(
                label=_("What is wrong, and how to correct it"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=known.reason if known else "",
            )
            self.fields[f"clause_{key}"] = forms.CharField(
                label=_("Clause"), required=False, max_length=200, initial=known.clause if known else ""
            )
            self.fields[f"example_{key}"] = forms.CharField(
                label=_("What a right one looks like"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=(known.example if known else "") or (examples or {}).get(key, ""),
            )
            self._demand(f"reason_{key}", f"clause_{key}")
            if known:
                self.fields[f"left_{key}"] = forms.CharField(
                    label=_("If you take the tick away: why it is left out"), required=False, max_length=300
                )

    @property
    def lines(self) -> list[dict[str, str]]:
        """The defects ticked, as `approvals.send_notice` and `checks.report` take them."""
        return [
            {
                "material_key": key,
                "material_name": name,
                "reason": self.cleaned_data[f"reason_{key}"],
                "clause": self.cleaned_data[f"clause_{key}"],
                "example": self.cleaned_data[f"example_{key}"],
            }
            for key, name in self.papers
            if self.cleaned_data[f"bad_{key}"]
        ]

    @property
    def left_out(self) -> dict[str, str]:
        """Why what a department found is not told, by key."""
        return {key: self.cleaned_data[f"left_{key}"] for key, _name in self.papers if f"left_{key}" in self.fields}

    def rows(self) -> list[dict[str, Any]]:
        """For the page: key, name and the bound fields of every material."""
        return [
            {
                "key": key,
                "name": shown_as(key, name),
                "found": self.found.get(key),
                **{part: self[f"{part}_{key}"] for part in self.PARTS if f"{part}_{key}" in self.fields},
            }
            for key, name in self.papers
        ]


class DespiteForm(CommandForm):
    """受理: where departments found defects, why the file is complete all the same."""

    despite = forms.CharField(
        label=lazy("Why the file is complete all the same"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("The departments that found defects read this sentence."),
    )


class NoticeAnswerForm(CommandForm):
    """补正, before acceptance or after: for every line a corrected file, a corrected statement, an explanation, or where it was all along.

    `uploads` are the keys whose file may be given here; `restated` those whose statement may be typed here;
    `promises` the further kinds of answer open to a line: a late filing, a commitment.
    """

    def __init__(
        self,
        *args: Any,
        lines: Iterable[NoticeLine | CorrectionLine],
        uploads: Iterable[str],
        restated: Iterable[str],
        promises: Mapping[int, Iterable[NoticeLine.Answer]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[Any] = list(lines)
        kinds = NoticeLine.Answer
        for line in self.lines:
            first = kinds.DATA if line.material_key.startswith(DATA) else kinds.FILE
            self.fields[f"kind_{line.pk}"] = forms.ChoiceField(
                label=_("How do you answer?"),
                choices=[
                    (kind.value, kind.label) for kind in (first, *promises.get(line.pk, ()), kinds.TEXT, kinds.THERE)
                ],
                widget=forms.RadioSelect,
                required=False,
                initial=line.answer_kind,
            )
            self._demand(f"kind_{line.pk}")
            if line.material_key in uploads:
                self.fields[f"file_{line.pk}"] = forms.FileField(label=_("Corrected file"), required=False)
            if line.material_key in restated:
                self.fields[f"value_{line.pk}"] = forms.CharField(
                    label=_("Corrected statement"), required=False, max_length=1000,
                    initial=line.new_value or line.old_value,
                )  # fmt: skip
            self.fields[f"answer_{line.pk}"] = forms.CharField(
                label=_("Your answer, or where it was (file and page)"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=line.answer,
            )

    @property
    def answers(self) -> dict[int, dict[str, Any]]:
        """What was typed, by line, as the commands of the correction take it; files are uploaded before."""
        return {
            line.pk: {
                "kind": self.cleaned_data[f"kind_{line.pk}"],
                "answer": self.cleaned_data[f"answer_{line.pk}"],
                "value": self.cleaned_data.get(f"value_{line.pk}", ""),
            }
            for line in self.lines
        }

    def fields_of(self, line: NoticeLine | CorrectionLine) -> dict[str, Any]:
        """For the page: the bound fields of one line."""
        return {
            part: self[f"{part}_{line.pk}"]
            for part in ("kind", "file", "value", "answer")
            if f"{part}_{line.pk}" in self.fields
        }


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
    valid_until = forms.DateField(
        label=lazy("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=lazy("Where the decision sets the validity; it is printed on the document."),
    )
    reason = forms.CharField(
        label=lazy("Reasons (when the item does not pass)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SpecialForm(CommandForm):
    """申请特别程序 (行政许可法 45). The evidence is asked for by the name of the paper that the kind rests on."""

    demanded = ("kind", "evidence", "legal_basis", "reason", "planned_end_on")

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
        label=lazy("The paper it rests on"),
        required=False,
        max_length=200,
        help_text=lazy("Number and title as they stand on the paper; the notice to the applicant names it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = {kind.value: str(EVIDENCE[kind]) for kind in ASKED_FOR}
        self.fields["kind"].widget.attrs["data-names"] = json.dumps({"evidence": papers}, ensure_ascii=False)
        self.fields["evidence"].label = papers.get(str(self.data.get("kind")), self.fields["evidence"].label)


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
