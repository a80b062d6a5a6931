"""收件凭证: what was handed in, when, to whom, and until when an answer is due.

行政许可法第三十二条: the authority gives a dated written receipt; it tells all defects once within
five working days, else the application counts as accepted from the day it was received.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint, chinese_date
from documents.render.page import Margins, Sheet
from documents.render.table import SMALL, Block, Column, draw_facts, draw_table
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE, draw_verification

_MARGINS: Final = Margins(22 * mm, 20 * mm, 22 * mm, 20 * mm)
_TITLE = Style(face=Face.SONG_BOLD, size=22, leading=32)
_UNDER = Style(size=10.5, leading=18, align="center")
_SECTION = Style(face=Face.HEI, size=10.5, leading=18)
_NOTE = Style(size=9.5, leading=15, align="justify")
_SIGN = Style(size=11, leading=19)
_CENTRE = Style(size=10, leading=15, align="center")
_TEXT = Style(size=10, leading=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMaterial:
    """One material handed in; `form` such as 电子件 or 原件1份, `remark` free."""

    name: str
    items: str = ""
    form: str = "电子件"
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """收件凭证. `answer_by` is the last day for acceptance or the one-time notice."""

    applicant: str
    applicant_code: str
    project_name: str
    project_code: str
    stage: str
    items: tuple[str, ...]
    materials: tuple[ReceivedMaterial, ...]
    received_at: str
    received_by: str
    office: str
    answer_by: date
    received_on: date
    title: str = "收件凭证"
    contact: str = ""
    phone: str = ""
    told: tuple[str, ...] = ()
    """办理说明, from the letter's template."""


def render(facts: Receipt, imprint: Imprint) -> bytes:
    """The receipt as PDF."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.title(facts.office, Style(size=13, leading=21), sizes=())
    sheet.title(facts.title, _TITLE)
    sheet.line(f"编号：{imprint.number}", _UNDER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _UNDER.leading + 3 * mm
    draw_facts(sheet, _rows(facts), label_share=0.19)
    sheet.y += 4 * mm
    sheet.paragraph(f"收到材料（共 {len(facts.materials)} 件）", _SECTION)
    draw_table(sheet, _COLUMNS, _materials(facts.materials))
    sheet.y += 4 * mm
    # Nobody signs a page that says nothing: the notes move over with the signature.
    sheet.need(_SECTION.leading + _height(sheet, facts.told) + 5 * mm + SIDE)
    sheet.paragraph("办理说明", _SECTION)
    sheet.numbered(facts.told, _NOTE, 2 * _NOTE.size)
    _foot(sheet, facts)
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.office,
        about=facts.project_name,
        keywords=f"{facts.applicant}, {facts.project_code}",
    )


_COLUMNS: Final = (
    Column("序号", 0.08, _CENTRE),
    Column("材料名称", 0.32, _TEXT, middle=True),
    Column("用于事项", 0.27, SMALL, middle=True),
    Column("形式", 0.10, _CENTRE),
    Column("备注", 0.23, SMALL, middle=True),
)


def _rows(facts: Receipt) -> tuple[tuple[str, str], ...]:
    return (
        ("申请人", facts.applicant),
        ("统一社会信用代码", facts.applicant_code),
        ("项目名称", facts.project_name),
        ("项目代码", facts.project_code),
        ("申请阶段", facts.stage),
        ("申请事项", "；".join(facts.items)),
        ("收件时间", facts.received_at),
    )


def _materials(materials: Sequence[ReceivedMaterial]) -> list[tuple[str | Block, ...]]:
    return [
        (str(number), material.name, material.items, material.form, material.remark)
        for number, material in enumerate(materials, start=1)
    ]


def _height(sheet: Sheet, notes: tuple[str, ...]) -> float:
    width = sheet.right - sheet.left - 2 * _NOTE.size
    return _NOTE.leading * sum(len(break_lines(note, _NOTE.face, _NOTE.size, width)) for note in notes)


def _foot(sheet: Sheet, facts: Receipt) -> None:
    sheet.y += 5 * mm
    sheet.need(SIDE)
    top, half = sheet.y, (sheet.right - sheet.left) * 0.54
    draw_verification(sheet, sheet.left, top, half)
    x = sheet.left + half + 8 * mm
    lines = [f"收件人：{facts.received_by}", "提交人（签字）：", f"收件日期：{chinese_date(facts.received_on)}"]
    if facts.phone or facts.contact:
        lines.insert(1, f"咨询：{facts.contact} {facts.phone}".rstrip())
    y = top + (SIDE - len(lines) * _SIGN.leading) / 2
    for line in lines:
        sheet.line(line, _SIGN, x, sheet.right - x, y)
        y += _SIGN.leading
    sheet.y = max(y, top + SIDE)
