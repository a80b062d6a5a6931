"""批量办理: one act on several files of a desk, given together; each has its own result, and one that is refused stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.posts import HEAD, REVIEWER
from approvals.commands import review
from approvals.joint.commands import answering as joint_answering
from approvals.joint.rules import Kind
from approvals.models import ItemCase, JointPart, JointReview, OpinionRequest
from approvals.opinions import answering, asking
from approvals.opinions import queries as opinion_queries
from approvals.queries import CASE, cases, clocks_of, to_review_q
from core.commands import Command
from core.display import by_language
from core.errors import Refusal
from core.time import now

LONGEST_LIST: Final = 100
"""Files on one page; so many are read, written and journalled within a second."""


@dataclass(frozen=True, slots=True)
class Line:
    """One file as the page lists it."""

    row: Any
    title: str
    number: str
    project: str
    link: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file; `fault` is empty where it was done."""

    line: Line
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """What can be done with many at once: the command, whose files, how one is listed."""

    command: Command
    title: Any
    explained: Any
    roles: Sequence[str]
    rows: Callable[[Any], "QuerySet[Any]"]
    line: Callable[[Any], Line]
    again: str
    """The desk one goes back to."""
    due: Callable[[Sequence[Any]], dict[int, date | None]] | None = None
    """Last days of rows that do not carry them."""


def _to_review(user: Any) -> "QuerySet[ItemCase]":
    return cases(user).filter(to_review_q(user)).order_by("item__code", "pk")


def _case(case: ItemCase) -> Line:
    link = reverse("approvals:case", args=[case.pk])
    return Line(case, case.item.label, case.number, case.application.project.name, link, None)


def _due_of_cases(rows: Sequence[ItemCase]) -> dict[int, date | None]:
    clocks = clocks_of((CASE, case.pk) for case in rows)
    return {
        case.pk: clock.due_on if (clock := clocks[CASE, case.pk].get("PROMISED")) is not None else None for case in rows
    }


def _requests(user: Any) -> "QuerySet[OpinionRequest]":
    return opinion_queries.waiting(user, opinion_queries.requests(user)).order_by("due_on", "pk")


def _request(request: OpinionRequest) -> Line:
    link = reverse("approvals:opinion_request", args=[request.pk])
    case = request.case
    return Line(request, request.label, case.item.label, case.application.project.name, link, request.due_on)


def _parts(user: Any) -> "QuerySet[JointPart]":
    seen = JointPart.objects.filter(review__in=JointReview.objects.visible_to(user))
    begun = ~Q(review__scheduled_at__gt=now(), review__kind__in=(Kind.VISIT, Kind.MEETING))
    mine = scope.department_q(user, "department_id", opinion_queries.DESKS)
    open_parts = seen.filter(begun, mine, state=JointPart.State.OPEN)
    return open_parts.select_related("review__project", "department", "round").order_by("due_on", "pk")


def _part(part: JointPart) -> Line:
    link = reverse("approvals:joint", args=[part.review_id])
    title = f"{part.review.get_kind_display()} · {by_language(part.name, part.name_en)}"
    return Line(part, title, part.review.number, part.review.project.name, link, part.due_on)


VERBS: Final[dict[str, Verb]] = {
    "answer": Verb(
        answering.answer,
        gettext_lazy("Answer several requests"),
        gettext_lazy("Requests that wait for your department's opinion. An objection needs its own reasons: give it alone."),
        (REVIEWER, HEAD),
        _requests,
        _request,
        "approvals:opinion_requests",
    ),
    "parts": Verb(
        joint_answering.pass_part,
        gettext_lazy("No objection to several joint procedures"),
        gettext_lazy("Parts of joint procedures that wait for your department. An objection or a remark is given alone."),
        (REVIEWER, HEAD),
        _parts,
        _part,
        "approvals:joint_list",
    ),
    "ask": Verb(
        asking.ask_opinion,
        gettext_lazy("Ask other departments about several cases"),
        gettext_lazy("Cases under your review. Every ticked one is asked about with the same matters and question."),
        (REVIEWER,),
        _to_review,
        _case,
        "approvals:inbox",
        _due_of_cases,
    ),
    "review": Verb(
        review.give_opinion,
        gettext_lazy("Recommend several cases"),
        gettext_lazy("Cases under your review that can pass. A recommendation to refuse is written alone."),
        (REVIEWER,),
        _to_review,
        _case,
        "approvals:inbox",
        _due_of_cases,
    ),
}  # fmt: skip


def lines_of(verb: Verb, user: Any) -> list[Line]:
    """The files one may tick, at most LONGEST_LIST."""
    rows = list(verb.rows(user)[:LONGEST_LIST])
    lines = [verb.line(row) for row in rows]
    if verb.due is None:
        return lines
    due = verb.due(rows)
    return [Line(line.row, line.title, line.number, line.project, line.link, due[line.row.pk]) for line in lines]


def give_all(verb: Verb, user: Any, chosen: Sequence[Line], data: dict[str, Any], key: str) -> list[Result]:
    """Give the command for the ticked files; what became of each."""
    answers = verb.command.perform_many(user, [(line.row, data) for line in chosen], idempotency_key=key)
    return [
        Result(line, _fault(answer) if isinstance(answer, Refusal | ValidationError) else "")
        for line, answer in zip(chosen, answers, strict=True)
    ]


def _fault(refusal: Exception) -> str:
    return str(refusal) or str(_("This file could not be handled; open it to see why."))
