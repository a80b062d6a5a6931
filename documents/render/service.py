"""送达回证: which papers reached whom, how and when (行政许可法第四十四条, 民事诉讼法第八十七条参照).

The person who took the papers signs here, or the carrier's proof stands in its place.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint
from documents.render.page import Margins, Sheet
from documents.render.table import SMALL, Block, Column, draw_facts, draw_table
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE, draw_verification

_MARGINS: Final = Margins(20 * mm, 22 * mm, 20 * mm, 22 * mm)
_ISSUER = Style(size=14, leading=23)
_TITLE = Style(face=Face.SONG_BOLD, size=24, leading=38)
_NUMBER = Style(size=12, leading=20, align="center")
_SECTION = Style(face=Face.HEI, size=11.5, leading=22)
_TEXT = Style(size=10.5, leading=16)
_CENTRE = Style(size=10.5, leading=16, align="center")
_FACT = Style(size=11, leading=17)
_NOTE = Style(size=9.5, leading=15, align="justify")
_SIGNING: Final = 18 * mm


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedPaper:
    """One paper that was handed over; `copy` > 1 marks a re-issued one (补发)."""

    title: str
    number: str
    issuer: str = ""
    copy: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """送达回证. `way` is 窗口领取 or 邮寄送达; `particulars` say who took them or which carrier brought them."""

    addressee: str
    project_name: str
    project_code: str
    application_number: str
    papers: tuple[ServedPaper, ...]
    way: str
    particulars: tuple[tuple[str, str], ...]
    served_at: str
    served_by: str
    issuer: str
    issued_on: date
    title: str = "送达回证"
    note: str = ""
    """What the window wrote about this hand-over."""
    told: tuple[str, ...] = ()
    """What the letter's template says under the form."""


def render(facts: Service, imprint: Imprint) -> bytes:
    """The proof of service as PDF, with room for the signature of whoever took the papers."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.title(facts.issuer, _ISSUER)
    sheet.title(facts.title, _TITLE)
    sheet.line(imprint.number, _NUMBER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _NUMBER.leading + 4 * mm
    draw_facts(
        sheet,
        (
            ("受送达人", facts.addressee),
            ("项目名称", facts.project_name),
            ("项目代码", facts.project_code),
            ("申请编号", facts.application_number),
        ),
        label_share=0.2,
        style=_FACT,
    )
    sheet.y += 3 * mm
    sheet.paragraph(f"送达文书（共 {len(facts.papers)} 件）", _SECTION)
    draw_table(sheet, _COLUMNS, [_row(number, paper) for number, paper in enumerate(facts.papers, start=1)])
    sheet.y += 4 * mm
    rows = (("送达方式", facts.way), *facts.particulars, ("送达时间", facts.served_at), ("送达人", facts.served_by))
    draw_facts(sheet, rows, label_share=0.2, style=_FACT)
    notes = [text for text in (facts.note, *facts.told) if text]
    # Signature, notes and symbol stay together: nobody signs a page without the papers' list in sight of it.
    sheet.need(_SIGNING + _height(sheet, notes) + 5 * mm + SIDE)
    _signing(sheet)
    sheet.y += 2 * mm
    for text in notes:
        sheet.paragraph(text, _NOTE)
    sheet.y += 3 * mm
    sheet.need(SIDE)
    draw_verification(sheet, sheet.left, sheet.y, 0.66 * (sheet.right - sheet.left))
    sheet.y += SIDE
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=facts.project_name,
        keywords=f"{facts.addressee}, {facts.project_code}",
    )


_COLUMNS: Final = (
    Column("序号", 0.08, _CENTRE),
    Column("文书名称", 0.38, _TEXT, middle=True),
    Column("文号", 0.30, _TEXT, middle=True),
    Column("制作机关", 0.24, SMALL, middle=True),
)


def _row(number: int, paper: ServedPaper) -> tuple[str | tuple[Block, ...], ...]:
    name: str | tuple[Block, ...] = paper.title
    if paper.copy > 1:
        name = (Block(paper.title, _TEXT), Block(f"补发第{paper.copy - 1}次，原件作废", SMALL))
    return (str(number), name, paper.number, paper.issuer)


def _height(sheet: Sheet, notes: list[str]) -> float:
    lines = sum(len(break_lines(note, _NOTE.face, _NOTE.size, sheet.right - sheet.left)) for note in notes)
    return lines * _NOTE.leading


def _signing(sheet: Sheet) -> None:
    """The last row of the form: left open for pen and seal."""
    width = sheet.right - sheet.left
    label = Style(face=Face.HEI, size=_FACT.size - 0.5, leading=_FACT.leading, align="center")
    sheet.box(sheet.left, sheet.y, 0.2 * width, _SIGNING, tint=0.955)
    sheet.box(sheet.left + 0.2 * width, sheet.y, 0.8 * width, _SIGNING)
    middle = sheet.y + (_SIGNING - 2 * label.leading) / 2
    sheet.line("收件人", label, sheet.left, 0.2 * width, middle)
    sheet.line("签名或盖章", label, sheet.left, 0.2 * width, middle + label.leading)
    sheet.line("年　　月　　日", _FACT, sheet.right - 38 * mm, 34 * mm, sheet.y + _SIGNING - _FACT.leading - 2 * mm)
    sheet.y += _SIGNING
