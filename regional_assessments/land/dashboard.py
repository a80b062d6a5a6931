"""控制指标看板: what was promised of each parcel sold and what was measured of it, by indicator, zone and parcel."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy

from catalogue.speech import local
from regional_assessments.land.indicators import Indicator, Phase, indicators
from regional_assessments.land.queries import Line, parcels
from regional_assessments.land.rules import CHECKS, SOLD
from regional_assessments.models import ControlIndicator, IndicatorCheck, Parcel, Zone

SHORT, KEPT, WAITING, OVERDUE = "SHORT", "KEPT", "WAITING", "OVERDUE"
OUTCOMES: Final[Mapping[str, Any]] = {
    SHORT: gettext_lazy("falls short"),
    KEPT: gettext_lazy("limit kept"),
    WAITING: gettext_lazy("not yet measured"),
    OVERDUE: gettext_lazy("check overdue"),
}
PHASES: Final[Mapping[str, Any]] = {
    Phase.COMPLETION: gettext_lazy("at completion"),
    Phase.PRODUCTION: gettext_lazy("at production"),
}
FURTHER: Final = "FURTHER"
"""Stands for the indicators agreed beyond the five."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader narrows by; unknown values narrow nothing."""

    text: str = ""
    zone: str = ""
    phase: str = ""
    indicator: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One of the five indicators, or all further ones together. `phase` is empty where they have several."""

    code: str
    told: Indicator | None
    phase: str

    @property
    def label(self) -> Any:
        """Its name in the reader's language."""
        return local(self.told.name) if self.told else gettext_lazy("Further indicators")

    @property
    def unit(self) -> str:
        """Its unit, "" for none or for several."""
        return local(self.told.unit) if self.told else ""


@dataclass(slots=True)
class Tally:
    """Promises by the newest measurement: a limit for each pollutant is a promise of its own."""

    kept: int = 0
    short: int = 0
    waiting: int = 0

    def add(self, other: "Tally") -> None:
        """Count the promises of another in."""
        self.kept += other.kept
        self.short += other.short
        self.waiting += other.waiting

    @property
    def promised(self) -> int:
        """All of them."""
        return self.kept + self.short + self.waiting

    @property
    def measured(self) -> int:
        """Those with a measurement."""
        return self.kept + self.short

    @property
    def kept_share(self) -> int:
        """Kept of all promised, in percent; what a bar of 100 draws first."""
        return round(100 * self.kept / self.promised) if self.promised else 0

    @property
    def short_share(self) -> int:
        """Short of all promised, in percent."""
        return round(100 * self.short / self.promised) if self.promised else 0


@dataclass(slots=True)
class ZoneRow:
    """A zone with a tally for each column."""

    zone: Zone
    tallies: dict[str, Tally] = field(default_factory=dict)
    whole: Tally = field(default_factory=Tally)

    def add(self, column: str, tally: Tally) -> None:
        """Count promises of a column in."""
        self.tallies.setdefault(column, Tally()).add(tally)
        self.whole.add(tally)

    @property
    def cells(self) -> list[tuple[Column, Tally]]:
        """Every column with its tally, in the order of `columns`."""
        return [(column, self.tallies.get(column.code, Tally())) for column in columns()]


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """A parcel with its lines under each column, in the order of `columns`."""

    parcel: Parcel
    overdue: bool
    cells: tuple[tuple[Column, tuple[Line, ...]], ...]


def columns() -> tuple[Column, ...]:
    """The five, completion before production, and one for the rest."""
    five = [Column(code, told, str(told.phase)) for code, told in indicators().items() if told.required]
    return (*sorted(five, key=lambda one: one.phase), Column(FURTHER, None, ""))


def lines(user: Any, asked: Asked, on: date) -> "QuerySet[ControlIndicator]":
    """The promises of sold parcels whose measured values `user` may read, with the newest result as `met`, `measured`."""
    newest = IndicatorCheck.objects.filter(indicator=OuterRef("pk")).order_by("-round")
    inside = Parcel.objects.inside(user).filter(state__in=SOLD)
    if asked.text:
        inside = inside.filter(
            Q(code__icontains=asked.text) | Q(name__icontains=asked.text) | Q(buyer__icontains=asked.text)
        )
    if asked.zone:
        inside = inside.filter(zone__code=asked.zone)
    if asked.outcome == OVERDUE:
        inside = inside.filter(state__in=CHECKS, check_by__lt=on)
    rows = ControlIndicator.objects.filter(parcel__in=inside, code__in=_codes(asked))
    rows = rows.annotate(met=Subquery(newest.values("met")[:1]), measured=Subquery(newest.values("measured")[:1]))
    if asked.outcome in (SHORT, KEPT):
        rows = rows.filter(met=asked.outcome == KEPT)
    elif asked.outcome == WAITING:
        rows = rows.filter(met=None)
    elif asked.outcome == OVERDUE:
        rows = rows.filter(_due())
    return rows


