"""The form by which an administrator enters a notice (录入放假通知)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Region


class StoppingRuleForm(forms.Form):
    """What may be set of one kind of special procedure."""

    stops_promised = forms.BooleanField(label=_("Stops the promised limit"), required=False)
    longest = forms.IntegerField(
        label=_("Longest duration in working days"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("Leave empty where it lasts as long as the procedure."),
    )
    times = forms.IntegerField(label=_("Times per case"), min_value=1, max_value=99)
    law = forms.CharField(label=_("Basis"), max_length=200)


DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
DOCUMENT_HELP = _("As printed on it, with year and number.")


class ClosureForm(forms.Form):
    """局部停办: which region, which days, by which document."""

    region = forms.ModelChoiceField(
        queryset=Region.objects.defer("boundary").exclude(level=Region.Level.PROVINCE).order_by("code"),
        label=_("Region"),
        help_text=_(
            "A city stands for itself and all its counties. A closure of the whole province is entered as a notice."
        ),
    )
    first_day = forms.DateField(label=_("First day"), widget=DATE)
    last_day = forms.DateField(label=_("Last day"), widget=DATE)
    document = forms.CharField(label=_("Name and number of the document"), max_length=200, help_text=DOCUMENT_HELP)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=60,
        help_text=_("In a few words, such as flood emergency; it stands in every explanation."),
    )


class LiftingForm(forms.Form):
    """取消停办: by which document."""

    document = forms.CharField(label=_("Name and number of the document"), max_length=200, help_text=DOCUMENT_HELP)


class NoticeForm(forms.Form):
    """A notice as printed, or rows `date,kind,occasion,source`."""

    text = forms.CharField(
        label=_("Text of the notice"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=20_000,
        help_text=_(
            "Paste the whole State Council notice with its title, or rows with the head date,kind,occasion,source; "
            "kind is HOLIDAY, MAKEUP or CLOSURE."
        ),
    )
    source = forms.CharField(
        label=_("Name and number of the document"),
        max_length=200,
        required=False,
        help_text=_("Leave empty to take title and number from the text."),
    )
    official_until = forms.DateField(
        label=_("Days are certain until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty for the end of the notice's year."),
    )
