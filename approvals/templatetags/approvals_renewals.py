"""What the wallet and the page of a case show of renewals."""

from collections.abc import Iterable
from typing import Any

from django import template

from approvals.models import ItemCase
from approvals.renewals import filing, queries
from core.time import today
from documents.models import Document

register = template.Library()


@register.simple_tag
def renewable(papers: Iterable[Document]) -> frozenset[int]:
    """Keys of those papers whose validity can be renewed today; one query, none where no paper has an end."""
    on = today()
    ending = [paper.pk for paper in papers if paper.valid_to is not None and paper.valid_to >= on]
    if not ending:
        return frozenset()
    return frozenset(queries.licences(Document.objects.filter(pk__in=ending)).values_list("pk", flat=True))


@register.inclusion_tag("approvals/renewals/_of_case.html", takes_context=True)
def renewals_of_case(context: Any, case: ItemCase) -> dict[str, Any]:
    """延续 of the licence of a case: what was asked, and for its holder the way to ask."""
    user = context["request"].user
    if case.state != "PASSED" or case.item.code not in queries.rules_by_item():
        return {"rows": ()}
    rows = queries.timed(queries.renewals(user).filter(case=case))
    papers = Document.objects.of_subject(case).released().filter(valid_to__gte=today(), kind__in=queries.KINDS)
    licence = papers.filter(state="VALID").select_related("project").first()
    waits = any(row.state == "FILED" for row in rows)
    may = licence is not None and not waits and filing.file_renewal.is_open(user, licence)
    return {"rows": rows, "licence": licence if may else None}
