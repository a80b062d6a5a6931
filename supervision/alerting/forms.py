"""Forms of the alert pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CommandForm
from supervision.models import Level

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


STEPS = [choice for choice in Level.choices if choice[0] != Level.FORECAST]
"""Levels that follow one another; a forecast comes with the warnings."""


class SnoozeForm(CommandForm):
    """Put an alert aside."""

    until = forms.DateField(label=_("Put aside until"), widget=DATE)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PreferenceForm(CommandForm):
    """How to be told."""

    email = forms.BooleanField(label=_("E-mail at once"), required=False)
    sms = forms.BooleanField(label=_("SMS at once"), required=False)
    wechat = forms.BooleanField(label=_("WeChat at once"), required=False)
    digest = forms.BooleanField(
        label=_("One e-mail on every working day with everything that needs me"), required=False
    )
    language = forms.ChoiceField(label=_("Language of mails"), choices=[("zh-hans", "简体中文"), ("en", "English")])

    def chosen(self) -> dict[str, Any]:
        """The columns as the command takes them."""
        return {name: self.cleaned_data[name] for name in ("email", "sms", "wechat", "digest", "language")}


class SubscriptionForm(CommandForm):
    """Keep the filter beside it."""

    name = forms.CharField(label=_("Name of the subscription"), max_length=60)
    level = forms.ChoiceField(label=_("Tell me from"), choices=STEPS)
