"""Reads of renewals (延续查询): what can be renewed, what waits for whom."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from approvals.models import ItemCase, Renewal
from approvals.queries import CASE, clocks_of
from approvals.renewals import rules
from catalogue.content import Renewal as RenewalRule
from catalogue.versions import current_catalogue
from clocks.models import Clock
from core.keyset import Page, Segment, page
from documents.models import Document, DocumentKind

SUBJECT: Final = "approvals.renewal"
PAGE: Final = 50
DESKS: Final = (REVIEWER, HEAD)
KINDS: Final = (DocumentKind.LICENCE, DocumentKind.RENEWAL)
"""A licence, or the statement that it counts as renewed: papers whose validity can be renewed."""


def rules_by_item() -> dict[str, RenewalRule]:
    """How the catalogue in force lets licences be renewed, by item; those of other items are not. One query."""
    items = current_catalogue().items.values()
    return {item.code: item.outcome.renewal for item in items if item.outcome.renewal is not None}


def decision_sets_validity(code: str) -> bool:
    """Whether a licence of the item is valid as long as its decision says, and can be renewed."""
    item = current_catalogue().items.get(code)
    return item is not None and item.outcome.renewal is not None and item.outcome.valid_months is None


def case_of(licence: Document) -> ItemCase | None:
    """The case a licence was granted in; None for another paper. One query."""
    if licence.kind not in KINDS or licence.subject_type != CASE or licence.valid_to is None:
        return None
    rows = ItemCase.objects.select_related("item", "department", "application__project__enterprise")
    return rows.filter(pk=licence.subject_id).first()


def rule_of(licence: Document) -> tuple[ItemCase, RenewalRule, date] | None:
    """The case of a licence that can be renewed, its rule, and the last day to ask in time; None for any other paper."""
    case = case_of(licence)
    rule = rules_by_item().get(case.item.code) if case is not None else None
    if case is None or rule is None or licence.valid_to is None:
        return None
    return case, rule, rules.file_by(licence.valid_to, rule.before, rule.unit)


def licences(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Those of `rows` that are valid licences with an end and a rule for their renewal."""
    cases = ItemCase.objects.filter(item__code__in=sorted(rules_by_item()), state="PASSED")
    return rows.filter(
        kind__in=KINDS, state="VALID", valid_to__isnull=False, subject_type=CASE, subject_id__in=cases.values("pk")
    )


def own_licences(user: Any, on: date, cursor: str) -> Page:
    """可延续的证照 of one's enterprises, the first to end on top; ended ones are past renewing."""
    own = Document.objects.filter(scope.enterprise_q(user, "holder_id", "project__code")).released()
    rows = licences(own.filter(valid_to__gte=on)).select_related("project", "issuer")
    return page([Segment(rows, ("valid_to", "id"))], cursor, PAGE)


def lined(papers: Iterable[Document]) -> list[Document]:
    """The papers with `.file_by` and `.waiting` (the renewal under way, or None); three queries."""
    found, known = list(papers), rules_by_item()
    keys = [paper.subject_id for paper in found]
    codes = dict(ItemCase.objects.filter(pk__in=keys).values_list("pk", "item__code"))
    waiting = {row.case_id: row for row in Renewal.objects.filter(case_id__in=keys, state="FILED")}
    for paper in found:
        rule = known.get(codes.get(paper.subject_id, ""))
        paper.waiting = waiting.get(paper.subject_id)  # type: ignore[attr-defined]
        paper.file_by = (  # type: ignore[attr-defined]
            rules.file_by(paper.valid_to, rule.before, rule.unit) if rule and paper.valid_to else None
        )
    return found


def renewals(user: Any) -> QuerySet[Renewal]:
    """Visible renewals with what their pages show."""
    return (
        Renewal.objects.visible_to(user)
        .select_related(
            "licence", "document", "receipt", "filed_by", "decided_by",
            "case__item", "case__department", "case__application__project__enterprise",
        )
        .defer("licence__facts", "document__facts", "receipt__facts", "case__application__form",
               "case__application__project__classification")
    )  # fmt: skip


def waiting(user: Any) -> QuerySet[Renewal]:
    """What waits for a decision of one of the reader's departments."""
    return Renewal.objects.filter(scope.department_q(user, "case__department_id", DESKS), state="FILED")


def todo_count(user: Any) -> int:
    """The number beside the desk in the navigation."""
    return waiting(user).count() if scope.has_role(user, DESKS) else 0


def desk(user: Any, tab: str, cursor: str) -> Page:
    """`todo`: waits for my department, the first to end on top; `done`: what it decided; `asked`: what my enterprise asked."""
    rows = renewals(user)
    if tab == "asked":
        own = scope.enterprise_q(user, "case__application__project__enterprise_id", "case__application__project__code")
        return page([Segment(rows.filter(own), ("-filed_at", "-id"))], cursor, PAGE)
    mine = rows.filter(scope.department_q(user, "case__department_id", DESKS))
    if tab == "done":
        return page([Segment(mine.exclude(state="FILED"), ("-filed_at", "-id"))], cursor, PAGE)
    return page([Segment(mine.filter(state="FILED"), ("expires_on", "id"))], cursor, PAGE)


def timed(rows: Iterable[Renewal]) -> list[Renewal]:
    """The rows with `.clock`; one query."""
    found = list(rows)
    clocks = clocks_of((SUBJECT, row.pk) for row in found)
    for row in found:
        row.clock = clocks[SUBJECT, row.pk].get("RENEWAL")  # type: ignore[attr-defined]
    return found


def clock_of(renewal: Renewal) -> Clock | None:
    """Its clock."""
    return Clock.objects.of_subject(SUBJECT, renewal.pk).filter(kind="RENEWAL").first()


def paper_in_hand(renewal: Renewal) -> Document | None:
    """The valid copy of the licence: the one that was filed for, or what replaced a lost one; None if it lost its force."""
    first = renewal.licence.original_id or renewal.licence_id
    return Document.objects.filter(Q(pk=first) | Q(original_id=first), state="VALID").first()
