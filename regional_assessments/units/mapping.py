"""From the columns of a file to the fields of a unit (字段映射). Pure: texts in, plain values out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from regional_assessments.units.kinds import kinds

FIELDS: Final = ("kind", "name", "producer", "effective_from", "effective_to", "note")
"""Fields a column may fill."""
_HINTS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("评估事项", "事项", "类别", "类型", "kind", "图层"),
    "name": ("单元名称", "名称", "name"),
    "producer": ("编制单位", "编制", "producer"),
    "effective_from": ("生效", "起始", "effective_from", "有效期起"),
    "effective_to": ("截止", "失效", "effective_to", "有效期止"),
    "note": ("备注", "note"),
}
_DATE: Final = re.compile(r"^\s*(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:[ T].*)?$")


def guess(field: str, columns: list[str]) -> str:
    """The column that most likely fills `field`, by its heading; "" for none."""
    for hint in _HINTS[field]:
        for column in columns:
            if hint.lower() in column.lower():
                return column
    return ""


def kind_of(text: str) -> str:
    """The kind a cell names, by code (R01) or by its Chinese or English name; "" when none or several fit."""
    cell = text.strip()
    if cell.upper() in kinds():
        return cell.upper()
    fits = [
        kind.code
        for kind in kinds().values()
        if cell and (kind.name.zh in cell or cell in kind.name.zh or kind.name.en.lower() == cell.lower())
    ]
    return fits[0] if len(fits) == 1 else ""


def day_of(text: str) -> date | None:
    """A date as tables write it: 2026-01-31, 2026/1/31, 2026年1月31日, 20260131; None for anything else."""
    match = _DATE.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def fill(chosen: Mapping[str, Any], row: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """(values of the unit, fields whose cell cannot be read) of one row.

    `chosen`: per field its constant, and under `<field>_column` the column that is read instead.
    """
    values: dict[str, Any] = {}
    unread = []
    for field in FIELDS:
        cell = row.get(chosen.get(f"{field}_column") or "", "").strip()
        if not cell:
            values[field] = chosen.get(field)
            continue
        read: Any = cell
        if field == "kind":
            read = kind_of(cell)
        elif field.startswith("effective"):
            read = day_of(cell)
        if not read:
            unread.append(field)
        values[field] = read
    return values, unread
