"""重新评估: when an area begins or ceases to count, the open projects on it are judged anew, and who is concerned is told.

The row comes first, in the transaction of the change or by the sweep on the day; Celery only nudges. A job goes on from
the last project it judged, however often a worker dies.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalogue.predicates import holds
from catalogue.texts import Text
from core.commands import SYSTEM_USER, Command, Context
from core.geo import levels_of, window_q
from core.sweeps import each, sweep
from core.time import now, today
from projects.facts import catalogue_for, facts_of
from projects.models import Project, Redline
from regional_assessments.models import AssessmentUnit, PlanReuse, Reevaluation
from regional_assessments.units import cover, telling
from regional_assessments.units.access import nobody
from regional_assessments.units.kinds import Result, kinds, kinds_of_item
from regional_assessments.units.reuse import UnitFacts, best, judge
from regional_assessments.units.rules import ONCE_PUBLISHED

BATCH: Final = 100
INDIVIDUAL: Final = Result.NOT_ELIGIBLE.value
Results = dict[str, dict[str, Any]]
NAMES: Final[Mapping[str, Text]] = {
    "WAIVE": Text("免予单独评估", "not assessed again"),
    "SIMPLIFY": Text("简化办理", "simplified"),
    "COMMIT": Text("告知承诺", "on commitment"),
    "REFERENCE": Text("引用区域成果", "results of the zone are used"),
    "NOT_ELIGIBLE": Text("单独评估", "assessed individually"),
}
"""A message keeps both languages, so the words cannot wait for a reader's."""


def begin(unit: AssessmentUnit, cause: str, on: date) -> None:
    """Write the job for a unit that counts, or counts no more, from `on` (once); a day to come is left to the sweep."""
    if on > today():
        return
    job, new = Reevaluation.objects.get_or_create(
        unit=unit, cause=cause, on=on, defaults={"total": _affected(unit).count(), "created_at": now()}
    )
    if new:
        transaction.on_commit(lambda: _nudge(job.pk), robust=True)


def _affected(unit: AssessmentUnit) -> Any:
    """Current redlines of open projects whose box touches the unit's box."""
    current = Redline.objects.filter(current=True, project__state__in=(Project.State.DRAFT, Project.State.ACTIVE))
    bounds = unit.minx, unit.miny, unit.maxx, unit.maxy
    return current.filter(window_q(bounds, levels_of(Redline.objects.filter(current=True))))


def _advance(context: Context, job: Reevaluation) -> Reevaluation:
    """Judge the next projects; the job is done when none is left."""
    unit = job.unit
    rows = list(
        _affected(unit)
        .filter(pk__gt=job.after)
        .select_related("project__region", "project__catalogue")
        .defer("project__region__boundary", "project__catalogue__content")
        .order_by("pk")[:BATCH]
    )
    atlas = cover.atlas()
    # before: as if the unit that began were not there yet, and the one that ended still were
    known = atlas.by_pk().get(unit.pk)
    stored = {row.project_id: row.results for row in PlanReuse.objects.filter(project__in=[r.project_id for r in rows])}
    for redline in rows:
        covers = atlas.covers(redline.shape)
        after = _judged(redline.project, covers, today())
        before = stored.get(redline.project_id)
        if before is None:
            before = _judged(redline.project, _before(covers, known, job.cause), today())
        changes = _changes(before, after)
        plan, _new = PlanReuse.objects.update_or_create(
            project=redline.project, defaults={"on": today(), "results": after, "judged_at": now()}
        )
        if changes:
            job.changed += 1
            plan.project = redline.project
            _tell(context, plan, unit, changes)
    job.done += len(rows)
    job.total = max(job.total, job.done)
    if len(rows) < BATCH:
        job.state, job.finished_at, job.total = Reevaluation.State.DONE, now(), job.done
    else:
        job.after = rows[-1].pk
    job.save()
    return job


