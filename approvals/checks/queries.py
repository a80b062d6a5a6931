"""Reads of completeness checks (核对查询): the department's desk, the merger's desk, the list of what was found."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from accounts import scope
from accounts.posts import CLERK, LEAD
from approvals.checks.access import CHECKING
from approvals.checks.asking import unsettled
from approvals.checks.record import KIND
from approvals.checks.rules import Found, Merged, merged
from approvals.checks.statements import STATEMENTS
from approvals.intake import catalogue_for
from approvals.models import CompletenessCheck, JointApplication, MaterialBinding
from approvals.queries import clocks_of
from catalogue.models import MaterialSpec
from core.keyset import Page, Segment, page
from projects.models import Material

CHECK: Final = "approvals.completenesscheck"
PAGE: Final = 50
DESKS: Final = (*CHECKING, CLERK, LEAD)


def checks(user: Any) -> QuerySet[CompletenessCheck]:
    """Visible checks with what their pages show."""
    return (
        CompletenessCheck.objects.visible_to(user)
        .select_related("department", "author", "application__project__enterprise", "application__window")
        .prefetch_related("defects")
        .defer("application__project__classification")
    )


def todo_count(user: Any) -> int:
    """How many files wait for the department's check."""
    if not scope.departments(user, CHECKING):
        return 0
    return CompletenessCheck.objects.filter(
        scope.department_q(user, "department_id", CHECKING), state=CompletenessCheck.State.OPEN
    ).count()


def desk(user: Any, tab: str, cursor: str) -> Page:
    """`todo`: waits for my department, most urgent first; `done`: it has answered; `merge`: files I make a notice of."""
    if tab == "merge":
        own = merging(user).annotate(
            asked=Count("checks"),
            answered=Count("checks", filter=~Q(checks__state="OPEN")),
            defective=Count("checks", filter=Q(checks__state="DEFECTIVE")),
        )
        return page([Segment(own, ("received_on", "id"))], cursor, PAGE)
    rows = checks(user).filter(scope.department_q(user, "department_id", CHECKING))
    waiting = CompletenessCheck.State.OPEN
    if tab == "done":
        return page([Segment(rows.exclude(state=waiting), ("-asked_at", "-id"))], cursor, PAGE)
    return page([Segment(rows.filter(state=waiting), ("due_on", "id"))], cursor, PAGE)


def merging(user: Any) -> QuerySet[JointApplication]:
    """Files under check at one's window, or of stages one's department leads."""
    post = scope.department_q(user, "window_id", CLERK) | scope.department_q(user, "lead_id", LEAD)
    received = JointApplication.objects.visible_to(user).filter(post, state="RECEIVED", checks__isnull=False).distinct()
    return received.select_related("project__enterprise").defer("form", "project__classification")


def timed(rows: Iterable[CompletenessCheck]) -> list[CompletenessCheck]:
    """The rows with `.clock`; one query."""
    found = list(rows)
    clocks = clocks_of((CHECK, row.pk) for row in found)
    for row in found:
        row.clock = clocks[CHECK, row.pk].get(KIND)  # type: ignore[attr-defined]
    return found


# ---- what can be named, what was found -----------------------------------------------------------------------


def named_papers(
    application: JointApplication, department: int | None = None
) -> dict[str, tuple[str, Material | None]]:
    """Every paper the items (of `department`, or all) ask for, once: key → name and the file bound to it, files first."""
    own = application.cases.filter(department_id=department) if department else application.cases.all()
    names: dict[str, str] = {}
    for spec in MaterialSpec.objects.filter(item__in=own.values("item")).order_by("item__code", "position"):
        names.setdefault(spec.key, spec.name)
    files: dict[str, Material] = {}
    bound = MaterialBinding.objects.filter(case__in=own).select_related("material__file", "spec")
    for binding in bound.order_by("case__item__code", "pk"):
        names.setdefault(binding.spec.key, binding.spec.name)
        files[binding.spec.key] = binding.material
    ordered = list(names)
    ordered.sort(key=lambda key: key not in files)
    return {key: (names[key], files.get(key)) for key in ordered}


def statements() -> list[tuple[str, str]]:
    """Statements of the form and the dossier that may be named, as key and Chinese name."""
    return [(key, statement.zh) for key, statement in STATEMENTS.items()]


def found_in(application: JointApplication) -> dict[str, Merged]:
    """What the departments found and nobody has settled yet, one line per material."""
    return merged(
        Found(
            defect.material_key, defect.material_name, defect.reason, defect.clause, defect.example,
            defect.check_row.department.short_label,
        )
        for defect in unsettled(application)
    )  # fmt: skip


def examples_for(application: JointApplication, papers: Iterable[str]) -> dict[str, str]:
    """What a right one looks like, by key, in the sentence of the catalogue the project pins; "" for a paper without one."""
    told = catalogue_for(application.project).examples
    return {key: told.get(key, "") for key in papers}
