"""What a change of the dossier leaves behind 变更留痕: classification anew, before and after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clocks import commands as clocks
from clocks.models import Clock
from core.errors import Invalid
from core.time import today
from projects.classifying import admitted, apply
from projects.facts import catalogue_for, facts_of
from projects.models import Project


def classify(project: Project) -> None:
    catalogue = catalogue_for(project)
    apply(project, admitted(facts_of(project), catalogue), catalogue)


def reclassify(project: Project, before: dict[str, Any], reason: str) -> None:
    """Classify anew; once filed, another cap needs a reason and runs from the same day 0; without a cap it ends."""
    classify(project)
    if project.state == Project.State.DRAFT or (project.flow_code, project.cap) == (before["flow"], before["cap"]):
        return
    if not reason.strip():
        raise Invalid({"reason": _("This changes the category or the limit of a filed project. Give the reason.")})
    running = Clock.objects.of_subject(Project._meta.label_lower, project.pk).filter(kind="CAP", ended_on=None)
    if running.exists() and project.cap is not None:
        clocks.set_limit("CAP", project, project.cap, project_id=project.pk)
    elif running.exists():
        clocks.end_clock("CAP", project, on=today(), project_id=project.pk)


def follow_contract(project: Project) -> None:
    """Let a running total limit take day 0 from the land contract, or from the first acceptance without one."""
    running = Clock.objects.of_subject(Project._meta.label_lower, project.pk).filter(kind="CAP", ended_on=None)
    cap, origin = running.first(), project.contract_origin
    if cap is not None and (cap.origin_fixed, cap.origin_on if origin else None) != (origin is not None, origin):
        clocks.fix_origin("CAP", project, origin, project_id=project.pk)


def summary(project: Project) -> dict[str, Any]:
    columns = ("code", "name", "region_id", "investment_kind", "regime", "industry", "land_mode", "state")
    signed_on = project.land_contract_on
    return {
        **{name: getattr(project, name) for name in columns},
        **{name: str(getattr(project, name)) for name in ("investment", "land_area", "floor_area")},
        "land_contract_on": signed_on.isoformat() if signed_on else None,
        "facts": dict(project.facts),
        "flow": project.flow_code,
        "cap": project.cap,
        "exempt": project.exempt_reason,
        "catalogue": project.catalogue_id,
    }


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if other.get(key) != value}
