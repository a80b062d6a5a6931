"""并联审批综合意见: what every department answered, in one table, and the lead's conclusion."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint, chinese_date
from documents.render.letter import Section
from documents.render.page import Margins, Sheet
from documents.render.signature import draw_signature
from documents.render.table import SMALL, Block, Cell, Column, draw_facts, draw_table
from documents.render.typography import Style

_MARGINS: Final = Margins(22 * mm, 18 * mm, 22 * mm, 18 * mm)
_ISSUER = Style(size=14, leading=23)
_TITLE = Style(face=Face.SONG_BOLD, size=22, leading=33)
_NUMBER = Style(size=11, leading=18, align="center")
_SECTION = Style(face=Face.HEI, size=11.5, leading=21)
_BODY = Style(size=11.5, leading=21, indent=2, align="justify")
_TEXT = Style(size=9.5, leading=15)
_NAME = Style(face=Face.HEI, size=9.5, leading=15)
_CENTRE = Style(size=9.5, leading=15, align="center")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """部门意见. `used` and `limit` are working days; `late_by` > 0 marks a late answer."""

    department: str
    item: str
    conclusion: str
    text: str
    reviewer: str
    decided_on: date | None = None
    conditions: tuple[str, ...] = ()
    used: int | None = None
    limit: int | None = None
    late_by: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """综合意见: the answer of one stage."""

    project_name: str
    project_code: str
    applicant: str
    stage: str
    application_number: str
    accepted_on: date
    opinions: tuple[Opinion, ...]
    conclusion: str
    issuer: str
    concluded_on: date
    title: str = "并联审批综合意见书"
    requirements: tuple[str, ...] = ()
    before: tuple[Section, ...] = ()
    after: tuple[Section, ...] = ()
    """Text before and after the table, from the letter's template; papers issued before there was one have none."""


def render(facts: Consolidated, imprint: Imprint) -> bytes:
    """The consolidated opinion as PDF."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.title(facts.issuer, _ISSUER)
    sheet.title(facts.title, _TITLE)
    sheet.line(f"编号：{imprint.number}", _NUMBER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _NUMBER.leading + 3 * mm
    draw_facts(sheet, _rows(facts), label_share=0.17)
    sheet.y += 3 * mm
    before, after = facts.before, facts.after
    if not before and not after:
        before = (Section(heading=f"一、各部门意见（{len(facts.opinions)} 个事项）", paragraphs=()),)
        after = (Section(heading="二、综合意见", paragraphs=tuple(facts.conclusion.split("\n"))),)
    _sections(sheet, before)
    sheet.y += 1.5 * mm if before[-1:] and before[-1].paragraphs else 0
    draw_table(sheet, _COLUMNS, [_row(number, one) for number, one in enumerate(facts.opinions, start=1)])
    sheet.y += 3 * mm
    _sections(sheet, after)
    if facts.requirements:
        sheet.need(_SECTION.leading + 2 * _BODY.leading)
        sheet.paragraph("三、后续要求", _SECTION)
        sheet.numbered(facts.requirements, Style(size=11, leading=19, align="justify"), 24)
    draw_signature(sheet, facts.issuer, facts.concluded_on, Style(size=12, leading=21))
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=facts.project_name,
        keywords=f"{facts.applicant}, {facts.project_code}",
    )


def _sections(sheet: Sheet, sections: tuple[Section, ...]) -> None:
    for section in sections:
        if section.heading:
            sheet.need(3 * _BODY.leading)
            sheet.paragraph(section.heading, _SECTION)
        for text in section.paragraphs:
            sheet.paragraph(text, _BODY)


_COLUMNS: Final = (
    Column("序号", 0.06, _CENTRE),
    Column("部门 / 事项", 0.23, _TEXT),
    Column("结论", 0.14, _CENTRE),
    Column("意见和条件", 0.38, _TEXT),
    Column("经办 / 日期 / 工作日", 0.19, SMALL),
)


def _rows(facts: Consolidated) -> tuple[tuple[str, str], ...]:
    return (
        ("项目名称", facts.project_name),
        ("项目代码", facts.project_code),
        ("建设单位", facts.applicant),
        ("审批阶段", f"{facts.stage}（申请编号 {facts.application_number}）"),
        ("受理日期", chinese_date(facts.accepted_on)),
    )


def _row(number: int, opinion: Opinion) -> tuple[Cell, ...]:
    conditions = "\n".join(f"（{index}）{text}" for index, text in enumerate(opinion.conditions, start=1))
    words = tuple(Block(text, _TEXT) for text in (opinion.text, conditions) if text)
    return (
        str(number),
        (Block(opinion.department, _NAME), Block(opinion.item, SMALL)),
        opinion.conclusion,
        words or "—",
        Block("\n".join(_facts_of(opinion)), SMALL),
    )


def _facts_of(opinion: Opinion) -> list[str]:
    lines = [opinion.reviewer] if opinion.reviewer else []
    if opinion.decided_on:
        lines.append(chinese_date(opinion.decided_on))
    if opinion.used is not None:
        lines.append(f"用时 {opinion.used}" + (f"，时限 {opinion.limit}" if opinion.limit else ""))
    if opinion.late_by:
        lines.append(f"逾期 {opinion.late_by}")
    return lines
