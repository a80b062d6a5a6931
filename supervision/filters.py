"""What the wall can be narrowed to; every choice is a part of the address, so that a view can be passed on."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Region
from clocks.lights import Light
from clocks.models import Clock, ClockKind
from clocks.querysets import OPEN_STATES, ClockQuerySet
from core.lights import FACES
from core.time import today
from core.widgets import LongSelect
from supervision import words
from supervision.queries import WATCHERS, area_q
from supervision.tallies import SHOWN

NONE = "-"
"""In the address: rows that carry no code in this column, or lie in none of the regions watched."""
_INDENT = {"PROVINCE": "", "CITY": "\u3000", "COUNTY": "\u3000\u3000"}


class WallFilter(django_filters.FilterSet):
    """Narrow clocks by region subtree, light, kind, department function, stage, flow type and words."""

    region = django_filters.ChoiceFilter(
        label=_("Region"), empty_label=_("All regions"), method="in_region", widget=LongSelect
    )
    own = django_filters.CharFilter(widget=forms.HiddenInput, method="keep")
    light = django_filters.ChoiceFilter(
        label=_("Light"), empty_label=_("All lights"), method="at_light", widget=LongSelect
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of limit"),
        empty_label=_("All kinds"),
        choices=ClockKind.choices,
        field_name="kind",
        widget=LongSelect,
    )
    function = django_filters.ChoiceFilter(
        label=_("Department"),
        empty_label=_("All departments"),
        method="coded",
        field_name="department__function",
        widget=LongSelect,
    )
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), empty_label=_("All stages"), method="coded", field_name="stage", widget=LongSelect
    )
    flow = django_filters.ChoiceFilter(
        label=_("Flow type"), empty_label=_("All flow types"), method="coded", field_name="flow_type", widget=LongSelect
    )
    q = django_filters.CharFilter(label=_("Project or item"), method="named", max_length=80)

    class Meta:
        model = Clock
        fields: list[str] = []

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {region.code: region for region in regions}
        choose = [(code, _INDENT[region.level] + region.label) for code, region in self.regions.items()]
        self.filters["region"].extra["choices"] = [*choose, (NONE, _("Elsewhere"))]
        self.filters["light"].extra["choices"] = [(level.value, FACES[level.value].word) for level in SHOWN]
        self.filters["function"].extra["choices"] = [*words.functions().items(), (NONE, _("No single department"))]
        self.filters["stage"].extra["choices"] = [*words.stages().items(), (NONE, _("Whole project"))]
        self.filters["flow"].extra["choices"] = [*words.flows().items(), (NONE, _("Not classified"))]
        self.form.fields["q"].widget.attrs.update({"type": "search", "data-search": ""})

    @property
    def chosen_region(self) -> Region | None:
        """The region the wall is narrowed to, if any."""
        return self.regions.get(self.value("region"))

    @property
    def chosen_light(self) -> str:
        """The light the wall is narrowed to, or nothing."""
        return self.value("light")

    @property
    def before_light(self) -> "QuerySet[Clock]":
        """The clocks all other conditions leave, of every light: what the numbers count."""
        return self._narrowed(without="light").filter(state__in=OPEN_STATES)

    @property
    def chosen(self) -> list[tuple[Any, Any]]:
        """(label, words) of every condition set, for the export and for a printed page."""
        found = []
        for name, field in self.form.fields.items():
            if name != "own" and (value := self.value(name)):
                choices = dict(getattr(field, "choices", ()))
                found.append((field.label, str(choices.get(value, value)).strip("\u3000")))
        return found

    def value(self, name: str) -> str:
        """The value chosen for one parameter, or nothing."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or ""

    def _narrowed(self, without: str) -> "QuerySet[Clock]":
        clocks = self.queryset.all()
        self.form.is_valid()
        for name, value in self.form.cleaned_data.items():
            if name != without:
                clocks = self.filters[name].filter(clocks, value)
        return clocks

    def in_region(self, clocks: "QuerySet[Clock]", name: str, code: str) -> "QuerySet[Clock]":
        """A region with its subtree, or only itself when `own` is set; "-" for all that lies elsewhere."""
        if code == NONE:
            return clocks.exclude(scope.region_q(self.request.user, "region_id", WATCHERS))
        if self.value("own"):
            return clocks.filter(region_id=code)
        return clocks.filter(area_q(self.regions[code].prefix))

    def at_light(self, clocks: ClockQuerySet, name: str, level: str) -> "QuerySet[Clock]":
        """Clocks that show this light today."""
        return clocks.at_light(Light(level), today())

    def coded(self, clocks: "QuerySet[Clock]", name: str, code: str) -> "QuerySet[Clock]":
        """Rows with this code; "-" for rows without one."""
        if code == NONE:
            return clocks.filter(Q(**{f"{name}__isnull": True}) | Q(**{name: ""}))
        return clocks.filter(**{name: code})

    def named(self, clocks: "QuerySet[Clock]", name: str, text: str) -> "QuerySet[Clock]":
        """Every word typed occurs in the project's name or code, or in what is timed."""
        for word in text.split():
            clocks = clocks.filter(
                Q(project_name__icontains=word) | Q(project_code__icontains=word) | Q(label__icontains=word)
            )
        return clocks

    def keep(self, clocks: "QuerySet[Clock]", name: str, value: str) -> "QuerySet[Clock]":
        """A parameter that another one reads."""
        return clocks
