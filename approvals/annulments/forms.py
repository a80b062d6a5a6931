"""Forms of recalls and revocations (撤回撤销表单)."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from approvals.models import Annulment
from core.forms import CommandForm


class ProposeForm(CommandForm):
    """拟撤回、撤销."""

    demanded = ("kind", "ground", "reason")

    kind = forms.ChoiceField(
        label=lazy("Recall or revocation"), choices=Annulment.Kind.choices, widget=forms.RadioSelect, required=False
    )
    ground = forms.ChoiceField(
        label=lazy("Ground"),
        choices=[("", "—"), *Annulment.Ground.choices],
        required=False,
        help_text=lazy("The first two are grounds of a recall, the others of a revocation."),
    )
    reason = forms.CharField(
        label=lazy("Facts and reasons"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    compensation = forms.CharField(
        label=lazy("Compensation"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class StatementForm(CommandForm):
    """陈述申辩."""

    demanded = ("statement",)

    statement = forms.CharField(
        label=lazy("Your statement"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ConfirmForm(CommandForm):
    """确认撤回、撤销."""

    demanded = ("seen",)

    seen = forms.BooleanField(label=lazy("I have read what rests on this decision."), required=False)
    reason = forms.CharField(
        label=lazy("How the statement of the holder was weighed"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
