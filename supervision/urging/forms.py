"""Forms of urge orders."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CommandForm
from supervision.models import WatchPractice


def _reply_days() -> int:
    return WatchPractice.current().urge_reply_days


TEXT = forms.Textarea(attrs={"rows": 4})


class UrgeForm(CommandForm):
    """Issue an order."""

    demand = forms.CharField(label=_("What is demanded"), max_length=2000, widget=TEXT)
    days = forms.IntegerField(label=_("Working days to reply"), initial=_reply_days, min_value=1)


class ReplyForm(CommandForm):
    """The department's reply."""

    reason = forms.CharField(label=_("Why it is late"), max_length=2000, widget=TEXT)
    measures = forms.CharField(label=_("What you do about it"), max_length=2000, widget=TEXT)
    expected_on = forms.DateField(
        label=_("Expected to be decided on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class AcceptForm(CommandForm):
    """Close the order."""

    remark = forms.CharField(
        label=_("Your remark"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class SendBackForm(CommandForm):
    """Ask again."""

    remark = forms.CharField(label=_("What is missing"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    days = forms.IntegerField(label=_("Working days to reply"), initial=_reply_days, min_value=1)


class WithdrawForm(CommandForm):
    """Take the order back."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class AcknowledgeForm(CommandForm):
    """Seen; nothing to type."""
