"""A factory on standard land that takes the commitment path, stage by stage; days are those of the commands."""

from datetime import date

from approvals import commands
from approvals.promises import building
from clocks.models import Clock
from commitments import standing
from core.models import JournalEntry
from core.time import today, travel
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
