"""Many applications under review at once: twelve departments each, none waiting for another."""

from typing import Any

import pytest

from approvals import commands
from approvals.models import ItemCase, JointApplication
from catalogue.models import Item
from tests.approvals import county as c
from tests.approvals.county import County

DEPARTMENTS = 12


def twelve_cases(application: JointApplication, county: County) -> list[ItemCase]:
    """One case for each of twelve departments."""
    items = list(Item.objects.order_by("code")[:DEPARTMENTS])
    functions = [function for function in county.departments if function != "WINDOW"][:DEPARTMENTS]
    return ItemCase.objects.bulk_create(
        ItemCase(
            number=f"{application.number}-{number}",
            application=application,
            item=item,
            department=county.departments[function],
            promised_days=7,
        )
        for number, (item, function) in enumerate(zip(items, functions, strict=True))
    )


def drafts(county: County, monkeypatch: pytest.MonkeyPatch, count: int) -> list[JointApplication]:
    """So many projects with all papers and a draft that will be twelve cases when it is filed in this process."""
    monkeypatch.setattr(
        commands.filing, "_open_cases", lambda application, filing, at: twelve_cases(application, county)
    )
    monkeypatch.setattr(commands.filing, "_bind", lambda application, filing, cases: None)
    made = []
    for number in range(count):
        project = c.project(county, code=f"2601-360702-04-01-2{number:05d}")
        c.hand_in_papers(project, "S1")
        made.append(commands.filing.create_draft.perform(county.owner, project, stage="S1"))
    return made


def under_review(county: County, monkeypatch: pytest.MonkeyPatch, count: int) -> list[JointApplication]:
    """So many accepted applications."""
    made = []
    for draft in drafts(county, monkeypatch, count):
        application = commands.filing.submit.perform(county.owner, draft, form=c.FORM)
        commands.window.accept.perform(county.clerk, application)
        made.append(application)
    return made


def waiting_for_signatures(county: County, monkeypatch: pytest.MonkeyPatch, count: int) -> list[JointApplication]:
    """So many applications under review, every case with an opinion."""
    applications = under_review(county, monkeypatch, count)
    for application in applications:
        for case in application.cases.select_related("department"):
            commands.review.give_opinion.perform(county.reviewer(case), case, recommendation="PASS", text="同意")
    return applications


def sign(case: ItemCase, head: Any) -> None:
    """The head of the department signs the case with its official paper."""
    commands.review.sign.perform(
        head, case, outcome="PASS", official_number=f"赣〔2026〕{case.pk}号", title="准予许可决定书"
    )
