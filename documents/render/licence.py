"""许可证、批复等证照: one framed certificate page, conditions on it or on a continuation page."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.imprint import Imprint, chinese_date
from documents.render.page import HEIGHT, WIDTH, Margins, Sheet
from documents.render.table import draw_facts
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE, draw_verification

_MARGINS: Final = Margins(27 * mm, 27 * mm, 28 * mm, 27 * mm)
#: A quiet blue-green, as printed certificate forms have; never red, which is the seal's colour.
_FRAME: Final = (0.16, 0.36, 0.36)
_FOOT: Final = SIDE + 5 * mm

_HEADING = Style(size=15, leading=22, align="center")
_TITLE = Style(face=Face.SONG_BOLD, size=20, leading=29)
_ANNEX = Style(face=Face.SONG_BOLD, size=16, leading=26)
_NUMBER = Style(size=12, leading=20, align="right")
_STATEMENT = Style(size=13.5, leading=25, indent=2, align="justify")
_VALUE = Style(size=11, leading=17)
_SECTION = Style(face=Face.HEI, size=11.5, leading=22)
_ITEM = Style(size=10.5, leading=17, align="justify")
_NOTE = Style(size=9.5, leading=14.5, align="justify")
_SIGN = Style(size=13, leading=22, align="center")


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """证照 as it is printed. Dates are legal dates; `valid_until=None` means no end is set."""

    title: str
    statement: str
    holder: str
    holder_code: str
    project_name: str
    project_code: str
    issuer: str
    decided_on: date
    heading: str = ""
    holder_label: str = "建设单位"
    rows: tuple[tuple[str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None


def render(facts: Licence, imprint: Imprint) -> bytes:
    """The certificate as PDF. Page one always carries title, holder, issuer, date and symbol."""
    sheet = Sheet(imprint, _MARGINS)
    sheet.floor -= _FOOT
    _foot(sheet, facts)
    if facts.heading:
        sheet.paragraph(facts.heading, _HEADING)
    sheet.title(facts.title, _TITLE, sizes=(30, 26, 22))
    sheet.y += 2 * mm
    sheet.paragraph(f"编号：{imprint.number}", _NUMBER)
    sheet.y += 2 * mm
    sheet.paragraph(facts.statement, _STATEMENT)
    sheet.y += 3 * mm
    draw_facts(sheet, rows_of(facts), label_share=0.24, style=_VALUE)
    sheet.y += 4 * mm
    for heading, items, style in (("许可条件和要求", facts.conditions, _ITEM), ("注意事项", facts.notes, _NOTE)):
        if items:
            _items(sheet, facts.title, heading, items, style)
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=facts.project_name,
        keywords=f"{facts.holder}, {facts.project_code}",
        frame=_frame,
    )


def rows_of(facts: Licence) -> tuple[tuple[str, str], ...]:
    """The form of the certificate: label and value, in the order printed."""
    validity: tuple[tuple[str, str], ...] = ()
    if facts.valid_from or facts.valid_until:
        start = chinese_date(facts.valid_from or facts.decided_on)
        end = f"至{chinese_date(facts.valid_until)}" if facts.valid_until else "起长期有效"
        validity = (("有效期", f"自{start}{end}"),)
    return (
        (facts.holder_label, facts.holder),
        ("统一社会信用代码", facts.holder_code),
        ("项目名称", facts.project_name),
        ("项目代码", facts.project_code),
        *facts.rows,
        *validity,
    )


def _items(sheet: Sheet, title: str, heading: str, items: tuple[str, ...], style: Style) -> None:
    """A numbered list; one that does not fit under the table goes to the continuation page."""
    hang = 2.2 * style.size
    width = sheet.right - sheet.left - hang
    lines = sum(len(break_lines(item, style.face, style.size, width)) for item in items)
    if _SECTION.leading + lines * style.leading > sheet.room and len(sheet.pages) == 1:
        if sheet.room >= _ITEM.leading:
            sheet.paragraph(f"{heading}共 {len(items)} 项，见附页。", _ITEM)
        sheet.new_page()
        sheet.title(f"{title}附页", _ANNEX)
        sheet.y += 3 * mm
    sheet.need(_SECTION.leading + 2 * style.leading)
    sheet.paragraph(heading, _SECTION)
    sheet.numbered(items, style, hang)
    sheet.y += 2 * mm


def _foot(sheet: Sheet, facts: Licence) -> None:
    """Symbol at the left, issuer and date at the right, always at the bottom of page one."""
    top = HEIGHT - sheet.margins.bottom - SIDE
    half = (sheet.right - sheet.left) * 0.55
    draw_verification(sheet, sheet.left, top, half)
    x, width = sheet.left + half, sheet.right - sheet.left - half
    lines = ["发证机关", *break_lines(facts.issuer, _SIGN.face, _SIGN.size, width), chinese_date(facts.decided_on)]
    y = top + max(0.0, SIDE - len(lines) * _SIGN.leading)
    for line in lines:
        sheet.line(line, _SIGN, x, width, y)
        y += _SIGN.leading


def _frame(canvas: Any) -> None:
    """A double rule with stepped corners."""
    canvas.saveState()
    canvas.setStrokeColorRGB(*_FRAME)
    outer, inner, step = 15 * mm, 17.2 * mm, 6 * mm
    canvas.setLineWidth(2)
    canvas.rect(outer, outer + 3 * mm, WIDTH - 2 * outer, HEIGHT - 2 * outer - 3 * mm)
    canvas.setLineWidth(0.6)
    left, bottom, right, top = inner, inner + 3 * mm, WIDTH - inner, HEIGHT - inner
    path = canvas.beginPath()
    path.moveTo(left + step, bottom)
    for x, y in (
        (right - step, bottom), (right - step, bottom + step), (right, bottom + step),
        (right, top - step), (right - step, top - step), (right - step, top),
        (left + step, top), (left + step, top - step), (left, top - step),
        (left, bottom + step), (left + step, bottom + step),
    ):  # fmt: skip
        path.lineTo(x, y)
    path.close()
    canvas.drawPath(path, stroke=1, fill=0)
    for x in (left, right - step):
        for y in (bottom, top - step):
            canvas.rect(x + 0.9 * mm, y + 0.9 * mm, step - 1.8 * mm, step - 1.8 * mm)
    canvas.restoreState()
