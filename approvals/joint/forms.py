"""Forms of joint procedures (联合办理表单): what is typed; whether it may be done is the command's decision."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from approvals.forms import ReasonForm
from approvals.joint.uploads import read_drawing, read_photo
from approvals.joint.vocabulary import subjects, unit_sign, word_label
from approvals.models import Condition, Remark, SurveyArea
from core.forms import CommandForm
from projects.refusals import FileRefused
from projects.words import sentence

__all__ = [
    "AcceptanceForm", "AnswerForm", "AnswerListForm", "ConcludeForm", "ConditionForm", "ConveneForm", "DrawingForm",
    "IntentionForm", "ListForm", "PhotoForm", "ReasonForm", "RebookForm", "RemarkForm", "SurveyForm",
]  # fmt: skip
WIDE = {"rows": 4}
PDF = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class IntentionForm(CommandForm):
    """建设意向."""

    demanded = ("intention",)

    intention = forms.CharField(
        label=lazy("What do you intend to build?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("Use, size, height, traffic, water and energy in words. No stamped paper is needed."),
    )


class DrawingForm(CommandForm):
    """一套电子图纸, one PDF."""

    demanded = ("drawing",)

    drawing = forms.FileField(
        label=lazy("Drawing set (one PDF)"),
        required=False,
        widget=PDF,
        help_text=lazy("All disciplines in one file of at most 100 MB; page sizes may differ."),
    )

    def clean_drawing(self) -> Any:
        """The drawing as the command takes it."""
        upload = self.cleaned_data.get("drawing")
        return _read(upload, read_drawing)


class AcceptanceForm(CommandForm):
    """联合验收申请."""

    demanded = ("declared",)

    units = forms.CharField(
        label=lazy("Unit works, one per line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("Leave it empty to have the whole project accepted; unit works may be accepted one by one."),
    )
    note = forms.CharField(label=lazy("Note to the departments"), required=False, max_length=1000)
    declared = forms.BooleanField(
        label=lazy(
            "The works are complete as designed, all promises are kept, the survey and as-built drawings are handed in."
        ),
        required=False,
    )

    def clean_units(self) -> list[str]:
        """One unit per line."""
        return [line.strip() for line in self.cleaned_data["units"].splitlines() if line.strip()]


class RebookForm(CommandForm):
    """时间与地点."""

    demanded: ClassVar[tuple[str, ...]] = ("scheduled_at", "place")

    scheduled_at = forms.DateTimeField(label=lazy("Day and hour"), required=False, widget=MOMENT)
    place = forms.CharField(label=lazy("Where people meet"), required=False, max_length=200)


class ConveneForm(RebookForm):
    """召集: which items' departments come."""

    demanded = ("scheduled_at", "place", "cases")

    cases = forms.TypedMultipleChoiceField(
        label=lazy("Items whose departments come"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    agenda = forms.CharField(label=lazy("Agenda"), required=False, max_length=4000, widget=forms.Textarea(attrs=WIDE))
    field_order = ("cases", "agenda", "scheduled_at", "place")

    def __init__(self, *args: Any, cases: Iterable[tuple[int, str]], agenda: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = list(cases)  # type: ignore[attr-defined]
        if agenda:
            self._demand("agenda")
        else:
            del self.fields["agenda"]


class RemarkForm(CommandForm):
    """审查意见 or 整改问题."""

    demanded = ("text", "clause", "severity")

    text = forms.CharField(
        label=lazy("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    clause = forms.CharField(
        label=lazy("Clause"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "GB 50016-2014 5.5.18"}),
    )
    severity = forms.ChoiceField(label=lazy("Weight"), choices=Remark.Severity.choices, required=False, initial="MUST")
    mandatory = forms.BooleanField(label=lazy("Mandatory provision of a standard"), required=False)
    place = forms.CharField(
        label=lazy("Place in words"), required=False, max_length=200, help_text=lazy("Unit work, storey, axis, room.")
    )
    page = forms.IntegerField(label=lazy("Page"), required=False, min_value=1)
    x = forms.FloatField(
        label=lazy("From the left (0–1)"),
        required=False,
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    y = forms.FloatField(
        label=lazy("From the top (0–1)"),
        required=False,
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )


class AnswerForm(CommandForm):
    """分项意见."""

    text = forms.CharField(
        label=lazy("Your opinion"), required=False, max_length=4000, widget=forms.Textarea(attrs=WIDE)
    )


class ListForm(CommandForm):
    """一次性汇总告知: until when."""

    demanded = ("until",)

    until = forms.DateField(
        label=lazy("The applicant answers until"),
        required=False,
        widget=DAY,
        help_text=lazy("The clock of the item stands still until then, once."),
    )


class ConcludeForm(CommandForm):
    """结论."""

    demanded = ("outcome", "text")

    outcome = forms.ChoiceField(label=lazy("How does it end?"), widget=forms.RadioSelect, required=False)
    text = forms.CharField(
        label=lazy("Conclusion"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )
    items = forms.CharField(
        label=lazy("Items that are needed, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    zones = forms.CharField(
        label=lazy("Regional assessments that apply, one per line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, outcomes: Iterable[tuple[str, Any]], lists: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(outcomes)
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["outcome"].widget = forms.HiddenInput()
            self.fields["outcome"].initial = choices[0][0]
        if not lists:
            del self.fields["items"], self.fields["zones"]

    @property
    def values(self) -> dict[str, Any]:
        """Lists as lists."""
        values = super().values
        for name in ("items", "zones"):
            if name in values:
                values[name] = [line.strip() for line in values[name].splitlines() if line.strip()]
        return values


class AnswerListForm(DrawingForm):
    """逐条回复, and the corrected drawing set where there are drawings."""

    note = forms.CharField(label=lazy("Note to the departments"), required=False, max_length=2000)

    def __init__(self, *args: Any, remarks: Iterable[Remark], drawing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks)
        if not drawing:
            del self.fields["drawing"]
        for remark in self.remarks:
            self.fields[f"answer_{remark.pk}"] = forms.CharField(
                label=_("How #%(n)s was corrected") % {"n": remark.number},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self._demand(f"answer_{remark.pk}")

    @property
    def values(self) -> dict[str, Any]:
        """As `joint.answer_list` takes them."""
        return {
            "answers": {remark.pk: self.cleaned_data[f"answer_{remark.pk}"] for remark in self.remarks},
            "drawing": self.cleaned_data.get("drawing"),
            "note": self.cleaned_data["note"],
        }

    def rows(self) -> list[dict[str, Any]]:
        """For the page: every remark with its field."""
        return [{"remark": remark, "field": self[f"answer_{remark.pk}"]} for remark in self.remarks]


class SeveralFiles(forms.FileInput):
    """A file input that takes several files; the script sends them one by one."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"multiple": True, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """One file per request; without the script the first of several."""
        return files.get(name)


class PhotoForm(CommandForm):
    """现场照片."""

    demanded = ("photo",)

    photo = forms.FileField(
        label=lazy("Photo"),
        required=False,
        widget=SeveralFiles(attrs={"accept": "image/jpeg,image/png"}),
        help_text=lazy(
            "Several at once if you like; without a network they wait in this browser. What the camera noted in "
            "them, the position included, is removed."
        ),
    )
    caption = forms.CharField(label=lazy("What it shows"), required=False, max_length=200)
    place = forms.CharField(label=lazy("Where it was taken, in words"), required=False, max_length=200)

    def clean_photo(self) -> Any:
        """The photo as the command takes it."""
        return _read(self.cleaned_data.get("photo"), read_photo)


class ConditionForm(CommandForm):
    """附加条件: a number with its unit, or words of the list."""

    demanded = ("about", "operator")

    about = forms.ChoiceField(label=lazy("Subject"), required=False)
    operator = forms.ChoiceField(
        label=lazy("Comparison"), choices=[("", "—"), *Condition.Operator.choices], required=False
    )
    low = forms.DecimalField(label=lazy("Value (of two the lower)"), required=False, max_digits=16, decimal_places=4)
    high = forms.DecimalField(label=lazy("Upper value"), required=False, max_digits=16, decimal_places=4)
    unit = forms.ChoiceField(label=lazy("Unit"), required=False)
    words = forms.MultipleChoiceField(label=lazy("Words"), required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(label=lazy("In your own words"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = subjects().values()
        units = dict.fromkeys(unit for subject in known for unit in subject.units)
        words = dict.fromkeys(word for subject in known for word in subject.words)
        self.fields["about"].choices = [("", "—"), *((s.code, s.label) for s in known)]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *((u, unit_sign(u) or _("number")) for u in units)]  # type: ignore[attr-defined]
        self.fields["words"].choices = [(word, word_label(word)) for word in words]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """`at most` takes its one value as the upper one; the unit of a subject with a single one may be left out."""
        values = super().values
        known = subjects().get(values["about"])
        if known is not None and not values["unit"] and known.units:
            values["unit"] = known.units[0]
        if known is not None and known.words:
            values["unit"] = ""
        if values["operator"] == Condition.Operator.AT_MOST and values["high"] is None:
            values["low"], values["high"] = None, values["low"]
        return values


class SurveyForm(CommandForm):
    """联合测绘成果: who measured, when, and the areas in square metres."""

    demanded = ("number", "surveyor", "surveyor_uscc", "surveyed_on", "upload")

    number = forms.CharField(label=lazy("Number of the report"), required=False, max_length=80)
    surveyor = forms.CharField(label=lazy("Surveyor"), required=False, max_length=200)
    surveyor_uscc = forms.CharField(label=lazy("Credit code of the surveyor"), required=False, max_length=24)
    surveyed_on = forms.DateField(label=lazy("Day of the survey"), required=False, widget=DAY)
    upload = forms.FileField(label=lazy("Survey report (PDF)"), required=False, widget=PDF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in SurveyArea.Kind.choices:
            for prefix, name in (("area", label), ("permitted", _("permitted"))):
                field = forms.DecimalField(label=name, required=False, min_value=0, max_digits=14, decimal_places=2)
                field.unit = "m²"  # type: ignore[attr-defined]
                self.fields[f"{prefix}_{kind}"] = field
        self._demand("area_LAND", "area_FLOOR")

    def rows(self) -> list[tuple[Any, Any]]:
        """Measured and permitted area of every kind."""
        return [(self[f"area_{kind}"], self[f"permitted_{kind}"]) for kind, _label in SurveyArea.Kind.choices]

    @property
    def values(self) -> dict[str, Any]:
        """As `joint.file_survey` takes them, without the file."""
        data = self.cleaned_data
        areas = {
            kind: (data[f"area_{kind}"], data.get(f"permitted_{kind}"))
            for kind, _label in SurveyArea.Kind.choices
            if data.get(f"area_{kind}") is not None
        }
        plain = {name: data[name] for name in ("number", "surveyor", "surveyor_uscc", "surveyed_on")}
        return {**plain, "areas": areas}


def _read(upload: Any, reader: Any) -> Any:
    if not upload:
        return None
    try:
        return reader(upload, upload.name, upload.size)
    except FileRefused as refused:
        raise forms.ValidationError(sentence(refused)) from refused
