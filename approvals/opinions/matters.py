"""What may be asked of whom (征求意见事项): the region's own rows where it has any, the shipped defaults elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from accounts.models import Department, Region
from approvals.models import ItemCase, JointMember
from approvals.opinions.rules import on_safety_list, silence_counts
from approvals.silence.queries import rule_of
from approvals.silence.rules import Situation
from catalogue.queries import NoDepartment, Responsibility
from core import act
from core.display import by_language
from core.time import today

DATA: Final = Path(__file__).with_name("data") / "matters.yaml"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing a department may be asked about; `days` are working days."""

    code: str
    name: str
    name_en: str
    department: Department
    days: int
    silence: bool
    basis: str
    safety: bool

    @property
    def label(self) -> str:
        """In the reader's language."""
        return by_language(self.name, self.name_en)


def matters_of(case: ItemCase) -> dict[str, Matter]:
    """What the department of `case` may ask, by code; never of itself, nor of a function nobody exercises here."""
    region_id = case.application.region_id
    known: dict[str, Matter] = act.held(("matters", region_id), lambda: _matters_in(region_id))
    return {code: matter for code, matter in known.items() if matter.department.pk != case.department_id}


def _matters_in(region_id: str) -> dict[str, Matter]:
    region = Region.objects.select_related("parent").defer("boundary").get(pk=region_id)
    known = Responsibility(region)
    rule = rule_of(Situation.OPINION, region.pk, today())
    found = {}
    for row in _rows(region) or _shipped():
        try:
            department = known.department(row["function"], 0, row["zh"])
        except NoDepartment:
            continue
        code, function = row["code"], row["function"]
        basis = rule.basis if rule.row else row["basis"]
        counts = rule.on and silence_counts(code, function, row["silence"], basis)
        found[code] = Matter(
            code=code,
            name=row["zh"],
            name_en=row["en"],
            department=department,
            days=row["days"],
            silence=counts,
            basis=basis if counts else "",
            safety=on_safety_list(code, function),
        )
    return found


def _rows(region: Region) -> list[dict[str, Any]]:
    at: Region | None = region
    while at is not None:
        rows = JointMember.objects.filter(region_id=at.pk, kind=JointMember.Kind.OPINION).order_by("pk")
        if rows:
            return [
                {
                    "code": row.code, "zh": row.name, "en": row.name_en, "function": row.function, "days": row.days,
                    "silence": row.silence, "basis": row.basis,
                }
                for row in rows
            ]  # fmt: skip
        at = Region.objects.only("code", "parent_id").filter(pk=at.parent_id).first()
    return []


def _shipped() -> list[dict[str, Any]]:
    told = _read()
    return [
        {**row, "silence": row.get("silence", False), "basis": told["basis"] if row.get("silence") else ""}
        for row in told["matters"]
    ]


@cache
def _read() -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return told
