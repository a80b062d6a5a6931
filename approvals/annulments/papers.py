"""撤回撤销文书: the notice with the right to be heard, and the decision with reasons and remedies."""

from typing import Any

from approvals.annulments.rules import LAW
from approvals.models import Annulment
from approvals.papers.shared import case_letter, in_chinese
from core.commands import Context
from documents.models import Document

WORD = {"RECALL": "撤回", "REVOCATION": "撤销"}


@in_chinese
def notice(context: Context, row: Annulment) -> Document:
    """拟撤销（撤回）告知书: facts, reasons, basis, and until when the holder may state its case (行政许可法第七条)."""
    return case_letter(context, row.case, "annulment_notice", release=True, heard_until=row.heard_until, **_facts(row))


@in_chinese
def decision(context: Context, row: Annulment) -> Document:
    """撤销（撤回）行政许可决定书."""
    return case_letter(
        context,
        row.case,
        "annulment",
        release=True,
        statement=f"你单位陈述、申辩意见：{row.statement}" if row.statement else "你单位在期限内未提出陈述、申辩意见。",
        compensation=row.compensation,
        resting="、".join(line["name"] for line in row.consequences if line["case"]),
        **_facts(row),
    )


def _facts(row: Annulment) -> dict[str, Any]:
    given = row.case.decision
    return {
        "decided_on": given.decided_on,
        "title": given.title,
        "paper": given.official_number,
        "measure": WORD[row.kind],
        "reason": row.reason,
        "basis": LAW[row.ground],
    }
