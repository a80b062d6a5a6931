"""延续文书: receipt, the renewed licence, the refusal, and the statement that silence renewed it."""

from datetime import date
from typing import Any

from approvals.models import Renewal
from approvals.papers.shared import case_letter, in_chinese, said_of_case
from approvals.renewals.rules import LAW
from core.commands import Context
from core.errors import Invalid
from core.time import legal_date
from documents.commands import issue_document
from documents.models import Document, DocumentKind
from documents.papers import as_facts
from documents.render.imprint import chinese_date
from documents.render.licence import Licence


@in_chinese
def receipt(context: Context, renewal: Renewal, *, silence: bool) -> Document:
    """延续申请收件凭证: when it was asked for, and what it means if nothing is decided."""
    return case_letter(
        context,
        renewal.case,
        "renewal_receipt",
        release=True,
        until=renewal.until,
        reason=renewal.reason,
        file_by=renewal.file_by,
        if_silent=_if_silent(renewal, silence),
        **_about(renewal),
    )


@in_chinese
def refused(context: Context, renewal: Renewal, reason: str) -> Document:
    """不予延续决定书, with reasons and remedies (行政许可法 38)."""
    return case_letter(
        context,
        renewal.case,
        "renewal_refused",
        release=True,
        reason=reason,
        basis=renewal.basis,
        **_about(renewal),
    )


@in_chinese
def deemed(context: Context, renewal: Renewal, first: date, last: date) -> Document:
    """视为准予延续证明: by law, from the day after the end for the same period; itself a paper with that validity."""
    return case_letter(
        context,
        renewal.case,
        "renewal_deemed",
        release=True,
        valid_from=first,
        valid_to=last,
        file_by=renewal.file_by,
        new_from=first,
        new_to=last,
        **_about(renewal),
    )


@in_chinese
def licence(context: Context, renewal: Renewal, old: Document, *, number: str, title: str, valid_to: date) -> Document:
    """换发的证照: the facts of the old one, its conditions included, with number, title, date and validity of its own."""
    case, on = renewal.case, legal_date(context.effective_at)
    project = case.application.project
    told = said_of_case(
        "renewal_granted",
        case,
        on,
        paper=old.number,
        expires_on=renewal.expires_on,
        basis=f"根据{renewal.basis}",
        new_to=valid_to,
    )
    before = as_facts(old.kind, old.facts)
    facts = Licence(
        title=title,
        statement="\n".join(told.paragraphs),
        holder=project.enterprise.name,
        holder_code=project.enterprise.uscc,
        project_name=project.name,
        project_code=project.code,
        issuer=case.department.name,
        decided_on=on,
        rows=before.rows if isinstance(before, Licence) else (("办件编号", case.number),),
        conditions=before.conditions if isinstance(before, Licence) else (),
        valid_from=on,
        valid_until=valid_to,
    )
    try:
        return issue_document(
            context,
            DocumentKind.LICENCE,
            facts,
            project=project,
            subject=case,
            issuer=case.department,
            number=number,
            valid_from=on,
            valid_to=valid_to,
            wording=told.wording,
        )
    except Invalid as taken:
        if "number" not in taken.fields:
            raise
        raise Invalid({"official_number": taken.fields["number"]}) from taken


def _about(renewal: Renewal) -> dict[str, Any]:
    return {
        "title": renewal.licence.title,
        "paper": renewal.licence.number,
        "expires_on": renewal.expires_on,
        "filed_on": renewal.filed_on,
    }


def _if_silent(renewal: Renewal, silence: bool) -> str:
    if not renewal.in_time:
        return (
            f"本申请晚于规定的申请期限（{chinese_date(renewal.file_by)}）提出，不适用逾期未作决定视为准予延续的规定；"
            "有效期届满时尚未作出决定的，该许可届满后失去效力，本机关仍将作出决定。"
        )
    if not silence:
        return "本机关将在该许可有效期届满前作出是否准予延续的决定。"
    return (
        f"本申请在规定的申请期限内提出。本机关将在该许可有效期届满前作出是否准予延续的决定；"
        f"逾期未作决定的，根据{LAW}，视为准予延续。"
    )
