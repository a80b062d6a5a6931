"""Whole projects from the first stage to the last paper, as commands, with every day computed by hand.

The days are those of domain.md §11 (scenarios 1, 2 and 8): Spring Festival 15 to 23 February, working Saturdays
on 14 and 28 February, Labour Day 1 to 5 May, working Sunday 20 September, holiday 25 to 27 September 2026.
"""

from datetime import date
from decimal import Decimal

import pytest

from approvals import commands, doctor, rules
from approvals.models import ItemCase
from catalogue.source import shipped_catalogue
from clocks import doctor as clocks_doctor
from clocks.models import Clock
from core import journal
from core.models import JournalEntry
from core.time import travel
from documents.models import Document
from projects.classifying import admitted, apply
from projects.facts import facts_of
from tests.approvals import county as c

pytestmark = pytest.mark.django_db


def on(month, day):
    return date(2026, month, day)


@pytest.fixture
def county():
    with travel(on(1, 5)):
        yield c.build()


def project(county, facts, **columns):
    """A classified project with these columns and exactly these further facts."""
    row = c.project(county)
    row.facts = facts
    for name, value in columns.items():
        setattr(row, name, value)
    apply(row, admitted(facts_of(row), shipped_catalogue()), shipped_catalogue())
    row.save()
    return row


def file(county, row, stage, day, chosen=None):
    """The stage handed in and accepted on `day`."""
    with travel(day):
        c.hand_in_papers(row, stage, chosen)
        draft = commands.filing.create_draft.perform(county.owner, row, stage=stage)
        form = {**c.FORM, "items": chosen} if chosen else c.FORM
        application = commands.filing.submit.perform(county.owner, draft, form=form)
        commands.window.accept.perform(county.clerk, application)
    return application


def decide(county, application, code, day):
    with travel(day):
        return c.decide(county, c.case(application, code))


def issue(county, application, day):
    with travel(day):
        application.refresh_from_db()
        if application.lead_id:
            commands.lead.consolidate.perform(county.lead(application), application, text="各部门一致同意。")
        commands.issuing.issue.perform(county.clerk, application)


def due(application, code):
    row = c.case(application, code)
    return Clock.objects.of_subject(row._meta.label_lower, row.pk).get(kind="PROMISED").due_on


def run(county, application, last_days):
    """Decide every item on the last day of its promise, which must be the day worked out by hand; then issue."""
    for code, day in sorted(last_days.items(), key=lambda pair: pair[1]):
        assert due(application, code) == day, code
        decide(county, application, code, day)
    issue(county, application, max(last_days.values()))


def used(row):
    """Days of the project's total limit used so far: the union of its counted items."""
    return Clock.objects.of_subject(row._meta.label_lower, row.pk).get(kind="CAP").used


def told(row, code):
    """The national statuses of one item, in the order they were reported."""
    case = ItemCase.objects.get(application__project=row, item__code=code)
    entries = JournalEntry.objects.filter(chain=row.chain, blzt__isnull=False).order_by("seq")
    own = [("approvals.itemcase", str(case.pk)), ("approvals.jointapplication", str(case.application_id))]
    return [entry.blzt for entry in entries if (entry.subject_type, entry.subject_id) in own]


def assert_clean(row):
    assert set(row.applications.values_list("state", flat=True)) == {"ISSUED"}
    cases = ItemCase.objects.filter(application__project=row)
    assert set(cases.values_list("state", flat=True)) == {"PASSED"}
    assert set(cases.values_list("late_by_days", flat=True)) == {0}
    assert Document.objects.filter(kind="LICENCE", released_at__isnull=False).count() == cases.count()
    assert not Clock.objects.open().exclude(kind="DELIVERY").exists()  # the papers wait at the window
    assert list(journal.verify()) == []
    assert list(doctor.check()) == []
    assert list(clocks_doctor.check()) == []


