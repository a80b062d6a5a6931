"""Every kind of project worked out once (申报模板): classification, the steps it files, items, days, who decides.

A real project of each kind is entered and filed stage after stage inside a transaction that is rolled back; what the
rooms above answered is kept and stamped on as many projects as wanted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from accounts.models import Department, Region
from approvals.commands.filing import window_of
from approvals.intake import Filing, filing_of, stages_of
from approvals.models import ItemCase, JointApplication
from catalogue.content import Item as CatalogueItem
from catalogue.content import Stage
from catalogue.models import Item
from catalogue.queries import Responsibility, lead_department
from catalogue.rules import PARALLEL, STAGES, department_for
from core.time import now, today
from demo import names, people
from demo.dossier_entry import Owner, owner
from demo.dossiers import Dossier
from projects import commands as projects
from projects.facts import facts_of
from projects.models import Project

_SCRATCH: Final = 9999
"""Serial of the enterprise that enters the templates; it never outlives their transaction."""


@dataclass(frozen=True, slots=True)
class ItemPattern:
    """One item as it is filed; `needs` are positions of other items of the same step, in groups."""

    row: Item
    item: CatalogueItem
    function: str
    promised: int
    counts_in_cap: bool
    needs: tuple[tuple[int, ...], ...]
    prerequisites: list[list[str]]


@dataclass(frozen=True, slots=True)
class StepPattern:
    """One application: a stage, or the items beside the stages that stand in its way. `papers`: key and name."""

    stage: Stage
    name: str
    budget: int | None
    items: tuple[ItemPattern, ...]
    papers: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        """The stage's code, PX beside the stages."""
        return self.stage.code

    @property
    def led(self) -> bool:
        """Whether a lead department consolidates."""
        return bool(self.stage.lead)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of project; `columns` are those of its row that no two projects differ in."""

    dossier: Dossier
    columns: dict[str, Any]
    steps: tuple[StepPattern, ...]
    major: bool


COLUMNS: Final = (
    "description", "investment_kind", "regime", "industry", "land_mode", "facts", "flow_code", "splclx", "cap",
    "cap_scope", "exempt_reason", "classification", "catalogue_id",
)  # fmt: skip


def patterns(dossiers: Iterable[Dossier], county: str) -> list[Pattern]:
    """Work out every dossier as a project of `county`; writes nothing that stays."""
    with transaction.atomic():
        by = owner(_SCRATCH, county, people.engage("templates", names.STEMS[0]))
        found = [_pattern(_entered(dossier, by, county), dossier) for dossier in dossiers]
        transaction.set_rollback(True)
    return found


def _entered(dossier: Dossier, by: Owner, county: str) -> Project:
    facts = {
        "investment_kind": dossier.kind,
        "regime": dossier.regime,
        "investment": dossier.investment,
        "land_mode": dossier.land_mode,
        "land_area": dossier.land_area,
        "floor_area": dossier.floor_area,
        **dossier.facts,
    }
    project: Project = projects.create_project.perform(
        by.user,
        enterprise=by.enterprise,
        region=Region.objects.get(code=county),
        name=dossier.name,
        industry=dossier.industry,
        description=dossier.description,
        facts=facts,
    )
    return project


def _pattern(project: Project, dossier: Dossier) -> Pattern:
    steps: list[StepPattern] = []
    for stage in [stage for stage in stages_of(project) if stage in STAGES]:
        filing = filing_of(project, stage)
        blocking = {code for item in filing.items.values() for code in item.missing}
        # What stands in the way beside the stages is filed first, and then the whole stage can be.
        for one in (filing_of(project, PARALLEL, blocking), None):
            one = one or filing_of(project, stage)
            if one.chosen:
                steps.append(_step(one))
                _passed(project, one)
    return Pattern(
        dossier=dossier,
        columns={name: getattr(project, name) for name in COLUMNS},
        steps=tuple(steps),
        major=bool(project.facts.get("major_confirmed")),
    )


def _step(filing: Filing) -> StepPattern:
    rows = {row.code: row for row in Item.objects.filter(version=filing.project.catalogue, code__in=filing.chosen)}
    facts, needs = facts_of(filing.project), filing.needs_inside()
    place = {code: number for number, code in enumerate(filing.chosen)}
    items = []
    for code in filing.chosen:
        flow_item = filing.items[code].flow_item
        items.append(
            ItemPattern(
                row=rows[code],
                item=flow_item.item,
                function=department_for(flow_item.item, facts),
                promised=filing.items[code].promised,
                counts_in_cap=flow_item.counts_in_cap,
                needs=tuple(tuple(place[need] for need in group) for group in needs[code]),
                prerequisites=needs[code],
            )
        )
    papers = [(paper.need.key, paper.need.material.name.zh) for paper in filing.papers if paper.need.uploaded]
    return StepPattern(
        stage=filing.catalogue.stages[filing.stage],
        name=filing.name,
        budget=filing.budget,
        items=tuple(items),
        papers=tuple(papers[:2]),
    )


def _passed(project: Project, filing: Filing) -> None:
    """Let every item of the filing be decided, so that the next stage can be worked out."""
    number = f"T{project.pk}-{filing.stage}-{project.applications.count()}"
    application = JointApplication.objects.create(
        number=number,
        project=project,
        stage=filing.stage,
        region_id=project.region_id,
        state=JointApplication.State.ISSUED,
        received_on=today(),
        created_at=now(),
    )
    department = Department.objects.order_by("pk")[0]
    ItemCase.objects.bulk_create(
        ItemCase(
            number=f"{number}-{code}",
            application=application,
            item=Item.objects.get(version=project.catalogue, code=code),
            department=department,
            state=ItemCase.State.PASSED,
            decided_on=today(),
            promised_days=0,
        )
        for code in filing.chosen
    )


# ---- who decides, county by county ---------------------------------------------------------------------------


class Offices:
    """Who receives, leads and decides in one county (行使主体), asked once per item and stage."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.window = window_of(region)
        self._known = Responsibility(region)
        self._items: dict[tuple[str, str], Department] = {}
        self._leads: dict[str, Department] = {}

    def decides(self, pattern: ItemPattern) -> Department:
        """The department of an item."""
        key = (pattern.item.code, pattern.function)
        if key not in self._items:
            self._items[key] = self._known.of(pattern.item, pattern.function)
        return self._items[key]

    def leads(self, step: StepPattern) -> Department | None:
        """The lead department of a step, None for items beside the stages."""
        if not step.led:
            return None
        if step.stage.code not in self._leads:
            self._leads[step.stage.code] = lead_department(step.stage, self.region)
        return self._leads[step.stage.code]


def counties() -> list[Region]:
    """Counties that have departments, by code."""
    with_departments = Department.objects.filter(is_window=True, active=True, region__level=Region.Level.COUNTY)
    codes = with_departments.values_list("region_id", flat=True).distinct()
    return list(Region.objects.filter(code__in=list(codes)).order_by("code"))
