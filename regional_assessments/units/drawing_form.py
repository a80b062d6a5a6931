"""A unit drawn by hand (绘制单元): its outline, and what its kind lets it say, on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from shapely.geometry.base import BaseGeometry

from catalogue.speech import local
from core import files
from regional_assessments.drawing import OutlineForm
from regional_assessments.land.forms import CheckedFileField
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units.answers import catalogue
from regional_assessments.units.content import reviewers_of
from regional_assessments.units.forms import day
from regional_assessments.units.kinds import UnitKind, kinds
from regional_assessments.units.words import RESULTS


class KindForm(forms.Form):
    """第一步: which of the fourteen assessments; the page after it asks for what this kind may say."""

    kind = forms.ChoiceField(label=lazy("Kind of assessment"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, f"{kind.code} {local(kind.name)}") for kind in kinds().values()]  # type: ignore[attr-defined]


class UnitForm(OutlineForm):
    """A unit of one kind; `unit` where one is changed that is not published yet."""

    demanded = ("name", "producer", "effective_from")
    name = forms.CharField(label=lazy("Name of the area"), max_length=120, required=False)
    producer = forms.CharField(label=lazy("Compiled by"), max_length=120, required=False)
    effective_from = day(lazy("In force from"))
    effective_to = day(lazy("In force until"), help_text=lazy("Empty: the usual validity of the kind."))
    cleared = forms.BooleanField(
        label=lazy("The ground is cleared (for archaeology and state security)"), required=False
    )
    industries = forms.CharField(
        label=lazy("Industries it does not count for"),
        max_length=300,
        required=False,
        help_text=lazy("Codes of GB/T 4754-2017 or their beginnings, such as C26, with a comma between them."),
    )
    exclusions = forms.MultipleChoiceField(
        label=lazy("It does not count for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=lazy("Note"), max_length=500, required=False)
    report = CheckedFileField(
        label=lazy("Assessment report (PDF)"),
        required=False,
        help_text=lazy("A draft may be kept without it; it is asked for when the unit is handed in."),
    )

    def __init__(self, *args: Any, kind: UnitKind, zone: Zone, unit: AssessmentUnit | None = None, **more: Any) -> None:
        super().__init__(*args, zone=zone, shape=unit.shape if unit else None, **more)
        self.kind, self.unit = kind, unit
        self._offer_reviewers()
        self._offer_limits()
        self._offer_results()
        self.fields["exclusions"].choices = [(code, local(one.name)) for code, one in kind.exclusions.items()]  # type: ignore[attr-defined]
        for name in [
            name for name, wanted in (("exclusions", kind.exclusions), ("cleared", kind.cleared)) if not wanted
        ]:
            del self.fields[name]
        self._begin_with(unit)

    def _offer_reviewers(self) -> None:
        found = {department.pk: department for department in reviewers_of(self.kind, self.zone)}
        self.fields["reviewer"] = forms.TypedChoiceField(
            label=lazy("Reviewed by"), choices=[(pk, one.label) for pk, one in found.items()], coerce=lambda pk: found[int(pk)],
            empty_value=None, required=False,
        )  # fmt: skip
        if self.unit:
            self.fields["reviewer"].initial = self.unit.reviewer_id

    def _offer_limits(self) -> None:
        given = self.unit.limits if self.unit else {}
        for code, limit in self.kind.limits.items():
            bounded = forms.DecimalField(
                label=_("%(what)s at most") % {"what": local(limit.name)}, required=False, min_value=0, max_digits=16,
                decimal_places=4, initial=given.get(code),
            )  # fmt: skip
            bounded.unit = local(limit.unit)  # type: ignore[attr-defined]
            self.fields[f"limit_{code}"] = bounded

    def _offer_results(self) -> None:
        """Only where the approval may choose: most kinds have one effect on an item."""
        given = self.unit.results if self.unit else {}
        items = catalogue().items
        for item, effect in self.kind.effects.items():
            if len(effect.results) > 1:
                name = local(items[item].name) if item in items else item
                self.fields[f"result_{item}"] = forms.ChoiceField(
                    label=_("Effect on item %(item)s") % {"item": f"{item} {name}"},
                    choices=[(result.value, RESULTS[result]) for result in effect.results],
                    initial=given.get(item, effect.results[0].value), required=False,
                )  # fmt: skip

    def _begin_with(self, unit: AssessmentUnit | None) -> None:
        values: dict[str, Any] = {"industries": ", ".join(unit.industries if unit else self.kind.industries)}
        if unit:
            values |= {
                name: getattr(unit, name) for name in ("name", "producer", "effective_from", "effective_to", "note")
            }
            values |= {"cleared": unit.cleared, "exclusions": unit.exclusions}
        else:
            values["exclusions"] = list(self.kind.exclusions)
        for name, value in values.items():
            if name in self.fields:
                self.fields[name].initial = value

    @property
    def said(self) -> list[Any]:
        """Bound fields of name, producer and validity."""
        return [self[name] for name in ("name", "producer", "reviewer", "effective_from", "effective_to")]

    @property
    def bounds(self) -> list[Any]:
        """Bound fields of what the unit counts for, and for whom it does not."""
        own = [name for name in self.fields if name.startswith(("limit_", "result_"))]
        return [self[name] for name in (*own, "cleared", "industries", "exclusions") if name in self.fields]

    def data_of_command(self) -> dict[str, Any]:
        """What `units.draft` and `units.revise` take, the kind apart. An outline left as it was is not given again."""
        cleaned, upload = self.cleaned_data, self.cleaned_data.get("report")
        begins = cleaned["effective_from"]
        data: dict[str, Any] = {
            name: cleaned[name] for name in ("name", "producer", "effective_from", "note") if name in cleaned
        } | {
            "effective_to": cleaned["effective_to"] or (self.kind.default_end(begins) if begins else None),
            "reviewer": cleaned["reviewer"] or None,
            "cleared": cleaned.get("cleared", False),
            "industries": cleaned["industries"].replace("，", ",").replace("、", ",").replace(",", " ").split(),
            "exclusions": cleaned.get("exclusions", []),
            "limits": {code: cleaned[f"limit_{code}"] for code in self.kind.limits},
            "results": {
                item: cleaned[f"result_{item}"] for item in self.kind.effects if cleaned.get(f"result_{item}")
            },
        }  # fmt: skip
        if upload:
            data |= {"report": files.store(upload, "application/pdf"), "report_name": upload.name}
        reading = self.reading
        if reading is not None and not (self.unit and same(reading.geometry, self.unit.shape)):
            data |= {"shape": reading.geometry, "source_crs": f"EPSG:{reading.source_crs}"}
        return data


def same(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two outlines have the same points, whichever way round and wherever they begin."""
    return bool(one.normalize().equals_exact(other.normalize(), 1e-9))