def test_a_government_building_uses_its_79_days_back_to_back(county):
    """政府投资房屋建筑: four stages and the items beside them; the dates are those of scenario 8."""
    row = project(
        county,
        {"sector": "PUBLIC_BUILDING", "height": 40, "eia_class": "FORM"},
        investment_kind="GOV",
        regime="EXAM",
        land_mode="ALLOCATED",
        investment=Decimal("80000000"),
        floor_area=Decimal("25000"),
    )
    assert (row.flow_code, row.cap) == ("GOV_BUILDING", 79)

    first = file(county, row, "S1", on(1, 5))
    # Beside the stages (并行推进), from the same day, and not counted: 环评 7 days, 水保 1 day.
    beside = file(county, row, "PX", on(1, 5), ["205", "208"])
    run(county, beside, {"205": on(1, 14), "208": on(1, 6)})
    assert c.states(first) == {"101": "OPEN", "102": "WAITING", "103": "WAITING", "113": "WAITING"}
    run(county, first, {"101": on(1, 12), "103": on(1, 26), "102": on(2, 5), "113": on(2, 10)})
    assert used(row) == 5 + 10 + 8 + 3

    run(
        county,
        file(county, row, "S2", on(2, 10)),
        {"201": on(2, 26), "202": on(3, 11), "203": on(3, 20)},
    )
    assert used(row) == 26 + 24

    run(county, file(county, row, "S3", on(3, 20)), {"301": on(4, 3), "303": on(4, 13)})
    assert used(row) == 26 + 24 + 15

    # 502 must pass before 408; until then 408 cannot be filed with the rest of the stage.
    drainage = file(county, row, "PX", on(4, 13), ["502"])
    fourth = file(county, row, "S4", on(4, 13))
    assert "408" not in c.states(fourth)
    run(county, drainage, {"502": on(4, 20)})
    run(county, fourth, {"404": on(4, 14), "406": on(4, 20), "402": on(4, 27), "401": on(4, 29)})
    run(county, file(county, row, "S4", on(4, 29)), {"408": on(5, 6)})
    assert used(row) == 26 + 24 + 15 + 14 == row.cap

    # The rest beside the stages ends the project's course.
    run(
        county,
        file(county, row, "PX", on(5, 6), ["409", "501", "503", "505", "506"]),
        {"409": on(5, 7), "501": on(5, 11), "503": on(5, 12), "505": on(5, 12), "506": on(5, 14)},
    )
    assert used(row) == 79
    assert told(row, "303") == [1, 3, 8, 11]
    assert_clean(row)


def test_a_filed_project_on_granted_land_uses_the_union_of_its_days_and_not_their_sum(county):
    """企业投资备案（出让用地）: one item early, one stopped for an expert review, two side by side, gaps between."""
    row = project(
        county,
        {"sector": "RESIDENTIAL", "height": 50},
        land_mode="GRANTED",
        investment=Decimal("90000000"),
        floor_area=Decimal("30000"),
    )
    assert (row.flow_code, row.cap) == ("ENT_FILING_GRANTED", 37)

    # S1: 105 at once, then 113 from the same day: 6, 7, 8, 9, 12 January.
    run(county, file(county, row, "S1", on(1, 5)), {"105": on(1, 5), "113": on(1, 12)})
    assert used(row) == 5

    # S2, two days later. 201 counts 15, 16, 19; stands still until 26 (专家评审); counts 27, 28, 29: one day early.
    second = file(county, row, "S2", on(1, 14))
    scheme = c.case(second, "201")
    with travel(on(1, 19)):
        commands.pauses.request_special_procedure.perform(
            county.reviewer(scheme), scheme, kind="EXPERT_REVIEW", legal_basis="《行政许可法》第四十五条",
            reason="深基坑方案须专家论证", evidence="章发〔2026〕3号", planned_end_on=on(1, 26),
        )  # fmt: skip
        commands.pauses.start_special_procedure.perform(county.head(scheme), scheme)
    with travel(on(1, 27)):
        assert commands.pauses.resume_due() == 1
    assert due(second, "201") == on(1, 30)
    decide(county, second, "201", on(1, 29))
    # 203 and 214 run side by side from the 29th: 30 January, 2 to 5 February, counted once.
    assert (due(second, "203"), due(second, "214")) == (on(2, 5), on(2, 5))
    decide(county, second, "214", on(2, 3))
    decide(county, second, "203", on(2, 5))
    issue(county, second, on(2, 6))
    assert used(row) == 5 + 6 + 5
    assert told(row, "201") == [1, 3, 8, 9, 10, 11]

    # S3 over Spring Festival: 10 to 14 and 24, 25 February; then 26, 27, 28.
    run(county, file(county, row, "S3", on(2, 9)), {"301": on(2, 25), "303": on(2, 28)})
    assert used(row) == 16 + 10

    run(county, file(county, row, "PX", on(3, 2), ["205", "208", "502"]),
        {"205": on(3, 11), "208": on(3, 3), "502": on(3, 9)})  # fmt: skip
    # S4 after building: 15 to 18, 20 to 23 September inside 401; 408 after it: 24 and 28.
    run(
        county,
        file(county, row, "S4", on(9, 14)),
        {"404": on(9, 15), "406": on(9, 20), "401": on(9, 23), "402": on(9, 23), "408": on(9, 28)},
    )
    run(county, file(county, row, "PX", on(9, 28), ["506"]), {"506": on(10, 13)})
    assert used(row) == 16 + 10 + 10 == row.cap - 1
    assert_clean(row)


def test_the_needs_of_every_item_in_these_lives_were_kept(county):
    """Of every item that waited, the day 0 is the day its last prerequisite was decided."""
    row = project(county, {"sector": "RESIDENTIAL", "height": 50}, land_mode="GRANTED", floor_area=Decimal("30000"))
    first = file(county, row, "S1", on(1, 5))
    assert c.states(first) == {"105": "OPEN", "113": "WAITING"}
    decide(county, first, "105", on(1, 7))
    land = c.case(first, "113")
    assert (land.state, land.opened_on) == ("OPEN", on(1, 7))
    assert rules.readiness(land.prerequisites, c.states(first)).ready
