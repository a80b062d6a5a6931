"""Reused assessments of the demo 区域评估复用: one item waived, one decided otherwise, one that relied on a unit found wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, Final

import shapely
from shapely import affinity

from accounts.models import Department, Membership, User
from accounts.posts import REVIEWER
from approvals.intake import filing_of
from approvals.models import ItemCase, JointApplication
from catalogue.rules import PARALLEL
from clocks.current import current_calendar
from core.time import today, travel
from demo import names, people, sites
from demo.dossier_entry import Owner, enter, hand_in, owner
from demo.dossiers import DOSSIERS
from demo.story import FORM, give, officer
from demo.units import HOME, release
from projects import commands as projects
from projects.models import Project
from projects.redline.result import Hints
from projects.redline.typed import read_typed
from regional_assessments.models import AssessmentUnit
from regional_assessments.units.reevaluation import finish_open

LOGISTICS: Final = 9
"""The dossier that is entered: a cold store, nothing unusual about it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One project in the zone: when it was filed (days ago), what is true of it, which items it files, at which of the
    units of those kinds it lies, and what the officers say. `otherwise`: items decided against the rule, with the reason."""

    name: str
    ago: int
    facts: Mapping[str, Any]
    items: tuple[str, ...]
    kinds: tuple[str, ...]
    place: float
    otherwise: Mapping[str, str]


STORIES: Final = (
    Story("{stem}冷链物流园二期", 40, {"traffic_impact": True, "over_mineral": True}, ("109", "215"), ("R02", "R05"), 0.3, {}),
    Story("{stem}建材循环利用基地", 11, {"earthwork": 62000}, ("207",), ("R01",), 0.55,
          {"207": "弃渣场设在园区以外，水土流失防治责任范围超出区域评估，按单个项目审批。"}),
    Story("{stem}标准厂房二期", 33, {"over_mineral": True}, ("109",), ("R05",), 0.8, {}),
)  # fmt: skip
WRONG: Final = (
    "R05",
    "复核发现评估范围东侧漏绘一处已登记的探矿权，结论不能继续采用；依赖该成果的项目已列出，逐一复核。",
)
"""The unit that turns out to be wrong after the third project has relied on it, and what its department says."""


def play() -> int:
    """Live the stories, then withdraw the wrong unit; how many cases have evidence."""
    by = owner(46, people.HOME, User.objects.get(username="enterprise"))
    if not AssessmentUnit.objects.filter(zone__code=HOME, state="PUBLISHED").exists():
        return 0
    cases = [case for story in STORIES for case in _live(by, story)]
    kind, reason = WRONG
    unit = AssessmentUnit.objects.get(zone__code=HOME, kind=kind, state="PUBLISHED", code__endswith="-01")
    found_on = current_calendar().roll_forward(today() - timedelta(days=6))
    release(unit, found_on, reason)
    with travel(found_on):
        finish_open()
    return len(cases)


def _live(by: Owner, story: Story) -> list[ItemCase]:
    day = current_calendar().roll_forward(today() - timedelta(days=story.ago))
    with travel(day):
        project = _enter(by, story)
        application = _file(by, project, story.items)
    with travel(_later(day, 2)):
        give("approvals.accept", officer(application.window_id, "CLERK"), application)
    with travel(_later(day, 4)):
        cases = list(application.cases.select_related("item", "department"))
        for case in cases:
            _decide(case, story.otherwise.get(case.item.code, ""))
    return cases


def _enter(by: Owner, story: Story) -> Project:
    dossier = DOSSIERS[LOGISTICS]
    dossier = replace(
        dossier, name=story.name, land_area=26000, floor_area=31000, facts={**dossier.facts, **story.facts}
    )
    project = enter(by, dossier, people.HOME, Random(story.ago))
    shape = _within(project, story)
    reading = read_typed(sites.coordinate_list(shape), Hints(stated="degrees"))
    projects.set_redline.perform(by.user, project, reading=reading, source="typed", adopt_area=True)
    project.refresh_from_db()
    return project


def _within(project: Project, story: Story) -> shapely.Polygon:
    """The plot moved to where the units of those kinds cover it; `place` says how far along."""
    units = AssessmentUnit.objects.filter(
        zone__code=HOME, kind__in=story.kinds, state="PUBLISHED", code__endswith="-01"
    )
    ground = shapely.intersection_all([unit.shape for unit in units]).buffer(-0.0008)
    shape = project.redlines.get(current=True).shape
    west, south, east, north = ground.bounds
    for step in range(60):
        x = west + (east - west) * ((story.place + step * 0.037) % 1)
        y = south + (north - south) * (0.35 + 0.05 * (step % 7))
        moved = affinity.translate(shape, x - shape.centroid.x, y - shape.centroid.y)
        if ground.contains(moved):
            return shapely.Polygon(moved.exterior if moved.geom_type == "Polygon" else moved.geoms[0].exterior)
    raise LookupError(f"no room for {story.name}")


def _file(by: Owner, project: Project, items: tuple[str, ...]) -> JointApplication:
    for paper in filing_of(project, PARALLEL, items).papers:
        if paper.need.uploaded and paper.material is None:
            hand_in(by, project, paper.need.key, paper.need.material.name.zh)
    application = give("approvals.create_draft", by.user, project, stage=PARALLEL)
    form = {**FORM, "contact": by.user.name, "items": list(items)}
    return give("approvals.submit", by.user, application, form=form)  # type: ignore[no-any-return]


def _decide(case: ItemCase, otherwise: str) -> None:
    reviewer = _reviewer(case.department)
    if otherwise:
        give("approvals.override_reuse", reviewer, case, result="NOT_ELIGIBLE", reason=otherwise)
        return
    evidence = case.reuse
    give("approvals.confirm_reuse", reviewer, case, said=dict.fromkeys(evidence.confirm, False))


def _reviewer(department: Department) -> User:
    """Who reviews there; somebody is engaged where the story had no use for one before."""
    held = Membership.objects.filter(department=department, role=REVIEWER).select_related("user").order_by("pk").first()
    if held is not None:
        return held.user
    user = people.engage(f"jb-{department.code.lower()}"[:150], names.person(Random(department.pk)))
    people.appoint_to(user, REVIEWER, department=department)
    return user


def _later(day: date, days: int) -> date:
    return current_calendar().add(day, days)
