"""硬约束: what stands between a project and the start of construction or the joint acceptance, who clears it, and where.

Reckoned on the server by the commands themselves; pages show the same list.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.intake import built_first, catalogue_for
from approvals.models import ItemCase
from approvals.rules import MET
from catalogue.rules import applicable_items
from catalogue.speech import local
from commitments.hindrances import Hindrance, refused
from commitments.models import Commitment, Obligation
from commitments.rules import IN_BREACH
from projects.facts import facts_of
from projects.models import Project

PERMIT: Final = "303"
START: Final = "CONSTRUCTION_START"


def against_start(project: Project) -> list[Hindrance]:
    """Everything that forbids the start of construction today (不得开工)."""
    return [
        *_late_papers(project),
        *_unconverted(project),
        *_breaches(project),
        *_permits(project),
        *_promised(project, "START"),
    ]


def against_acceptance(project: Project) -> list[Hindrance]:
    """Everything that forbids the joint acceptance today (policy art. 15: 验收前完成)."""
    return [
        *_late_papers(project),
        *_unconverted(project),
        *_breaches(project),
        *_built_first(project),
        *_promised(project, "ACCEPTANCE"),
    ]


def _late_papers(project: Project) -> Iterator[Hindrance]:
    owed = Obligation.objects.filter(
        commitment__project=project, kind="MATERIAL", state__in=("OPEN", "SUBMITTED"),
        commitment__state__in=("DECIDED", "VERIFYING", *IN_BREACH),
    )  # fmt: skip
    for duty in owed.select_related("commitment").order_by("due_on", "pk"):
        yield Hindrance(
            _("The late paper “%(name)s” has not come.") % {"name": duty.label},
            project.enterprise.name,
            reverse("commitments:show", args=[duty.commitment_id]),
        )


def _unconverted(project: Project) -> Iterator[Hindrance]:
    waiting = ItemCase.objects.filter(application__project=project, state="LATE_FILES")
    for case in waiting.select_related("item", "department").order_by("pk"):
        yield Hindrance(
            _("“%(item)s” has a preliminary opinion but no formal document.") % {"item": case.item.label},
            case.department.label,
            reverse("approvals:case", args=[case.pk]),
        )


def _breaches(project: Project) -> Iterator[Hindrance]:
    for row in Commitment.objects.filter(project=project, state__in=IN_BREACH).select_related("department"):
        yield Hindrance(
            _("The promise “%(name)s” (%(number)s) is in breach.") % {"name": row.label, "number": row.number},
            row.department.label,
            reverse("commitments:show", args=[row.pk]),
        )


def _permits(project: Project) -> Iterator[Hindrance]:
    """施工许可, and every item the law wants decided before the start, unless it was promised to be done later."""
    if not project.flow_code:
        return
    catalogue = catalogue_for(project)
    needed = {
        code: entry
        for code, entry in applicable_items(facts_of(project), catalogue.flow_of(project.flow_code), catalogue).items()
        if (code == PERMIT or START in entry.item.gate) and entry.item.promised is not None
    }
    done = set(
        ItemCase.objects.filter(application__project=project, state__in=MET).values_list("item__code", flat=True)
    )
    done |= built_first(project)
    for code, entry in needed.items():
        if code not in done:
            yield Hindrance(
                _("“%(item)s” has not been decided.") % {"item": local(entry.item.name)},
                project.enterprise.name,
                reverse("approvals:timeline", args=[project.pk]),
            )
    held = ItemCase.objects.filter(application__project=project, item__code=PERMIT, state="PASSED")
    case = held.select_related("application__window", "item").first()
    if case is not None and not case.application.issued_at:
        yield Hindrance(
            _("“%(item)s” is decided but has not been issued.") % {"item": case.item.label},
            case.application.window.label if case.application.window else "",
            reverse("approvals:application", args=[case.application_id]),
        )


def _promised(project: Project, milestone: str) -> Iterator[Hindrance]:
    """Conditions promised to hold before the start, or before the acceptance, and not shown."""
    sentence = (
        _("Promised before the start and not shown yet: “%(name)s”.")
        if milestone == "START"
        else _("Promised before acceptance and not shown yet: “%(name)s”.")
    )
    owed = Obligation.objects.filter(
        commitment__project=project, commitment__track="NC", milestone=milestone, state="OPEN",
        commitment__state__in=("DECIDED", "BUILDING", "VERIFYING"),
    )  # fmt: skip
    for duty in owed.order_by("pk"):
        yield Hindrance(
            sentence % {"name": duty.label},
            project.enterprise.name,
            reverse("commitments:show", args=[duty.commitment_id]),
        )


def _built_first(project: Project) -> Iterator[Hindrance]:
    rows = Commitment.objects.filter(project=project, track="CBV").exclude(
        state__in=("DRAFT", "WITHDRAWN", "REFUSED", "FULFILLED", *IN_BREACH)
    )
    for row in rows.select_related("department").order_by("pk"):
        owed = row.obligations.filter(state__in=("OPEN", "SUBMITTED", "MISSED")).exclude(milestone="PRODUCTION")
        link = reverse("commitments:show", args=[row.pk])
        for duty in owed:
            submitted = duty.state == "SUBMITTED"
            yield Hindrance(
                _("Built first, to be complete before acceptance: “%(name)s”.") % {"name": duty.label},
                row.department.label if submitted else project.enterprise.name,
                link,
            )
        if not owed and row.state != "REVOKED":
            yield Hindrance(
                _("The verification of “%(name)s” before acceptance is not done.") % {"name": row.label},
                row.department.label,
                link,
            )


def nothing_against_start(project: Project, data: dict[str, Any]) -> None:
    """Gate of the start of construction."""
    found = against_start(project)
    if found:
        raise refused(found, _("Construction may not start yet: "))


def nothing_against_acceptance(case: ItemCase, data: dict[str, Any]) -> None:
    """Gate of the joint acceptance, at its opening and again at the signature."""
    if case.item.code != "401" or data.get("outcome") == "FAIL":
        return
    found = against_acceptance(case.application.project)
    if found:
        raise refused(found, _("Joint acceptance is not open yet: "))
