"""方案: the whole path of a project on day one — what, by whom, how long, beside what, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from catalogue.content import STAGES, Catalogue, Flow, Item
from catalogue.facts import ProjectFacts
from catalogue.fit import promise_for, promised_days
from catalogue.flow_items import FlowItem, Needs, applicable_items
from catalogue.graph import Path, StageGraph, in_order, longest_path
from catalogue.predicates import holds


class Calendar(Protocol):
    """What a plan needs of the working-day calendar."""

    def add(self, day: date, n: int, /) -> date:
        """The `n`-th working day after `day`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedItem:
    """事项 in a plan. Dates assume that the applicant's own steps are ready on the day.

    `promised` in working days, None for a step without a term (the applicant's own study, a tender):
    it has no dates and `waits_on_own_steps` of others name it. `level` counts from 0: items of one
    level in one stage run beside each other.
    """

    item: Item
    stage: str
    department: str
    promised: int | None
    counts_in_cap: bool
    needs: Needs
    waits_on_own_steps: tuple[str, ...]
    level: int
    committed: bool
    critical: bool
    earliest_start: date | None
    earliest_end: date | None

    @property
    def code(self) -> str:
        """The item's code."""
        return self.item.code


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStage:
    """阶段 in a plan: its items, which of them run beside each other, its critical path and end.

    `counted_days` are the working days of the counted critical path of this project; `budget` what
    the flow allows (None without a cap).
    """

    stage: str
    lead: str
    budget: int | None
    items: tuple[PlannedItem, ...]
    groups: tuple[tuple[str, ...], ...]
    critical_path: Path
    earliest_start: date
    earliest_end: date

    @property
    def counted_days(self) -> int:
        """Working days of the critical path."""
        return self.critical_path.days


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """审批方案 of one project: S1–S4 one after another, PX and pre-coordination items beside them.

    `ready_for_construction` is the earliest day on which the construction permit and everything
    that must precede construction are done; S4 follows the completion of the works.
    """

    flow: Flow
    start: date
    stages: tuple[PlannedStage, ...]
    parallel: tuple[PlannedItem, ...]
    ready_for_construction: date
    earliest_end: date

    @property
    def items(self) -> dict[str, PlannedItem]:
        """Every item of the plan by code."""
        listed = [*(item for stage in self.stages for item in stage.items), *self.parallel]
        return {item.code: item for item in sorted(listed, key=lambda item: item.code)}

    @property
    def counted_days(self) -> int:
        """Working days of all stages back to back, as the cap counts them."""
        return sum(stage.counted_days for stage in self.stages)

    def stage(self, code: str) -> PlannedStage | None:
        """The stage of that code, None when the project needs nothing in it."""
        return next((stage for stage in self.stages if stage.stage == code), None)


def plan(
    facts: ProjectFacts,
    flow: Flow,
    catalogue: Catalogue,
    calendar: Calendar,
    start: date,
    works_complete_on: date | None = None,
) -> Plan:
    """The plan of a project that files its first stage on `start` (day 0).

    Each item starts on the day the last item it waits for ends (that day is its day 0) and takes its
    promised working days; a stage starts when the one before has ended, S4 not before
    `works_complete_on`. Raises CycleError for a catalogue that `validate` would refuse, and whatever
    the calendar raises beyond its last day.
    """
    items = applicable_items(facts, flow, catalogue)
    promised = promised_days(catalogue, flow)
    days = {
        code: None if item.item.promised is None else promise_for(item.item, facts, promised.get(code))
        for code, item in items.items()
    }
    dates = _schedule(items, days, calendar, start, works_complete_on)
    levels = _levels(items)
    paths = {stage: longest_path(_counted_graph(items, days, stage)) for stage in STAGES}
    critical = {code for path in paths.values() for code in path.codes}
    planned = {
        code: PlannedItem(
            item=entry.item,
            stage=entry.stage,
            department=department_for(entry.item, facts),
            promised=days[code],
            counts_in_cap=entry.counts_in_cap,
            needs=entry.needs,
            waits_on_own_steps=tuple(c for c in entry.predecessors if days[c] is None),
            level=levels[code],
            committed=entry.committed,
            critical=code in critical,
            earliest_start=dates[code][0] if days[code] is not None else None,
            earliest_end=dates[code][1] if days[code] is not None else None,
        )
        for code, entry in items.items()
    }
    stages = []
    for stage in STAGES:
        members = tuple(item for item in planned.values() if item.stage == stage)
        if not members:
            continue
        stages.append(
            PlannedStage(
                stage=stage,
                lead=catalogue.stages[stage].lead,
                budget=flow.budgets.get(catalogue.cap_scope, {}).get(stage),
                items=members,
                groups=_groups(members),
                critical_path=paths[stage],
                earliest_start=min(dates[item.code][0] for item in members),
                earliest_end=max(dates[item.code][1] for item in members),
            )
        )
    return Plan(
        flow=flow,
        start=start,
        stages=tuple(stages),
        parallel=tuple(item for item in planned.values() if item.stage not in STAGES),
        ready_for_construction=_ready_for_construction(items, dates, start),
        earliest_end=max((end for _begin, end in dates.values()), default=start),
    )


