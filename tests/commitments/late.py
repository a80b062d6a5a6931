"""A stage filed with one paper late, at every step of its way."""

from datetime import date, timedelta

from approvals import commands
from approvals.models import JointApplication
from approvals.promises import late
from approvals.promises.filing import promise_papers
from approvals.promises.papers_late import filing_now, letter_of, missing_papers
from commitments.commands.late import hand_in_late
from core import files
from core.time import now, today
from projects.models import Material
from tests.commitments import world as w

c = w.c
STAGE = "S2"


def draft(county, row, stage=STAGE):
    """A draft with every paper but the deferrable ones."""
    c.hand_in_papers(row, stage)
    application = commands.filing.create_draft.perform(county.owner, row, stage=stage)
    deferrable = [p.need.key for p in filing_now(application).papers if p.need.uploaded and not p.need.principal]
    Material.objects.filter(project=row, key__in=deferrable).delete()
    application = commands.filing.save_draft.perform(county.owner, application, form=c.FORM)
    assert missing_papers(filing_now(application))
    return application


def promised(county, row, on=None, stage=STAGE):
    """The draft with its signed letter."""
    application = draft(county, row, stage)
    papers = missing_papers(filing_now(application))
    days = {paper.key: on or today() + timedelta(days=30) for paper in papers}
    letter = promise_papers.perform(county.owner, application, days=days)
    w.sign(county, letter)
    return application


def accepted(county, row, **more):
    application = promised(county, row, **more)
    commands.filing.submit.perform(county.owner, application)
    commands.window.accept.perform(county.clerk, application)
    return JointApplication.objects.get(pk=application.pk)


def reviewed(county, case):
    commands.review.give_opinion.perform(
        county.reviewer(case), case, recommendation="PASS", text="主审材料齐全，符合条件", conditions=[]
    )
    case.refresh_from_db()
    return case


def preliminary(county, case):
    """The head's preliminary opinion on a reviewed case."""
    reviewed(county, case)
    late.preliminary.perform(
        county.head(case),
        case,
        official_number=f"赣区初审〔2026〕{case.pk}号",
        text="原则同意，补齐材料后出具正式文件。",
    )
    case.refresh_from_db()
    return case


def late_cases(application):
    return [case for case in application.cases.select_related("item", "department") if late.owed_for(case)]


def bring_papers(county, application):
    return bring_papers_of(county, letter_of(application))


def bring_papers_of(county, letter):
    """A new version of every paper the letter still waits for, handed in."""
    for duty in letter.obligations.filter(state="OPEN"):
        earlier = Material.objects.filter(project=letter.project, key=duty.code, current=True)
        version = earlier.count() + 1
        earlier.update(current=False)
        Material.objects.create(
            project=letter.project, key=duty.code, name=duty.name, version=version,
            file=files.store(f"%PDF-1.7 late {duty.code}".encode(), "application/pdf"), original_name="late.pdf",
            uploaded_by=county.owner, uploaded_at=now(),
        )  # fmt: skip
    hand_in_late.perform(county.owner, letter)
    letter.refresh_from_db()
    return letter


def convert(county, case):
    return late.convert.perform(
        county.head(case), case, official_number=f"赣区〔2026〕正{case.pk}号", title=case.item.outcome
    )


__all__ = ["date", "late"]
