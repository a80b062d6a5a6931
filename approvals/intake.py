"""What a stage is made of when it is filed (申报内容): items, who decides them, papers, what stands in the way.

The catalogue version the project pins says what applies; cases already decided or under way are left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.db.models import Q

from accounts.models import Department
from approvals import rules
from approvals.models import ItemCase, JointApplication
from approvals.reuse import sparing
from catalogue.fit import promise_for
from catalogue.models import CatalogueVersion
from catalogue.queries import catalogue_of
from catalogue.responsibility import lead_department, responsible_departments
from catalogue.rules import (
    PARALLEL,
    STAGES,
    Catalogue,
    Flow,
    FlowItem,
    NeededMaterial,
    applicable_items,
    department_for,
    materials_for,
    promised_days,
    within,
)
from core.time import today
from projects.facts import facts_of
from projects.models import Material, Project, Redline
from projects.uploads import ALLOWED
from regional_assessments.units.reuse import Reuse

CODING_ITEM: Final = "100"
"""项目赋码 is done when the project has its code, which it has when it is entered."""
REDLINE_PAPER: Final = "redline"
"""用地红线 as a paper is met by the redline of the dossier; nobody uploads it twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingItem:
    """One item as this project would file it now. `missing` are items that must be decided first."""

    flow_item: FlowItem
    promised: int
    needs: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]

    @property
    def code(self) -> str:
        """The item's code."""
        return self.flow_item.code

    @property
    def fileable(self) -> bool:
        """Whether nothing outside the application stands in the way."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the checklist: a named paper, what was handed in for it, and which items it serves."""

    need: NeededMaterial
    items: tuple[str, ...]
    material: Material | None
    on: date
    redline: Redline | None = None
    """The redline in force, where this paper is the redline."""

    @property
    def expired(self) -> bool:
        """Whether the file handed in is no longer valid."""
        return self.material is not None and self.material.valid_to is not None and self.material.valid_to < self.on

    @property
    def missing(self) -> bool:
        """Whether a principal paper of the applicant is not there or no longer valid."""
        if not self.need.uploaded or not self.need.principal or self.redline is not None:
            return False
        return self.material is None or self.expired

    @property
    def formats(self) -> tuple[str, ...]:
        """File extensions this system reads for the paper."""
        return tuple(one for one in self.need.material.formats if one in ALLOWED)


@dataclass(frozen=True)
class Filing:
    """申报 of one stage of one project, as of now."""

    project: Project
    stage: str
    catalogue: Catalogue
    flow: Flow
    items: Mapping[str, FilingItem]
    chosen: tuple[str, ...]

    @property
    def name(self) -> str:
        """阶段名称, in Chinese."""
        return self.catalogue.stages[self.stage].name.zh

    @cached_property
    def reuses(self) -> dict[str, Reuse]:
        """What assessed ground spares the chosen items today, by item."""
        return sparing.reuses_of(self.project, self.chosen, today())

    @cached_property
    def _needs(self) -> tuple[list[NeededMaterial], list[sparing.Spared]]:
        needs = materials_for(self.chosen, facts_of(self.project), self.flow, self.catalogue)
        return sparing.split(needs, self.reuses)

    @property
    def spared(self) -> list[sparing.Spared]:
        """Papers that regional assessments stand for (区域评估免交的材料)."""
        return self._needs[1]

    @cached_property
    def papers(self) -> list[Paper]:
        """Every paper the chosen items ask for, each once; missing ones first, then in the catalogue's order."""
        on = today()
        current = {m.key: m for m in self.project.materials.filter(current=True).select_related("file")}
        redline = self.project.redlines.filter(current=True).defer("geometry").first()
        papers = [
            Paper(
                need,
                tuple(dict.fromkeys(code for code, _ in need.asked_by)),
                current.get(need.key),
                on,
                redline if need.key == REDLINE_PAPER else None,
            )
            for need in self._needs[0]
        ]
        return sorted(papers, key=lambda paper: (not paper.need.uploaded, not paper.missing))

    @cached_property
    def departments(self) -> dict[str, Department]:
        """Who decides each chosen item in the project's region. Raises `catalogue.responsibility.NoDepartment`."""
        facts = facts_of(self.project)
        chosen = [self.items[code].flow_item.item for code in self.chosen]
        functions = {item.code: department_for(item, facts) for item in chosen}
        return responsible_departments(chosen, self.project.region, functions)

    @cached_property
    def lead(self) -> Department | None:
        """牵头部门, None for items beside the stages."""
        stage = self.catalogue.stages[self.stage]
        return lead_department(stage, self.project.region) if stage.lead else None

    @property
    def budget(self) -> int | None:
        """阶段时限 in working days, None without a cap."""
        return self.flow.budgets.get(self.project.cap_scope, {}).get(self.stage)

    def needs_inside(self) -> dict[str, list[list[str]]]:
        """For every chosen item the groups of chosen items of which one must be done first."""
        flow_items = {code: item.flow_item for code, item in self.items.items()}
        inside = within(flow_items, self.chosen)
        return {code: [list(group) for group in groups] for code, groups in inside.items()}


