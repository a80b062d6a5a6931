"""计时说明书: how a limit was counted, article by article and day by day, so that a court can count it again."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint, chinese_date
from documents.render.page import Margins, Sheet
from documents.render.signature import draw_signature
from documents.render.table import SMALL, Block, Cell, Column, draw_facts, draw_table
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE

_MARGINS: Final = Margins(22 * mm, 20 * mm, 22 * mm, 20 * mm)
_ISSUER = Style(size=14, leading=23)
_TITLE = Style(face=Face.SONG_BOLD, size=22, leading=34)
_NUMBER = Style(size=11, leading=18, align="center")
_SECTION = Style(face=Face.HEI, size=12, leading=24)
_BODY = Style(size=11.5, leading=21, indent=2, align="justify")
_RULE = Style(size=11, leading=19.5, align="justify")
_TEXT = Style(size=9.5, leading=14.5)
_NAME = Style(face=Face.HEI, size=9.5, leading=14.5)
_CENTRE = Style(size=9.5, leading=14.5, align="center")
_COUNT = Style(face=Face.HEI, size=10, leading=14.5, align="center")
_SIGNED: Final = 4 * 21 + 6 * mm + SIDE
"""Height of the signature with its verification block, in points."""
_NONE: Final = "本时限自起算至今未暂停计时。"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """暂停计时: one stop; days after `started_on` up to and including `ended_on` are left out."""

    kind: str
    started_on: date
    ended_on: date
    entered_on: date
    days: int
    basis: str
    reason: str
    evidence: str = ""
    item: str = ""
    planned: bool = False
    """It has not ended; `ended_on` is the day it will."""
    backdated: bool = False
    """It was entered on a later day than it took effect (补录)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """逐日明细: one day, its count or why it has none."""

    day: date
    weekday: str
    number: int | None
    reason: str
    source: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """计时说明书. `particulars` and `results` are (label, value) rows, `articles` the rules one by one."""

    issuer: str
    issued_on: date
    project_name: str
    project_code: str
    applicant: str
    matter: str
    opening: str
    particulars: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    articles: tuple[str, ...]
    stops: tuple[StopLine, ...]
    days: tuple[DayLine, ...]
    notes: tuple[str, ...] = ()
    title: str = "办理时限计时说明书"


def render(facts: Statement, imprint: Imprint) -> bytes:
    """The statement as PDF."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.title(facts.issuer, _ISSUER)
    sheet.title(facts.title, _TITLE)
    sheet.line(f"编号：{imprint.number}", _NUMBER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _NUMBER.leading + 4 * mm
    for text in facts.opening.splitlines():
        sheet.paragraph(text, _BODY)
    _section(sheet, "一、基本情况")
    draw_facts(sheet, facts.particulars, label_share=0.19)
    _section(sheet, "二、计时结果")
    draw_facts(sheet, facts.results, label_share=0.19)
    _section(sheet, "三、计算规则及依据")
    sheet.numbered(facts.articles, _RULE, 24)
    _section(sheet, "四、暂停计时（特别程序）")
    _stops(sheet, facts.stops)
    _section(sheet, "五、逐日明细")
    draw_table(sheet, _DAY_COLUMNS, [_day(line) for line in facts.days])
    if facts.notes:
        # The signature never stands on a page alone: the notes move over with it.
        sheet.need(_notes_height(sheet, facts.notes) + _SIGNED)
        _section(sheet, "六、说明")
        sheet.numbered(facts.notes, _RULE, 24)
    draw_signature(sheet, facts.issuer, facts.issued_on, Style(size=12, leading=21))
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=f"{facts.project_name}　{facts.matter}",
        keywords=f"{facts.applicant}, {facts.project_code}",
    )


_DAY_COLUMNS: Final = (
    Column("日期", 0.20, _TEXT, middle=True),
    Column("计数", 0.09, _COUNT),
    Column("是否计入及原因", 0.37, _TEXT, middle=True),
    Column("依据", 0.34, SMALL, middle=True),
)
_STOP_COLUMNS: Final = (
    Column("种类", 0.17, _TEXT),
    Column("不计入的期间", 0.25, _TEXT),
    Column("天数", 0.09, _CENTRE),
    Column("法律依据、事由和文书", 0.49, _TEXT),
)


def _notes_height(sheet: Sheet, notes: tuple[str, ...]) -> float:
    width = sheet.right - sheet.left - 24
    lines = sum(len(break_lines(note, _RULE.face, _RULE.size, width)) for note in notes)
    return 3 * mm + _SECTION.leading + lines * _RULE.leading


def _section(sheet: Sheet, heading: str) -> None:
    sheet.y += 3 * mm
    sheet.need(_SECTION.leading + 3 * _RULE.leading)
    sheet.paragraph(heading, _SECTION)


def _stops(sheet: Sheet, stops: tuple[StopLine, ...]) -> None:
    if stops:
        draw_table(sheet, _STOP_COLUMNS, [_stop(line) for line in stops])
    else:
        sheet.paragraph(_NONE, _BODY)


def _stop(line: StopLine) -> tuple[Cell, ...]:
    entered = f"录入日期：{chinese_date(line.entered_on)}" + ("（补录，晚于生效日期）" if line.backdated else "")
    why = [f"依据：{line.basis}", f"事由：{line.reason}"]
    if line.evidence:
        why.append(f"文书：{line.evidence}")
    span = f"{chinese_date(line.started_on)}之次日起至{chinese_date(line.ended_on)}止"
    return (
        (Block(line.kind, _NAME), *((Block(line.item, SMALL),) if line.item else ())),
        (Block(span + ("（计划）" if line.planned else ""), _TEXT), Block(entered, SMALL)),
        str(line.days),
        Block("\n".join(why), _TEXT),
    )


def _day(line: DayLine) -> tuple[Cell, ...]:
    return (
        f"{line.day.isoformat()} {line.weekday}",
        "—" if line.number is None else str(line.number),
        (Block(line.reason, _TEXT), *((Block(line.remark, SMALL),) if line.remark else ())),
        line.source or "—",
    )
