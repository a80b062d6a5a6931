"""Forms of the dossier 项目档案: the project itself, and the search above the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Region
from catalogue.content import Catalogue
from core.codes import industry
from core.display import by_language
from projects.facts import COLUMNS
from projects.fields import IndustryField, NameField, WanField, fact_fields
from projects.land_contract import contract_objection
from projects.models import Project

#: What each part of the page asks openly; the remaining facts of the catalogue follow as ticks (``more_…``).
SECTIONS: Final = {
    "project": ("enterprise", "name", "code", "region", "address", "description"),
    "dates": ("planned_start", "planned_completion"),
    "exemption": ("special", "major", "major_reference"),
    "funding": ("investment_kind", "regime", "investment"),
    "shares": ("direct_share", "capital_share", "subsidy_share"),
    "works": ("industry", "sector"),
    "sizes": ("floor_area", "height", "earthwork"),
    "land": ("land_mode", "land_contract_on", "land_area"),
    "resources": ("eia_class", "power", "energy", "electricity"),
    "reason": ("reason",),
}
#: Fields of the dossier that are no facts.
NAMED: Final = (
    "name", "code", "region", "address", "description", "planned_start", "planned_completion", "land_contract_on",
)  # fmt: skip


def counties(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of the county 建设地点, grouped by city."""
    rows = (
        Region.objects.visible_to(user)
        .in_force()
        .filter(level=Region.Level.COUNTY)
        .values_list("parent__name", "parent__name_en", "code", "name", "name_en")
        .order_by("code")
    )
    groups: dict[str, list[tuple[str, str]]] = {}
    for city, city_en, code, name, name_en in rows:
        groups.setdefault(by_language(city or "", city_en or ""), []).append((code, by_language(name, name_en)))
    return list(groups.items())


class ProjectForm(forms.Form):
    """One page for the whole dossier. ``facts()`` and ``plain()`` split what was typed as the commands take it.

    ``catalogue`` names the facts; ``enterprises`` are those the person may enter projects for.
    """

    name = NameField(label=_("Project name"), max_length=200)
    code = forms.CharField(
        label=_("Project code"),
        required=False,
        max_length=60,
        help_text=_("24 characters, given by the national investment platform. Leave empty to have one assigned."),
    )
    region = forms.ChoiceField(label=_("County"), help_text=_("The county in which the land lies."))
    address = forms.CharField(label=_("Place of the works"), max_length=200, required=False)
    description = forms.CharField(
        label=_("Scale and contents"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only what may be public: no state secrets."),
    )
    planned_start = forms.DateField(
        label=_("Planned start of works"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    planned_completion = forms.DateField(
        label=_("Planned completion"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    land_contract_on = forms.DateField(
        label=_("Land contract signed on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Of granted land. Where the total limit counts from it, it runs from the first acceptance until you enter it."
        ),
    )
    investment_kind = forms.ChoiceField(
        label=_("Whose investment"),
        choices=Project.InvestmentKind.choices,
        widget=forms.RadioSelect,
        help_text=_("A subsidy or an interest discount leaves it an enterprise investment."),
    )
    investment = WanField(label=_("Total investment"))
    industry = IndustryField(
        label=_("Industry (GB/T 4754-2017)"),
        max_length=80,
        help_text=_("Type a code or a word and choose, for example C39."),
        widget=forms.TextInput(attrs={"list": "industries", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=300,
        help_text=_("Needed when a project already filed changes its category or limit."),
    )

    def __init__(
        self,
        *args: Any,
        catalogue: Catalogue,
        user: Any,
        enterprises: QuerySet[Enterprise] | None = None,
        project: Project | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.project = project
        cast(forms.ChoiceField, self.fields["region"]).choices = [("", _("Please choose")), *counties(user)]
        asked = fact_fields(catalogue, ("exemption", "funding", "works", "site", "resources"))
        for name, field in asked.items():
            if name not in self.fields:
                self.fields[name] = field
        self._fit(enterprises)
        if project is not None and not self.is_bound:
            self.initial = {**self._stored(project), **self.initial}

    def _fit(self, enterprises: QuerySet[Enterprise] | None) -> None:
        """Drop what this person or this project has no choice about."""
        if enterprises is not None and len(enterprises) != 1:
            self.fields["enterprise"] = forms.ModelChoiceField(enterprises, label=_("Enterprise"))
        if self.project is None:
            del self.fields["reason"]
        elif self.project.state != Project.State.DRAFT:
            del self.fields["code"], self.fields["region"]
        else:
            del self.fields["reason"]

    def _stored(self, project: Project) -> dict[str, Any]:
        values = {name: getattr(project, name) for name in (*NAMED, *COLUMNS, "industry") if name != "region"}
        facts = {
            name: Decimal(value) if self.catalogue.facts[name].type == "number" else value
            for name, value in project.facts.items()
            if name in self.catalogue.facts
        }
        return {**values, "region": project.region_id, **facts}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("planned_start"), cleaned.get("planned_completion")
        if start and end and end < start:
            self.add_error("planned_completion", _("The completion lies before the start. Correct one of the dates."))
        shares = [cleaned.get(name) or Decimal(0) for name in ("direct_share", "capital_share", "subsidy_share")]
        if sum(shares) > 1:
            self.add_error("direct_share", _("The shares of public money add up to more than 100%. Correct them."))
        if cleaned.get("major") and not cleaned.get("major_reference"):
            self.add_error(
                "major_reference", _("Give the list number or the document that names the project as major.")
            )
        if cleaned.get("land_mode") not in (None, "", "NONE") and cleaned.get("land_area") == 0:
            self.add_error("land_area", _("Enter the land area; 0 is possible only without new land."))
        if found := contract_objection(cleaned.get("land_contract_on"), cleaned.get("land_mode") or ""):
            self.add_error("land_contract_on", found)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What the catalogue reads, of the fields that are valid so far; for commands and for the live preview."""
        names = {*self.catalogue.facts, *COLUMNS} & self.cleaned_data.keys()
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] is not None}

    def plain(self) -> dict[str, Any]:
        """The remaining fields as ``create_project`` and ``update_project`` take them."""
        fields = ("industry", "reason", *NAMED)
        values: dict[str, Any] = {
            name: self.cleaned_data[name] for name in fields if name in self.cleaned_data and name != "region"
        }
        if self.cleaned_data.get("region"):
            values["region"] = Region.objects.get(pk=self.cleaned_data["region"])
        return values

    def sections(self) -> dict[str, list[forms.BoundField]]:
        """The fields as the page groups them; what a group of facts does not ask openly is ticked."""
        asked = {name: [self[field] for field in fields if field in self.fields] for name, fields in SECTIONS.items()}
        open_fields = {field for fields in SECTIONS.values() for field in fields}
        for name, spec in self.catalogue.facts.items():
            if name in self.fields and name not in open_fields:
                asked.setdefault(f"more_{spec.group}", []).append(self[name])
        return asked

    @staticmethod
    def industries() -> list[str]:
        """Suggestions of the industry field: code and Chinese name."""
        return [f"{one.value} {one.name}" for one in industry.divisions()]


class ProjectFilter(forms.Form):
    """Search above the list."""

    q = forms.CharField(label=_("Name, code or enterprise"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *Project.State.choices])