def department_for(item: Item, facts: ProjectFacts) -> str:
    """The function that exercises the item for this project (工信 for technical renovation)."""
    for function, when in item.alternatives:
        if holds(when, facts):
            return function
    return item.department


def _schedule(
    items: Mapping[str, FlowItem],
    days: Mapping[str, int | None],
    calendar: Calendar,
    start: date,
    works_complete_on: date | None,
) -> dict[str, tuple[date, date]]:
    dates: dict[str, tuple[date, date]] = {}
    before = {code: entry.predecessors + _earlier_stage(entry, items) for code, entry in items.items()}
    for code in in_order(before):
        entry = items[code]
        begin = max(
            [start]
            + [min(dates[c][1] for c in group) for group in entry.needs]
            + [dates[c][1] for c in _earlier_stage(entry, items)]
        )
        if works_complete_on and (entry.stage == STAGES[-1] or "WORKS_COMPLETE" in entry.item.conditions):
            begin = max(begin, works_complete_on)
        term = days[code]
        dates[code] = (begin, calendar.add(begin, term) if term else begin)
    return dates


def _earlier_stage(entry: FlowItem, items: Mapping[str, FlowItem]) -> tuple[str, ...]:
    """The items of all stages before this one's: S2 is filed when S1 is issued."""
    if entry.stage not in STAGES:
        return ()
    earlier = STAGES[: STAGES.index(entry.stage)]
    return tuple(code for code, other in items.items() if other.stage in earlier)


def _counted_graph(items: Mapping[str, FlowItem], days: Mapping[str, int | None], stage: str) -> StageGraph:
    inside = {code: entry for code, entry in items.items() if entry.stage == stage}
    return StageGraph(
        days={code: (days[code] or 0) if entry.counts_in_cap else 0 for code, entry in inside.items()},
        before={code: tuple(c for c in entry.predecessors if c in inside) for code, entry in inside.items()},
    )


def _levels(items: Mapping[str, FlowItem]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for code in in_order({code: entry.predecessors for code, entry in items.items()}):
        entry = items[code]
        same = [levels[c] + 1 for c in entry.predecessors if items[c].stage == entry.stage]
        levels[code] = max(same, default=0)
    return levels


def _groups(members: tuple[PlannedItem, ...]) -> tuple[tuple[str, ...], ...]:
    depth = max(item.level for item in members) + 1
    return tuple(tuple(item.code for item in members if item.level == level) for level in range(depth))


def _ready_for_construction(items: Mapping[str, FlowItem], dates: Mapping[str, tuple[date, date]], start: date) -> date:
    gates = [
        dates[code][1]
        for code, entry in items.items()
        if entry.stage in STAGES[:3] or "CONSTRUCTION_START" in entry.item.gate
    ]
    return max(gates, default=start)
