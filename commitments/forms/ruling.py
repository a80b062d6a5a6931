"""承诺规则修订: the document, its day, and every value with what stands now."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from commitments.forms.plain import DAY
from commitments.tunable import REMINDERS, Tunable
from commitments.words import rule, subject
from core.forms import CommandForm


class RuleForm(CommandForm):
    """Fields of the values are named by their path, dots as dashes."""

    demanded = ("document", "effective_on", "reason")

    document = forms.CharField(
        label=lazy("Document with its number"), required=False, max_length=200,
        help_text=lazy("As printed on it, with year and number."),
    )  # fmt: skip
    effective_on = forms.DateField(label=lazy("Counts from"), required=False, widget=DAY)
    reason = forms.CharField(label=lazy("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, rows: Iterable[Tunable], tracks: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            label, unit = rule(row.name)
            label = f"{tracks[row.track]} · {label}" if row.track else label
            if row.path == REMINDERS:
                field: forms.Field = forms.CharField(
                    label=label, required=False, initial=", ".join(map(str, row.value)), max_length=40
                )
            else:
                field = forms.IntegerField(
                    label=label, required=False, initial=row.value, min_value=row.lowest, max_value=row.highest
                )
            field.unit = unit  # type: ignore[attr-defined]
            self.fields[_named(row.path)] = field
            self._demand(_named(row.path))

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The fields of the values under the heading of each subject, in their order."""
        found: dict[str, list[Any]] = {}
        for row in self.rows:
            found.setdefault(str(subject(row.name)), []).append(self[_named(row.path)])
        return list(found.items())

    @property
    def paper_fields(self) -> list[Any]:
        """The document, its day and the reason."""
        return [self[name] for name in self.demanded]

    def clean(self) -> dict[str, Any]:
        """Reminders are numbers of days."""
        data = super().clean() or self.cleaned_data
        name = _named(REMINDERS)
        days = str(data.get(name, "")).replace("，", ",").replace("、", ",").split(",")
        found = {int(day) for day in days if day.strip().isdigit() and 1 <= int(day) <= 999}
        if len(found) != len([day for day in days if day.strip()]) or not found:
            self.add_error(name, _("Give numbers of working days with commas between them."))
        data[name] = sorted(found, reverse=True)
        return data

    @property
    def values(self) -> dict[str, Any]:
        """As `commitments.propose_rules` takes them; a field left empty changes nothing."""
        data = self.cleaned_data
        given = {row.path: data.get(_named(row.path)) for row in self.rows}
        return {
            **{name: data.get(name) for name in self.demanded},
            "values": {path: value for path, value in given.items() if value is not None},
        }


def _named(path: str) -> str:
    return path.replace(".", "-")
