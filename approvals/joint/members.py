"""Who takes part (参与部门): the region's own rows where it has any, the shipped defaults elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import Department, Region
from approvals.joint.rules import Kind
from approvals.joint.vocabulary import defaults
from approvals.models import ItemCase, JointMember
from approvals.silence.queries import rule_of
from approvals.silence.rules import Situation, item_on_safety_list, on_safety_list
from catalogue.queries import NoDepartment, Responsibility
from core.time import today
from projects.facts import facts_of
from projects.models import Project


@dataclass(frozen=True, slots=True)
class Member:
    """One part of a procedure before it has a row; `days` are working days."""

    code: str
    name: str
    name_en: str
    department: Department
    days: int
    silence: bool = False
    item_code: str = ""


def members_of(kind: Kind, project: Project) -> list[Member]:
    """The parts a procedure of `kind` has for this project: what does not apply to it is left out.

    A function that no department here or above exercises is left out too. Raises nothing.
    """
    region = Region.objects.select_related("parent").defer("boundary").get(pk=project.region_id)
    known = Responsibility(region)
    rule = rule_of(Situation.JOINT, region.pk, today())
    found = []
    for row in _rows(kind, region) or _shipped(kind, project):
        try:
            department = known.department(row["function"], 0, row["zh"])
        except NoDepartment:
            continue
        found.append(
            Member(
                code=row["code"],
                name=row["zh"],
                name_en=row.get("en", ""),
                department=department,
                days=row["days"],
                silence=rule.on and row.get("silence", False) and not on_safety_list(row["code"], row["function"]),
                item_code=row.get("item", ""),
            )
        )
    return found


def invited(kind: Kind, cases: Iterable[ItemCase]) -> list[Member]:
    """One part per department of these cases: a visit or a meeting invites a department, not an item.

    Silence about what is on the safety list (消防、人防、危化、地灾、文物、环评) never counts.
    """
    cases = list(cases)
    rule = defaults()[kind]
    switched_on = bool(cases) and rule_of(Situation.JOINT, cases[0].application.region_id, today()).on
    own = _own(kind, cases)
    by_department: dict[int, list[ItemCase]] = {}
    for case in cases:
        by_department.setdefault(case.department_id, []).append(case)
    found = []
    for own_cases in by_department.values():
        department = own_cases[0].department
        days, silence = own.get(department.function, (rule["days"], True))
        codes = [case.item.code for case in own_cases]
        safety = any(item_on_safety_list(code, department.function) for code in codes)
        found.append(
            Member(
                code=department.function,
                name=department.short_name or department.name,
                name_en=department.name_en,
                department=department,
                days=days,
                silence=silence and switched_on and not safety,
                item_code=" ".join(codes[:2]) + (" …" if len(codes) > 2 else ""),
            )
        )
    return found


def again(kind: Kind, members: Iterable[Member]) -> list[Member]:
    """The same parts in a later round, which has a shorter limit (复审)."""
    days = defaults()[kind].get("again")
    return [replace(member, days=min(member.days, days) if days else member.days) for member in members]


def whole_days(kind: Kind) -> int | None:
    """Working days for the whole procedure where it has a limit of its own, besides those of its parts."""
    return defaults()[kind].get("whole")


def _rows(kind: Kind, region: Region) -> list[dict[str, Any]]:
    at: Region | None = region
    while at is not None:
        rows = JointMember.objects.filter(region_id=at.pk, kind=kind).order_by("pk")
        if rows:
            return [
                {
                    "code": row.code, "zh": row.name, "en": row.name_en, "function": row.function, "days": row.days,
                    "silence": row.silence, "item": row.item_code,
                }
                for row in rows
            ]  # fmt: skip
        at = Region.objects.only("code", "parent_id").filter(pk=at.parent_id).first()
    return []


def _shipped(kind: Kind, project: Project) -> list[dict[str, Any]]:
    facts = facts_of(project)
    return [row for row in defaults()[kind]["members"] if _applies(row.get("when", {}), facts)]


def _applies(when: dict[str, Any], facts: Any) -> bool:
    return all(bool(getattr(facts, name)) == wanted for name, wanted in when.items())


def _own(kind: Kind, cases: Iterable[ItemCase]) -> dict[str, tuple[int, bool]]:
    """What the region says about departments of a visit or meeting, by function."""
    first = next(iter(cases), None)
    if first is None:
        return {}
    region = Region.objects.defer("boundary").get(pk=first.application.region_id)
    return {row["function"]: (row["days"], row["silence"]) for row in _rows(kind, region)}