def _judged(project: Project, covers: list[cover.Cover], on: date) -> Results:
    """Every item that applies to the project and that some unit touches, with the best result."""
    facts, catalogue = facts_of(project), catalogue_for(project)
    touched = {item for one in covers for item in kinds()[one.unit.kind].effects}
    found: Results = {}
    for code in sorted(touched):
        item = catalogue.items.get(code)
        if item is None or not holds(item.applies, facts):
            continue
        concerned = {kind.code for kind in kinds_of_item(code)}
        one = best(
            judge(code, c.unit, c.ratio, on, facts, project.industry) for c in covers if c.unit.kind in concerned
        )
        if one is not None:
            found[code] = {"result": one.result.value, "unit": one.unit.code, "version": one.unit.version}
    return found


def _before(covers: list[cover.Cover], unit: UnitFacts | None, cause: str) -> list[cover.Cover]:
    if unit is None:
        return covers
    if cause == Reevaluation.Cause.BEGINS:
        return [one for one in covers if one.unit.pk != unit.pk]
    still = replace(unit, state="PUBLISHED", last_day=None)
    return [replace(one, unit=still) if one.unit.pk == unit.pk else one for one in covers]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(item, result before, result after) where they differ; an item no unit touches is assessed individually."""
    rows = []
    for code in sorted({*before, *after}):
        old = before.get(code, {}).get("result", INDIVIDUAL)
        new = after.get(code, {}).get("result", INDIVIDUAL)
        if old != new:
            rows.append((code, old, new))
    return rows


def _tell(context: Context, plan: PlanReuse, unit: AssessmentUnit, changes: list[tuple[str, str, str]]) -> None:
    project = plan.project
    items = catalogue_for(project).items

    def told(language: str, comma: str) -> str:
        return comma.join(
            f"{items[code].name.in_language(language)}: {NAMES[old].in_language(language)} → {NAMES[new].in_language(language)}"
            for code, old, new in changes
        )

    context.note(
        project.chain,
        unit,
        verb="reevaluations.changed",
        data={"unit": unit.code, "version": unit.version, "changes": [list(row) for row in changes]},
    )
    telling.tell(
        telling.REUSE_CHANGED,
        {"enterprise": project.enterprise_id},
        plan,
        reverse("projects:detail", args=[project.pk]),
        {"project": project.name, "what": {"zh": told("zh", "；"), "en": told("en", "; ")}},
        project.code,
    )


advance = Command(
    name="reevaluations.advance",
    label=gettext_lazy("Re-evaluate projects"),
    subject=Reevaluation,
    may=nobody,
    states={"OPEN"},
    validators=[],
    run=_advance,
    system=True,
).register()


def finish(job: Reevaluation) -> int:
    """Judge batch after batch, a transaction each, until the job is done; how many projects."""
    before = job.done
    while job.state == Reevaluation.State.OPEN:
        job = advance.perform(SYSTEM_USER, job)
    return job.done - before


@sweep("regional_assessments.2_days")
def begin_due() -> int:
    """Jobs for units whose first day has come, or whose last day has passed, since anybody looked; how many."""
    on = today()
    once = AssessmentUnit.objects.filter(state__in=ONCE_PUBLISHED)
    begun = once.filter(effective_from__lte=on).filter(Q(last_day__isnull=True) | Q(last_day__gte=on))
    begun = begun.exclude(reevaluations__cause=Reevaluation.Cause.BEGINS)
    ended = once.filter(last_day__lt=on).exclude(reevaluations__cause=Reevaluation.Cause.ENDS)
    due: list[tuple[AssessmentUnit, str, date]] = [
        (unit, "BEGINS", unit.effective_from) for unit in begun.defer("geometry").order_by("pk")
    ]
    for unit in ended.defer("geometry").order_by("pk"):
        assert unit.last_day is not None
        due.append((unit, "ENDS", unit.last_day + timedelta(days=1)))
    return each(due, lambda one: _write(*one))


@sweep("regional_assessments.3_reevaluate")
def finish_open() -> int:
    """Finish every open job; how many projects were judged."""
    return each(Reevaluation.objects.filter(state="OPEN").select_related("unit").order_by("pk"), finish)


def _write(unit: AssessmentUnit, cause: str, on: date) -> int:
    with transaction.atomic():
        begin(unit, cause, on)
    return 1


def _nudge(pk: int) -> None:
    from core.tasks import nudge
    from regional_assessments.tasks import reevaluate

    nudge(reevaluate, pk)
