"""表格: ruled tables whose rows break across pages and whose head repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from documents.render.fonts import Face
from documents.render.page import TINT, Sheet
from documents.render.typography import Style, break_lines

PAD_X: Final = 5.0
PAD_Y: Final = 4.0

BODY: Final = Style(size=10.5, leading=16)
SMALL: Final = Style(size=9, leading=14)
HEAD: Final = Style(face=Face.HEI, size=10, leading=16, align="center")
LABEL: Final = Style(face=Face.HEI, size=10, leading=16, align="center")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a cell in a style of its own."""

    text: str
    style: Style = BODY


Cell = str | Block | tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, the style of plain cells.

    `middle` centres short cells in the height of their row, as forms do; long text stands at the top.
    """

    head: str
    share: float
    style: Style = BODY
    tinted: bool = False
    middle: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: Style
    last: bool


def draw_table(sheet: Sheet, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Set `rows` under a head (left out when no column has one), over as many pages as needed."""
    widths = _widths(sheet, columns)
    has_head = any(column.head for column in columns)
    if has_head:
        sheet.need(HEAD.leading + 2 * PAD_Y + 3 * BODY.leading)
        _head(sheet, columns, widths)
    for row in rows:
        cells = [_lines(cell, column.style, width) for cell, column, width in zip(row, columns, widths, strict=True)]
        while any(cells):
            taken, cells = _fitting(sheet, cells)
            if not any(taken):
                sheet.new_page()
                if has_head:
                    _head(sheet, columns, widths)
                taken, cells = _fitting(sheet, cells)
            _row(sheet, columns, widths, taken)


def draw_facts(
    sheet: Sheet, rows: Sequence[tuple[str, str]], *, label_share: float = 0.22, style: Style = BODY
) -> None:
    """A two-column form: label, value."""
    label = Style(face=Face.HEI, size=style.size - 0.5, leading=style.leading, align="center")
    columns = (Column("", label_share, label, tinted=True), Column("", 1 - label_share, style, middle=True))
    draw_table(sheet, columns, rows)


def _widths(sheet: Sheet, columns: Sequence[Column]) -> list[float]:
    total = sum(column.share for column in columns)
    return [(sheet.right - sheet.left) * column.share / total for column in columns]


def _lines(cell: Cell, style: Style, width: float) -> list[_Line]:
    blocks = (Block(cell, style),) if isinstance(cell, str) else (cell,) if isinstance(cell, Block) else cell
    lines: list[_Line] = []
    for block in blocks:
        broken = break_lines(block.text, block.style.face, block.style.size, width - 2 * PAD_X)
        lines += [_Line(text, block.style, number == len(broken)) for number, text in enumerate(broken, start=1)]
    return lines


def _fitting(sheet: Sheet, cells: list[list[_Line]]) -> tuple[list[list[_Line]], list[list[_Line]]]:
    """Part the cells into what fits on this page and what is left.

    A row that would leave fewer than two lines on either side moves over as a whole.
    """
    whole = max(_height(cell) for cell in cells) + 2 * PAD_Y
    if whole <= sheet.room + 1e-6:
        return cells, [[] for _ in cells]
    fits = [_count(cell, sheet.room - 2 * PAD_Y) for cell in cells]
    fresh = sheet.floor - sheet.margins.top
    if whole <= 0.4 * fresh or any(count < min(2, len(cell)) for count, cell in zip(fits, cells, strict=True)):
        return [[] for _ in cells], cells
    parted = list(zip(fits, cells, strict=True))
    return [cell[:count] for count, cell in parted], [cell[count:] for count, cell in parted]


def _count(cell: list[_Line], room: float) -> int:
    used, count = 0.0, 0
    for line in cell:
        used += line.style.leading
        if used > room:
            break
        count += 1
    return count


def _height(cell: list[_Line]) -> float:
    return sum(line.style.leading for line in cell)


def _head(sheet: Sheet, columns: Sequence[Column], widths: list[float]) -> None:
    height = HEAD.leading + 2 * PAD_Y
    sheet.box(sheet.left, sheet.y, sum(widths), height, tint=TINT, thickness=0)
    _row(sheet, [Column("", c.share, HEAD) for c in columns], widths, [[_Line(c.head, HEAD, True)] for c in columns])


def _row(sheet: Sheet, columns: Sequence[Column], widths: list[float], cells: list[list[_Line]]) -> None:
    height = max(_height(cell) for cell in cells) + 2 * PAD_Y
    x = sheet.left
    for column, width, cell in zip(columns, widths, cells, strict=True):
        sheet.box(x, sheet.y, width, height, thickness=0.5, tint=TINT if column.tinted else None)
        top = sheet.y + PAD_Y
        if column.middle or column.style.align == "center":
            top = sheet.y + (height - _height(cell)) / 2
        for line in cell:
            sheet.line(line.text, line.style, x + PAD_X, width - 2 * PAD_X, top, last=line.last)
            top += line.style.leading
        x += width
    sheet.y += height
