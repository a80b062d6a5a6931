"""双随机、一公开: the draw, and publishing what was found (within 20 working days)."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Membership, Region
from accounts.posts import APPLICANTS, SUPERVISOR
from catalogue.versions import current_catalogue
from clocks.current import current_calendar
from commitments.draw import Inspector, Subject, TooFewInspectors, assigned, drawn
from commitments.effects import fire
from commitments.models import Commitment, Inspection, InspectionVisit
from commitments.querysets import open_check
from commitments.record import open_verification
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date

CHAIN = "inspection"
POOL_STATES = ("DECIDED", "BUILDING", "VERIFYING")


def supervises(user: Any, _subject: None) -> bool:
    """A supervisor; for which region is checked with the data."""
    return scope.has_role(user, SUPERVISOR)


def pool_of(region: Region) -> list[Commitment]:
    """Standing promises of the region and what lies under it, without one whose random check is still open."""
    rows = Commitment.objects.filter(
        scope.subtree_q("region_id", region.prefix), state__in=POOL_STATES, track__in=("NC", "CBV")
    )
    return list(rows.filter(~Exists(open_check("RANDOM"))).select_related("enterprise", "project").order_by("number"))


def inspectors_of(region: Region) -> list[list[Any]]:
    """Reviewers in force in the departments of the region, with the enterprises they act or acted for (回避)."""
    posts = Membership.objects.in_force().filter(
        scope.subtree_q("department__region_id", region.prefix), role="REVIEWER", user__is_active=True
    )
    people = {
        post.user_id: (str(post.user), post.department_id) for post in posts.select_related("user").order_by("pk")
    }
    conflicts: dict[int, set[str]] = {}
    for user, uscc in Membership.objects.filter(
        user__in=people, role__in=APPLICANTS, enterprise__isnull=False
    ).values_list("user_id", "enterprise__uscc"):
        conflicts.setdefault(user, set()).add(uscc)
    return [[pk, name, department, sorted(conflicts.get(pk, ()))] for pk, (name, department) in sorted(people.items())]


def draw_is_possible(_subject: None, data: dict[str, Any]) -> None:
    """A name, rates from 0 to 100, and something to draw from."""
    faults = {}
    rates = data.get("rates") or {}
    if not str(data.get("name", "")).strip():
        faults["name"] = _("Give the inspection a name.")
    for risk in "ABC":
        if not 0 <= int(rates.get(risk, 0)) <= 100:
            faults[f"rate_{risk}"] = _("Give a percentage from 0 to 100.")
    if not any(rates.get(risk) for risk in "ABC"):
        faults["rate_C"] = _("With all rates at 0 nothing is drawn.")
    if not faults and not pool_of(data["region"]):
        faults[""] = _("There is no standing promise to inspect in this region.")
    if faults:
        raise Invalid(faults)


def _draw(
    context: Context, _subject: None, *, region: Region, name: str, rates: Mapping[str, int], seed: str = ""
) -> Inspection:
    if not scope.has_role(context.user, SUPERVISOR, region=region):
        raise Invalid(_("You do not supervise this region."))
    on, calendar = legal_date(context.effective_at), current_calendar(region.pk)
    practice = current_catalogue().practice
    seed = seed.strip() or secrets.token_hex(16)
    rows = {row.number: row for row in pool_of(region)}
    projects = [[row.number, row.risk_class, row.project.code, row.enterprise.uscc] for row in rows.values()]
    people = inspectors_of(region)
    result = replayed(seed, rates, projects, people)
    inspection = Inspection.objects.create(
        number=f"SSJ{region.pk}{on:%Y%m%d}{next_number(f'inspection:{region.pk}:{on}'):03d}",
        name=name.strip(),
        region=region,
        seed=seed,
        rates=dict(rates),
        projects_pool=projects,
        inspectors_pool=people,
        result=result,
        due_on=calendar.add(on, practice.visit_days),
        publish_by=calendar.add(on, practice.visit_days + practice.result_days),
        drawn_by=context.user,
        drawn_at=context.effective_at,
    )
    for number, team in result:
        commitment = Commitment.objects.select_for_update().get(pk=rows[number].pk)
        check = open_verification(context, commitment, "RANDOM", limit=practice.visit_days)
        visit = InspectionVisit.objects.create(inspection=inspection, commitment=commitment, verification=check)
        visit.inspectors.set(team)
        for person in team:
            fire("telling", context, commitment, kind="inspection_drawn", to={"user": person}, on=check.due_on)
    context.note(
        CHAIN, inspection, data={"number": inspection.number, "seed": seed, "rates": dict(rates), "result": result}
    )
    return inspection


def subjects_of(projects: list[list[Any]]) -> list[Subject]:
    """A stored pool of projects as the draw reads it."""
    return [Subject(number, risk, uscc, code) for number, risk, code, uscc in projects]


def replayed(
    seed: str, rates: Mapping[str, int], projects: list[list[Any]], people: list[list[Any]]
) -> list[list[Any]]:
    """The draw from stored pools: [[number, [user ids]], …]. Raises Invalid where too few inspectors are free."""
    subjects = subjects_of(projects)
    inspectors = [Inspector(pk, frozenset(conflicts), department) for pk, _name, department, conflicts in people]
    try:
        teams = assigned(seed, drawn(seed, subjects, {risk: int(rate) for risk, rate in rates.items()}), inspectors)
    except TooFewInspectors as error:
        raise Invalid(
            _("Fewer than two inspectors without a conflict are free for %(number)s.") % {"number": error}
        ) from error
    return [[number, list(team)] for number, team in sorted(teams.items())]


draw = Command(
    name="commitments.draw",
    label=gettext_lazy("Draw"),
    subject=None,
    may=supervises,
    states=NO_SUBJECT,
    validators=[draw_is_possible],
    run=_draw,
).register()


def of_inspection(user: Any, inspection: Inspection) -> bool:
    """A supervisor of its region."""
    return scope.has_role(user, SUPERVISOR, region=inspection.region_id)


def every_visit_is_done(inspection: Inspection, data: dict[str, Any]) -> None:
    """Results are public together."""
    waiting = inspection.visits.filter(verification__state="OPEN").count()
    if waiting:
        raise Invalid(_("%(n)s visits are still to be done.") % {"n": waiting})


def _publish(context: Context, inspection: Inspection) -> Inspection:
    inspection.state, inspection.published_at = Inspection.State.PUBLISHED, context.effective_at
    inspection.save(update_fields=["state", "published_at"])
    context.note(CHAIN, inspection, data={"number": inspection.number})
    return inspection


publish = Command(
    name="commitments.publish_inspection",
    label=gettext_lazy("Publish the results"),
    subject=Inspection,
    may=of_inspection,
    states={"DRAWN"},
    validators=[every_visit_is_done],
    run=_publish,
).register()
