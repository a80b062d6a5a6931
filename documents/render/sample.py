"""样例与空白表: a form of the catalogue printed twice, filled in and marked 样例, or blank.

Both papers are laid out alike, so that the specimen can be held beside the form. Enterprises and people are invented.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from reportlab.lib.units import mm

from catalogue.samples import Fields, Grid, Heading, Part, Plan, Sample, Signs, Words
from documents.render import fonts
from documents.render.fonts import Face
from documents.render.imprint import Imprint
from documents.render.page import Margins, Sheet
from documents.render.plan import draw_plan
from documents.render.table import PAD_X, Column, draw_table
from documents.render.typography import Style, break_lines

SAMPLE: Final = "填写样例"
BLANK: Final = "空白表"
_MARGINS: Final = Margins(18 * mm, 20 * mm, 20 * mm, 20 * mm)
_TITLE = Style(face=Face.SONG_BOLD, size=20, leading=32)
_KIND = Style(face=Face.HEI, size=10.5, leading=18, align="center")
_HEADING = Style(face=Face.HEI, size=12, leading=24)
_BODY = Style(size=12, leading=22, indent=2, align="justify")
_VALUE = Style(size=11, leading=18)
_LABEL = Style(face=Face.HEI, size=10.5, leading=18, align="center")
_CELL = Style(size=10, leading=16)
_SIGN = Style(size=12, leading=24)
_NOTE = Style(size=9.5, leading=15)
_FILL: Final = re.compile(r"\[\[(.*?)\]\]")
#: Width of a label, of one pair a line and of two.
_ONE, _TWO = (0.2, 0.8), (0.2, 0.3, 0.2, 0.3)


#: Shares of the usual distance between lines, tried until the lists stand below the form and not on a page of their own.
_PITCHES: Final = (1.0, 0.94, 0.88, 0.82)


def render(sample: Sample, imprint: Imprint, *, filled: bool) -> bytes:
    """The specimen (`filled`) or the blank form as PDF."""
    for pitch in _PITCHES:
        sheet, alone = _lay_out(sample, imprint, filled, pitch)
        if not alone:
            break
    else:
        sheet, _alone = _lay_out(sample, imprint, filled, 1.0)
    return sheet.print(
        title=f"{sample.title}（{_kind(filled)}）", issuer="工程建设项目审批管理系统", about=sample.title
    )


def _kind(filled: bool) -> str:
    return SAMPLE if filled else BLANK


def _lay_out(sample: Sample, imprint: Imprint, filled: bool, pitch: float) -> tuple[Sheet, bool]:
    """The pages at this pitch, and whether the lists under the form have a page of their own."""
    sheet = _Form(replace(imprint, sample=filled, note=_foot(filled)), filled, pitch)
    sheet.title(sample.title, _TITLE)
    sheet.line(f"（{_kind(filled)}）", _KIND, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _KIND.leading + 2 * mm
    before: Part | None = None
    for part in sample.parts:
        if isinstance(before, Words) and isinstance(part, Fields | Grid):
            sheet.y += 2 * mm
        sheet.put(part)
        before = part
    pages = len(sheet.pages)
    _list(sheet, "填写说明", sample.notes)
    if filled:
        _list(sheet, "常见退回情形", sample.returned)
    return sheet, len(sheet.pages) > pages


class _Form(Sheet):
    """The pages of one form: whether it is filled in, and how close its lines stand."""

    def __init__(self, imprint: Imprint, filled: bool, pitch: float) -> None:
        super().__init__(imprint, _MARGINS)
        self.filled, self.pitch = filled, pitch

    def style(self, style: Style) -> Style:
        """The style at the pitch of this form."""
        return replace(style, leading=style.leading * self.pitch)

    def put(self, part: Part) -> None:
        """Set one part below what is there."""
        if isinstance(part, Heading):
            self.need(3 * _HEADING.leading)
            self.paragraph(_words(part.text, self.filled), self.style(_HEADING))
        elif isinstance(part, Words):
            body = replace(_BODY, indent=0) if part.flush else _BODY
            self.paragraph(_words(part.text, self.filled), self.style(body))
        elif isinstance(part, Fields):
            _fields(self, part)
        elif isinstance(part, Grid):
            _grid(self, part)
        elif isinstance(part, Signs):
            _signs(self, part)
        else:
            _plan(self, part)


def _foot(filled: bool) -> str:
    return "填写样例　单位、人名和数据均为虚构" if filled else "填写后签字盖章，扫描全部页上传"


def _words(text: str, filled: bool) -> str:
    if filled:
        return _FILL.sub(r"\1", text)
    return _open(_FILL.sub(lambda found: "＿" * _wide(found[1]), text))


def _wide(value: str) -> int:
    """How many characters of room the blank form gives."""
    return min(24, max(2, ceil(sum(0.5 if ord(character) < 128 else 1 for character in value))))


def _open(text: str) -> str:
    return text.replace("■", "□")


def _empty(value: str, style: Style, width: float) -> str:
    """What a cell of the blank form holds: choices unticked, or as much room as the specimen's words take."""
    if "□" in value or "■" in value:
        return _open(value)
    return "\n" * (len(break_lines(value, style.face, style.size, width - 2 * PAD_X)) - 1)


