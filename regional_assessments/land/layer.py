"""Standard land on the map (标准地图层): public parcels, the same for everyone signed in."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.speech import local
from core.display import written_area
from core.map_layers import Layer, Sort, Thing, announce
from core.models import NumberSequence
from regional_assessments.land.record import MAP_VERSION
from regional_assessments.land.rules import PUBLIC
from regional_assessments.models import Parcel

TONES = tuple(state for state in Parcel.State.values if state in PUBLIC)


def _rows(user: Any) -> "QuerySet[Parcel]":
    public = Parcel.objects.visible_to(user).filter(state__in=PUBLIC)
    return public.select_related("zone").prefetch_related("indicators").order_by("code")


def _things(user: Any, rows: Sequence[Parcel]) -> Iterator[Thing]:
    for parcel in rows:
        limits = ", ".join(
            f"{one.label} {one.sign} {one.written} {local(one.told.unit)}".rstrip()
            for one in parcel.indicators.all()
            if one.told.required
        )
        yield Thing(
            key=f"parcel-{parcel.pk}",
            name=f"{parcel.code} {parcel.name}",
            label=parcel.code,
            tone=parcel.state,
            shape=parcel.shape,
            href=reverse("regional_assessments:land", args=[parcel.pk]),
            facts=(
                (_("Zone"), parcel.zone.label),
                (_("Land use"), parcel.land_use),
                (_("Area"), written_area(parcel.area)),
                (_("Promised"), limits),
            ),
        )


def _edition() -> str:
    last = NumberSequence.objects.filter(series=MAP_VERSION).values_list("last", flat=True).first()
    return str(last or 0)


def ready() -> None:
    """Announce it."""
    labels = dict(Parcel.State.choices)
    announce(
        Layer(
            key="land",
            label=gettext_lazy("Standard land"),
            order=30,
            shows=lambda user: bool(user.is_authenticated),
            rows=_rows,
            things=_things,
            sorts=lambda: [Sort(state, labels[state]) for state in TONES],
            sort_field="state",
            search=("code", "name", "zone__name"),
            mark=lambda row: (f"parcel-{row[0]}", row[1], row[2]),
            mark_columns=("pk", "code", "state"),
            edition=_edition,
        )
    )
