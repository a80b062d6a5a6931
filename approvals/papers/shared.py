"""What all papers of this room share: language, letters of the window and of a department."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from approvals import timing
from approvals.models import ItemCase, JointApplication
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import sections
from documents.letters.queries import Written, written
from documents.models import Document
from documents.render.letter import Letter

in_chinese = translation.override("zh-hans")


def said(letter: str, application: JointApplication, on: date, **values: Any) -> Written:
    """A letter about an application in the wording of its region, with the facts every one of them knows."""
    project = application.project
    known = {
        "applicant": project.enterprise.name,
        "project": project.name,
        "code": project.code,
        "stage": timing.stage_name(application),
        "number": application.number or "",
        "office": window_name(application),
    }
    return written(letter, application.region_id, on, {**known, **values})


def said_of_case(letter: str, case: ItemCase, on: date, **values: Any) -> Written:
    """A letter about a case in the wording of its region."""
    known = {"item": case.item.name, "case": case.number, "office": case.department.name}
    return said(letter, case.application, on, **{**known, **values})


def window_letter(context: Context, application: JointApplication, letter: str, **values: Any) -> Document:
    """公文 of the window about an application, handed out at once."""
    on = legal_date(context.effective_at)
    told = said(letter, application, on, **values)
    facts = Letter(
        title=told.title,
        addressee=application.project.enterprise.name,
        sections=sections(told.parts),
        issuer=window_name(application),
        issued_on=on,
    )
    return issue_document(
        context,
        told.wording.letter.document,
        facts,
        project=application.project,
        subject=application,
        issuer=application.window,
        wording=told.wording,
    )


def case_letter(
    context: Context,
    case: ItemCase,
    letter: str,
    *,
    release: bool,
    valid_from: date | None = None,
    valid_to: date | None = None,
    **values: Any,
) -> Document:
    """公文 of the deciding department about a case; with a validity of its own where it stands for a licence."""
    project, on = case.application.project, legal_date(context.effective_at)
    told = said_of_case(letter, case, on, **values)
    facts = Letter(
        title=told.title,
        addressee=project.enterprise.name,
        sections=sections(told.parts),
        issuer=case.department.name,
        issued_on=on,
    )
    return issue_document(
        context,
        told.wording.letter.document,
        facts,
        project=project,
        subject=case,
        issuer=case.department,
        valid_from=valid_from,
        valid_to=valid_to,
        release=release,
        wording=told.wording,
    )


def window_name(application: JointApplication) -> str:
    """Who signs for the window."""
    return application.window.name if application.window else application.region.name


def cases_of(application: JointApplication) -> "QuerySet[ItemCase]":
    """The cases of an application with item and department, in the order of the items."""
    return application.cases.select_related("item", "department").order_by("item__code")