def _codes(asked: Asked) -> list[str]:
    """Codes of the phase and of the indicator asked for; all where none is."""
    return [
        code
        for code, told in indicators().items()
        if (asked.phase not in PHASES or told.phase == asked.phase)
        and (not asked.indicator or code == asked.indicator or (asked.indicator == FURTHER and not told.required))
    ]


def _due() -> Q:
    """Lines that the next check of their parcel measures."""
    found = Q(pk__in=[])
    for state, phase in CHECKS.items():
        found |= Q(parcel__state=state, code__in=[code for code, one in indicators().items() if one.phase == phase])
    return found


def by_zone(rows: "QuerySet[ControlIndicator]") -> tuple[list[ZoneRow], ZoneRow]:
    """A row for each zone by its code, and the row of all; two queries."""
    counted = list(
        rows.order_by()
        .values("parcel__zone_id", "code")
        .annotate(kept=Count("pk", filter=Q(met=True)), short=Count("pk", filter=Q(met=False)), n=Count("pk"))
    )
    zones = Zone.objects.in_bulk({one["parcel__zone_id"] for one in counted})
    found = {pk: ZoneRow(zone) for pk, zone in sorted(zones.items(), key=lambda one: one[1].code)}
    whole = ZoneRow(Zone())
    for one in counted:
        told = indicators()[one["code"]]
        column = told.code if told.required else FURTHER
        tally = Tally(one["kept"], one["short"], one["n"] - one["kept"] - one["short"])
        for row in (found[one["parcel__zone_id"]], whole):
            row.add(column, tally)
    return list(found.values()), whole


def parcels_of(user: Any, rows: "QuerySet[ControlIndicator]") -> "QuerySet[Parcel]":
    """The parcels with at least one of these lines, by zone and number."""
    found = parcels(user).filter(pk__in=rows.values("parcel_id")).defer("geometry", "zone__geometry")
    return found.order_by("zone__code", "code")


def measured_of(found: Iterable[Parcel], on: date) -> list[ParcelRow]:
    """All lines of these parcels with every round; two queries."""
    shown = list(found)
    checks = Prefetch("checks", IndicatorCheck.objects.order_by("round"))
    told: dict[int, dict[str, list[Line]]] = {}
    for row in ControlIndicator.objects.filter(parcel__in=shown).prefetch_related(checks):
        column = row.code if row.told.required else FURTHER
        told.setdefault(row.parcel_id, {}).setdefault(column, []).append(Line(row, tuple(row.checks.all())))
    heads = columns()
    return [
        ParcelRow(
            parcel,
            parcel.overdue(on),
            tuple((head, tuple(told.get(parcel.pk, {}).get(head.code, ()))) for head in heads),
        )
        for parcel in shown
    ]


def sheet(rows: "QuerySet[ControlIndicator]") -> Iterator[Sequence[Any]]:
    """Lines as they are given out; words in the active language."""
    found = rows.select_related("parcel__zone__region", "parcel__project").order_by(
        "parcel__zone__code", "parcel__code", "pk"
    )
    found = found.defer("parcel__geometry", "parcel__zone__geometry", "parcel__zone__region__boundary")
    for row in found.prefetch_related(Prefetch("checks", IndicatorCheck.objects.order_by("round"))):
        line = Line(row, tuple(row.checks.all()))
        parcel, last = row.parcel, line.last
        outcome = WAITING if last is None else KEPT if last.met else SHORT
        yield (
            parcel.zone.label, parcel.code, parcel.name, str(parcel.get_state_display()), parcel.buyer,
            parcel.project.code if parcel.project else "", row.label, local(row.told.unit),
            str(PHASES[row.told.phase]), f"{row.sign} {row.written}", last.measured if last else None,
            line.off, str(OUTCOMES[outcome]), last.round if last else None,
            last.checked_on if last else None, parcel.check_by if parcel.next_check == row.told.phase else None,
        )  # fmt: skip
