"""What all papers of this room share: language, letters of the window and of a department."""

from typing import Final

from django.db.models import QuerySet
from django.utils import translation

from approvals.models import ItemCase, JointApplication
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document
from documents.render.letter import Letter, Section

REMEDIES: Final = "如不服本决定，可以自收到本决定书之日起六十日内依法申请行政复议，或者自收到本决定书之日起六个月内依法向人民法院提起行政诉讼。"
"""行政复议法第二十条、行政诉讼法第四十六条; 行政许可法第三十八条第二款 asks for it on every refusal."""
in_chinese = translation.override("zh-hans")


def window_letter(
    context: Context, kind: str, application: JointApplication, *, title: str, sections: tuple[Section, ...]
) -> Document:
    """公文 of the window about an application, handed out at once."""
    facts = Letter(
        title=title,
        addressee=application.project.enterprise.name,
        sections=sections,
        issuer=window_name(application),
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(
        context, kind, facts, project=application.project, subject=application, issuer=application.window
    )


def case_letter(
    context: Context, kind: str, case: ItemCase, title: str, paragraphs: tuple[str, ...], *, release: bool
) -> Document:
    """公文 of the deciding department about a case."""
    project = case.application.project
    facts = Letter(
        title=title,
        addressee=project.enterprise.name,
        sections=(Section(paragraphs=paragraphs),),
        issuer=case.department.name,
        issued_on=legal_date(context.effective_at),
    )
    return issue_document(context, kind, facts, project=project, subject=case, issuer=case.department, release=release)


def window_name(application: JointApplication) -> str:
    """Who signs for the window."""
    return application.window.name if application.window else application.region.name


def cases_of(application: JointApplication) -> "QuerySet[ItemCase]":
    """The cases of an application with item and department, in the order of the items."""
    return application.cases.select_related("item__version", "department").order_by("item__code")
