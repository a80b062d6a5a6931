"""初审意见: the result of a file whose late papers are awaited."""

from collections.abc import Sequence

from approvals.models import PreliminaryOpinion
from approvals.papers.shared import in_chinese, said_of_case
from commitments.models import Obligation
from core.commands import Context
from core.time import legal_date
from documents.commands import issue_document
from documents.letters.preview import sections
from documents.models import Document
from documents.render.imprint import chinese_date
from documents.render.letter import Letter


@in_chinese
def preliminary_opinion(context: Context, opinion: PreliminaryOpinion, duties: Sequence[Obligation]) -> Document:
    """What was found, which papers are awaited by when, and what the opinion is good for."""
    case, on = opinion.case, legal_date(context.effective_at)
    project = case.application.project
    told = said_of_case(
        "preliminary",
        case,
        on,
        finding=opinion.text,
        awaited="；".join(f"{duty.name}（{chinese_date(duty.due_on)}前）" for duty in duties),
    )
    facts = Letter(
        title=told.title,
        addressee=project.enterprise.name,
        sections=sections(told.parts),
        issuer=case.department.name,
        issued_on=on,
    )
    return issue_document(
        context, told.wording.letter.document, facts, project=project, subject=case, issuer=case.department,
        number=opinion.official_number, wording=told.wording,
    )  # fmt: skip