def catalogue_for(project: Project) -> Catalogue:
    """The catalogue the project pins, without reading its source text again."""
    version = CatalogueVersion.objects.only("pk", "content_hash").get(pk=project.catalogue_id or 0)
    return catalogue_of(version)


def filing_of(project: Project, stage: str, chosen: Collection[str] | None = None) -> Filing:
    """The filing of `stage` now; `chosen` limits it to these items, by default all that can be filed.

    Items beside the stages (并行推进) are chosen one by one: none by default.
    """
    catalogue = catalogue_for(project)
    flow = catalogue.flow_of(project.flow_code)
    facts = facts_of(project)
    everything = applicable_items(facts, flow, catalogue)
    done, busy = _standing(project)
    promises = promised_days(catalogue, flow, project.cap_scope)
    open_items = {
        code: entry
        for code, entry in everything.items()
        if entry.stage == stage and code not in done | busy and entry.item.promised is not None
    }
    items = {
        code: FilingItem(
            flow_item=entry,
            promised=promise_for(entry.item, facts, promises.get(code, entry.item.promised)) or 0,
            needs=entry.needs,
            missing=_missing(entry, open_items, everything, done),
        )
        for code, entry in sorted(open_items.items())
    }
    fileable = [code for code, item in items.items() if item.fileable]
    if chosen is not None:
        fileable = [code for code in fileable if code in set(chosen)]
    elif stage == PARALLEL:
        fileable = []
    return Filing(project, stage, catalogue, flow, items, tuple(fileable))


def stages_of(project: Project) -> list[str]:
    """The stages this project's flow has, in order, with the items beside them last."""
    if not project.flow_code:
        return []
    catalogue = catalogue_for(project)
    present = {
        entry.stage
        for code, entry in applicable_items(facts_of(project), catalogue.flow_of(project.flow_code), catalogue).items()
        if code != CODING_ITEM and entry.item.promised is not None
    }
    return [stage for stage in (*STAGES, PARALLEL) if stage in present]


def _standing(project: Project) -> tuple[set[str], set[str]]:
    """(codes of items that are met, codes of items that are being decided)."""
    open_q = Q(application__state__in=JointApplication.OPEN_STATES)
    # 先建后验 takes an item off the way: it is owed before acceptance and not filed now.
    done, busy = {CODING_ITEM} | built_first(project), set()
    for code, state in ItemCase.objects.filter(
        open_q | Q(state__in=rules.MET), application__project=project
    ).values_list("item__code", "state"):
        if state in rules.MET:
            done.add(code)
        elif state not in rules.DONE:
            busy.add(code)
    return done, busy


def built_first(project: Project) -> set[str]:
    """Items the project may leave for later on a promise to build first."""
    relied_on = ("DECIDED", "BUILDING", "VERIFYING", "FULFILLED", "RECTIFYING")
    return set(project.commitments.filter(track="CBV", state__in=relied_on).values_list("item_code", flat=True))


def _missing(
    entry: FlowItem, same_stage: Mapping[str, FlowItem], everything: Mapping[str, FlowItem], done: set[str]
) -> tuple[str, ...]:
    """Items outside this filing that must be decided first. Steps without a term of ours are not waited for."""
    missing: list[str] = []
    for group in entry.needs:
        outside_our_view = any(everything[code].item.promised is None for code in group if code in everything)
        if outside_our_view or any(code in same_stage or code in done for code in group):
            continue
        missing += group
    return tuple(dict.fromkeys(missing))
