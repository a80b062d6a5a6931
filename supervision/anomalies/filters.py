"""What the list of anomalies can be narrowed to; all of it stands in the address."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Region
from supervision.models.anomaly import Anomaly, AnomalyRule
from supervision.words import ruled

_INDENT = {"PROVINCE": "", "CITY": "\u3000", "COUNTY": "\u3000\u3000"}


class AnomalyFilter(django_filters.FilterSet):
    """Narrow anomalies by region subtree, rule, level, state and words."""

    region = django_filters.ChoiceFilter(label=_("Region"), empty_label=_("All regions"), method="in_region")
    rule = django_filters.ChoiceFilter(label=_("Rule"), empty_label=_("All rules"), field_name="rule__code")
    level = django_filters.ChoiceFilter(
        label=_("Level"), empty_label=_("All levels"), choices=AnomalyRule.Level.choices
    )
    state = django_filters.ChoiceFilter(label=_("State"), empty_label=_("All states"), choices=Anomaly.State.choices)
    q = django_filters.CharFilter(label=_("Project or item"), method="named", max_length=80)

    class Meta:
        model = Anomaly
        fields: list[str] = []

    def __init__(self, *args: Any, regions: Iterable[Region], rules: Iterable[AnomalyRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {region.code: region for region in regions}
        places = [(code, _INDENT[region.level] + region.label) for code, region in self.regions.items()]
        self.filters["region"].extra["choices"] = places
        self.filters["rule"].extra["choices"] = [(rule.code, ruled(rule)) for rule in rules]
        self.form.fields["q"].widget.attrs.update({"type": "search", "data-search": ""})

    @property
    def narrowed(self) -> bool:
        """Whether any condition is set."""
        return self.form.is_valid() and any(self.form.cleaned_data.values())

    def in_region(self, rows: "QuerySet[Anomaly]", name: str, code: str) -> "QuerySet[Anomaly]":
        """A region with its subtree."""
        return rows.filter(scope.subtree_q("region_id", self.regions[code].prefix))

    def named(self, rows: "QuerySet[Anomaly]", name: str, text: str) -> "QuerySet[Anomaly]":
        """Every word typed occurs in the project's name or code, or in the label."""
        for word in text.split():
            rows = rows.filter(
                Q(project_name__icontains=word) | Q(project_code__icontains=word) | Q(label__icontains=word)
            )
        return rows