def _fields(sheet: _Form, part: Fields) -> None:
    """Lines of one and of two pairs stand under each other as one form."""
    whole, label, value = sheet.right - sheet.left, sheet.style(_LABEL), sheet.style(_VALUE)
    for row in part.rows:
        shares = _ONE if len(row) == 2 else _TWO
        columns = [
            Column("", share, value if place % 2 else label, tinted=not place % 2, middle=True)
            for place, share in enumerate(shares)
        ]
        cells = [
            text if sheet.filled or not place % 2 else _empty(text, _VALUE, whole * shares[place])
            for place, text in enumerate(row)
        ]
        draw_table(sheet, columns, [cells])
    sheet.y += 2 * mm


def _grid(sheet: _Form, part: Grid) -> None:
    total, whole, cell = sum(part.shares), sheet.right - sheet.left, sheet.style(_CELL)
    columns = [Column(head, share, cell, middle=True) for head, share in zip(part.head, part.shares, strict=True)]
    rows: list[Sequence[str]] = list(part.rows)
    if not sheet.filled:
        rows = [
            [
                text if place < part.fixed else _empty(text, _CELL, whole * part.shares[place] / total)
                for place, text in enumerate(row)
            ]
            for row in part.rows
        ]
        rows += [[""] * len(part.head)] * (part.empty - len(part.rows))
    draw_table(sheet, columns, rows)
    sheet.y += 2 * mm


def _signs(sheet: _Form, part: Signs) -> None:
    """Labels at a common colon in the right half, a rule to write on below each."""
    sign = sheet.style(_SIGN)
    sheet.need(len(part.rows) * sign.leading + 3 * mm)
    sheet.y += 3 * mm
    label = max(fonts.width(f"{name}：", _SIGN.face, _SIGN.size) for name, _value in part.rows)
    value = max(fonts.width(text, _SIGN.face, _SIGN.size) for _name, text in part.rows)
    value = min(max(value + 4, 14 * _SIGN.size), sheet.right - sheet.left - label)
    x = sheet.right - value
    for name, text in part.rows:
        sheet.line(f"{name}：", replace(sign, align="right"), x - label, label, sheet.y)
        if sheet.filled or "日期" in name:
            sheet.line(text if sheet.filled else "　　　　年　　月　　日", sign, x + 2, value - 2, sheet.y)
        sheet.rule(sheet.y + sign.leading - 3, x=x, thickness=0.4)
        sheet.y += sign.leading
    sheet.y += 2 * mm


def _plan(sheet: _Form, plan: Plan) -> None:
    """The drawing, and every corner with its coordinates and the side to the next."""
    draw_plan(sheet, plan, sheet.pitch)
    cell = replace(sheet.style(_CELL), align="center")
    head = ("点号", "X（北）", "Y（东）", "边长（m）")
    rows = [
        (f"J{number}", f"{north:.3f}", f"{east:.3f}", f"{side:.2f}（至J{number % len(plan.corners) + 1}）")
        for number, ((north, east), side) in enumerate(zip(plan.corners, plan.sides, strict=True), start=1)
    ]
    columns = [Column(text, share, cell) for text, share in zip(head, (1, 2, 2, 2), strict=True)]
    draw_table(sheet, columns, [*rows, ("面积", f"{plan.area:,.2f} ㎡", "", "由界址点坐标计算")])
    sheet.y += 2 * mm


def _list(sheet: _Form, head: str, lines: Sequence[str]) -> None:
    """A framed list under the form."""
    if not lines:
        return
    sheet.y += 2 * mm
    text = "\n".join(f"{number}.{line}" for number, line in enumerate(lines, start=1))
    columns = (Column("", 0.2, _LABEL, tinted=True, middle=True), Column("", 0.8, sheet.style(_NOTE)))
    draw_table(sheet, columns, [(head, text)])
