"""The plan as a page shows it 审批路径: stages, who decides, how many days, what runs beside what, drawn as lanes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Region
from catalogue.responsibility import NoDepartment, Responsibility
from catalogue.rules import PARALLEL, Catalogue, Plan, PlannedItem
from catalogue.speech import local
from core.lanes import Chart, Span, Tone, chart
from core.time import today

#: Acceptance that begins later than this after the permits is drawn apart from them.
WORKS_APART: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PathItem:
    """One item of the path. ``days`` is ``None`` for a step without a term, such as a study of the applicant."""

    code: str
    name: str
    department: str
    days: int | None
    start: date | None
    end: date | None
    critical: bool
    committed: bool
    counts: bool
    waits_for: tuple[str, ...]
    beside: int
    """Items of the same stage that run at the same time."""


@dataclass(frozen=True, slots=True)
class PathStage:
    """One stage of the path; ``days`` are the working days of its critical path."""

    code: str
    name: str
    lead: str
    budget: int | None
    days: int
    start: date | None
    end: date | None
    items: tuple[PathItem, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The whole path of a project."""

    stages: tuple[PathStage, ...]
    start: date
    ready_for_construction: date
    end: date
    days: int
    item_count: int
    department_count: int
    most_at_once: int


def path_of(plan: Plan, catalogue: Catalogue, region: Region) -> Path:
    """``plan`` with names in the active language and the departments that decide in ``region``."""
    known = Responsibility(region)
    stages = [
        PathStage(
            code=stage.stage,
            name=local(catalogue.stages[stage.stage].name),
            lead=_lead(known, catalogue, stage.lead, stage.stage),
            budget=stage.budget,
            days=stage.counted_days,
            start=stage.earliest_start,
            end=stage.earliest_end,
            items=_items(stage.items, catalogue, known),
        )
        for stage in plan.stages
    ]
    if plan.parallel:
        beside = catalogue.stages.get(PARALLEL)
        name = local(beside.name) if beside else _("beside the stages")
        stages.append(PathStage(PARALLEL, name, "", None, 0, None, None, _items(plan.parallel, catalogue, known)))
    every = [item for stage in stages for item in stage.items]
    return Path(
        stages=tuple(stages),
        start=plan.start,
        ready_for_construction=plan.ready_for_construction,
        end=plan.earliest_end,
        days=plan.counted_days,
        item_count=len(every),
        department_count=len({item.department for item in every}),
        most_at_once=max((item.beside + 1 for item in every), default=0),
    )


def drawn(path: Path) -> list[Chart]:
    """Lanes of the path: one per item with a term, the critical ones in the strong tone.

    Years of works between the permits and the acceptance would leave every bar a hair's breadth wide; then the
    two are drawn apart, each on an axis of its own.
    """
    timed = [
        (item.start, (item.name, item.department, [Span(item.start, item.end, _tone(item), item.name)]))
        for stage in path.stages
        for item in stage.items
        if item.start and item.end and item.days
    ]
    after = path.ready_for_construction + WORKS_APART
    before = [row for start, row in timed if start <= after]
    later = [row for start, row in timed if start > after]
    if not before or not later:
        return [chart(_("Planned path"), [row for _start, row in timed], today())]
    return [
        chart(_("Before construction"), before, today()),
        chart(_("After completion of the works"), later, today()),
    ]


def _tone(item: PathItem) -> Tone:
    return "now" if item.critical else "plan"


def _items(items: Iterable[PlannedItem], catalogue: Catalogue, known: Responsibility) -> tuple[PathItem, ...]:
    listed = sorted(items, key=lambda item: (item.earliest_start or date.max, item.level, item.code))
    return tuple(
        PathItem(
            code=item.code,
            name=local(item.item.name),
            department=_department(item, catalogue, known),
            days=item.promised,
            start=item.earliest_start,
            end=item.earliest_end,
            critical=item.critical,
            committed=item.committed,
            counts=item.counts_in_cap,
            waits_for=tuple(
                local(catalogue.items[code].name) for group in item.needs for code in group if code in catalogue.items
            ),
            beside=sum(1 for other in listed if other is not item and _overlap(item, other)),
        )
        for item in listed
    )


def _overlap(one: PlannedItem, other: PlannedItem) -> bool:
    if not (one.earliest_start and one.earliest_end and other.earliest_start and other.earliest_end):
        return False
    return one.earliest_start < other.earliest_end and other.earliest_start < one.earliest_end


def _department(item: PlannedItem, catalogue: Catalogue, known: Responsibility) -> str:
    try:
        return known.of(item.item, item.department).label
    except NoDepartment:
        named = catalogue.departments.get(item.department)
        return local(named.name) if named else item.department


def _lead(known: Responsibility, catalogue: Catalogue, function: str, stage: str) -> str:
    bureau = known.bureau()
    if bureau is not None:
        return bureau.label
    try:
        return known.department(function, 0, stage).label
    except NoDepartment:
        named = catalogue.departments.get(function)
        return local(named.name) if named else function
