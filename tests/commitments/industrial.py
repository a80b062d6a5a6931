"""A factory on standard land that takes the commitment path, stage by stage; days are those of the commands."""

from datetime import date

from accounts.models import User
from approvals import commands
from approvals.promises import building
from clocks.models import Clock
from commitments import standing
from core.geo import box_of, level_of, to_wkb
from core.models import JournalEntry
from core.time import now, today, travel
from regional_assessments.models import ControlIndicator, IndicatorCheck, Parcel, Zone
from tests.commitments import world as w

c = w.c
PROMISED = ("113", "203", "303", "305", "306")
"""Items whose conditions are promised; the traffic assessment is built first."""


def on(month, day, year=2026):
    return date(year, month, day)


def promise_all(county, row):
    """Letters for every item of the path, signed on one day."""
    letters = {code: w.sign(county, w.draft(county, row, "NC", code, days=days_of(row, code))) for code in PROMISED}
    return letters | {"215": w.sign(county, w.draft(county, row, "CBV", "215", on=on(9, 14)))}


def days_of(row, code):
    """Completion on 14 September 2026, production two years later."""
    offer = standing.offer_of(row, "NC", code)
    return {duty.code: on(9, 14, 2028 if duty.milestone == "PRODUCTION" else 2026) for duty in offer.duties}


def file(county, row, stage, day, chosen=None):
    """The stage handed in and accepted on `day`."""
    with travel(day):
        c.hand_in_papers(row, stage, chosen)
        draft = commands.filing.create_draft.perform(county.owner, row, stage=stage)
        form = {**c.FORM, "items": chosen} if chosen else c.FORM
        application = commands.filing.submit.perform(county.owner, draft, form=form)
        commands.window.accept.perform(county.clerk, application)
    return application


def decide(county, application, **days):
    """Every item on its day, which is the last one of its promised limit; then the stage is issued."""
    for name, day in sorted(days.items(), key=lambda pair: pair[1]):
        case = c.case(application, name.removeprefix("i"))
        clock = Clock.objects.of_subject(case._meta.label_lower, case.pk).get(kind="PROMISED")
        assert clock.due_on == day, (name, clock.due_on)
        with travel(day):
            c.decide(county, case)
    with travel(max(days.values())):
        application.refresh_from_db()
        if application.lead_id:
            commands.lead.consolidate.perform(county.lead(application), application, text="各部门一致同意。")
        commands.issuing.issue.perform(county.clerk, application)


def start(county, row):
    building.start_construction.perform(county.owner, row, started_on=today())


def used(row):
    """Days of the total limit used so far: the union of the counted items."""
    return Clock.objects.of_subject(row._meta.label_lower, row.pk).get(kind="CAP").used


def blzt_of(case):
    """The national statuses of a case, in their order."""
    entries = JournalEntry.objects.filter(subject_type="approvals.itemcase", subject_id=str(case.pk)).order_by("seq")
    return [entry.blzt for entry in entries if entry.blzt]


def parcel_of(row, **pollutants):
    """The parcel of standard land the project stands on, sold, with a limit of 200 for each of the five, or one for each pollutant."""
    zone = Zone.objects.create(code="JXZG", name="䶮章园区", level="PROVINCIAL", region=row.region)
    parcel = Parcel.objects.create(
        zone=zone, code="JXZG-2026-001", name="䶮章一号地", land_use="二类工业用地", state="CONTRACTED", project=row, area=40_000,
        geometry=to_wkb(c.PLOT), **box_of(c.PLOT), level=level_of(c.PLOT.bounds), notice_number="样地告〔2026〕1号",
        notice_on=today(), contract_number="样出让〔2026〕1号", contract_on=today(), agreement_number="样协议〔2026〕1号",
        agreement_on=today(), check_by=on(9, 30), prepared_by=User.objects.earliest("pk"), prepared_at=now(),
    )  # fmt: skip
    ControlIndicator.objects.bulk_create(
        ControlIndicator(parcel=parcel, code=code, limit=200)
        for code in ("INVESTMENT", "FAR", "ENERGY", *(() if pollutants else ("EMISSION",)), "TAX")
    )
    ControlIndicator.objects.bulk_create(
        ControlIndicator(parcel=parcel, code="EMISSION", subject=subject, limit=limit)
        for subject, limit in pollutants.items()
    )
    return parcel


def measured(parcel):
    """What its own checks say, in the order they were written: indicator, value, kept."""
    rows = IndicatorCheck.objects.filter(indicator__parcel=parcel).order_by("pk")
    return [(row.indicator.code, int(row.measured), row.met) for row in rows.select_related("indicator")]
