"""The last day is in time and the day after is late: inbox, progress, wall, tallies, filter and page alike."""

from datetime import date, timedelta

import pytest

from approvals import desks, progress
from clocks.lights import Light
from clocks.models import Clock
from core.time import travel
from supervision import queries, tallies
from supervision.explain import explained
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


@pytest.mark.parametrize("kind", ["PROMISED", "STATUTORY", "STAGE", "CAP"])
@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_every_view_agrees_on_the_last_day_and_the_day_after(county, kind, days, late):
    application = c.accepted(county, "S1")
    case = c.case(application, "105")
    own = {"PROMISED": case, "STATUTORY": case, "STAGE": application, "CAP": application.project}[kind]
    clock = Clock.objects.select_related("department", "calendar").get(
        kind=kind, subject_type=own._meta.label_lower, subject_id=own.pk
    )
    # The first working day after the due date; a day off in between is neither.
    on = clock.due_on + timedelta(days=days)
    with travel(on):
        same = Clock.objects.filter(pk=clock.pk)
        [row] = queries.rows(list(same), on)
        says = {
            "wall": row.light in (Light.YELLOW, Light.RED),
            "left": row.left < 0,
            "tallies": tallies.total(tallies.tally_by(same, on, "region_id").values()).late == 1,
            "filter": same.late(on).exists(),
            "annotation": same.with_light(on).get().light in ("YELLOW", "RED"),
            "page": explained(clock, on).light in (Light.YELLOW, Light.RED),
            "page's days": explained(clock, on).left < 0,
        }
        if kind == "PROMISED":
            [line] = [line for line in progress.lines_of(application) if line.case.pk == case.pk]
            says["progress"] = str(line.clock.light) in ("YELLOW", "RED")
            [task] = [row for row in desks.inbox(county.reviewer(case)).rows if row.clock.subject_id == case.pk]
            says["inbox"] = str(task.clock.light) in ("YELLOW", "RED")
            says["inbox's days"] = task.clock.left < 0
    assert says == dict.fromkeys(says, late)
