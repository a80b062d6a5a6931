"""Forms of opinion requests (征求意见表单)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.models import OpinionRequest
from approvals.opinions.matters import Matter
from core.forms import CommandForm


class AskForm(CommandForm):
    """征求意见: several matters at once, one question."""

    demanded = ("matters", "question")

    matters = forms.MultipleChoiceField(label=lazy("Matters"), required=False, widget=forms.CheckboxSelectMultiple)
    question = forms.CharField(
        label=lazy("What do you want to know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("The departments see this question, the item and its materials."),
    )

    def __init__(self, *args: Any, matters: Iterable[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matters"].choices = [(matter.code, matter_choice(matter)) for matter in matters]  # type: ignore[attr-defined]


def matter_choice(matter: Matter) -> str:
    """A matter as one ticks it: who is asked, for how long, what silence means."""
    told = _("silence: no objection") if matter.silence else _("silence is no answer")
    return _("%(matter)s — %(who)s, %(days)s working days, %(silence)s") % {
        "matter": matter.label,
        "who": matter.department.short_label,
        "days": matter.days,
        "silence": told,
    }


class AnswerForm(CommandForm):
    """反馈意见."""

    demanded = ("position",)

    position = forms.ChoiceField(
        label=lazy("Your answer"), choices=OpinionRequest.Position.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label=lazy("Opinion of the department"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("For an objection: the facts and the clause they offend against."),
    )
