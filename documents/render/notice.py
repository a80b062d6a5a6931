"""一次性告知书: every defect of every department in one numbered list.

行政许可法第三十二条第一款第四项: all content to be corrected is told once. Each line names the
material, what is wrong, the clause, how to put it right, and whether it may be filed late (容缺)
or be replaced by a commitment (告知承诺).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint
from documents.render.page import Margins, Sheet
from documents.render.signature import draw_signature
from documents.render.table import SMALL, Block, Cell, Column, draw_table
from documents.render.typography import Style

_MARGINS: Final = Margins(24 * mm, 22 * mm, 24 * mm, 22 * mm)
_ISSUER = Style(size=14, leading=23)
_TITLE = Style(face=Face.SONG_BOLD, size=22, leading=33)
_NUMBER = Style(size=12, leading=20, align="center")
_BODY = Style(size=12, leading=22, indent=2, align="justify")
_TO = Style(size=12, leading=22)
_TEXT = Style(size=10, leading=15.5)
_NAME = Style(face=Face.HEI, size=10, leading=15.5)
_CENTRE = Style(size=10, leading=15.5, align="center")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """补正事项: one line of the notice."""

    material: str
    problem: str
    basis: str
    remedy: str
    item: str = ""
    department: str = ""
    example: str = ""
    """What a right one looks like (示例说明)."""
    sample: str = ""
    """Where its specimen is to be had (填写样例)."""
    deferrable: bool = False
    committable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """一次性告知书. `correct_by` is the last day to hand in, `received_on` the day of receipt."""

    applicant: str
    project_name: str
    project_code: str
    stage: str
    application_number: str
    received_on: date
    defects: tuple[Defect, ...]
    correct_by: date
    issuer: str
    notified_on: date
    title: str = "一次性告知书"
    place: str = ""
    contact: str = ""
    phone: str = ""
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    """Text before and after the table, from the letter's template."""


def render(facts: Notice, imprint: Imprint) -> bytes:
    """The notice as PDF; the table goes over as many pages as it needs."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.title(facts.issuer, _ISSUER)
    sheet.title(facts.title, _TITLE)
    sheet.line(imprint.number, _NUMBER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _NUMBER.leading + 4 * mm
    sheet.paragraph(f"{facts.applicant}：", _TO)
    for text in facts.opening:
        sheet.paragraph(text, _BODY)
    sheet.y += 2 * mm
    draw_table(sheet, _COLUMNS, [_row(number, defect) for number, defect in enumerate(facts.defects, start=1)])
    sheet.y += 3 * mm
    for text in (*facts.closing, _contact(facts)):
        if text:
            sheet.paragraph(text, _BODY)
    draw_signature(sheet, facts.issuer, facts.notified_on, _BODY)
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=facts.project_name,
        keywords=f"{facts.applicant}, {facts.project_code}",
    )


_COLUMNS: Final = (
    Column("序号", 0.07, _CENTRE),
    Column("材料（事项）", 0.24, _TEXT),
    Column("需要补正的内容及依据", 0.37, _TEXT),
    Column("补正要求", 0.32, _TEXT),
)


def _row(number: int, defect: Defect) -> tuple[Cell, ...]:
    where = "　".join(part for part in (defect.item, defect.department) if part)
    ways = [
        text
        for allowed, text in ((defect.deferrable, "可容缺后补"), (defect.committable, "可由告知承诺替代"))
        if allowed
    ]
    return (
        str(number),
        _blocks((defect.material, _NAME), (where, SMALL)),
        _blocks((defect.problem, _TEXT), (f"依据：{defect.basis}" if defect.basis else "", SMALL)),
        _blocks(
            (defect.remedy, _TEXT),
            (defect.example, SMALL),
            (defect.sample, SMALL),
            (f"【{'，'.join(ways)}】" if ways else "", SMALL),
        ),
    )


def _blocks(*parts: tuple[str, Style]) -> tuple[Block, ...]:
    return tuple(Block(text, style) for text, style in parts if text)


def _contact(facts: Notice) -> str:
    parts = [
        f"{label}：{value}"
        for label, value in (("提交地点", facts.place), ("联系人", facts.contact), ("联系电话", facts.phone))
        if value
    ]
    return "；".join(parts) + "。" if parts else ""
