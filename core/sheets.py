"""Cells of spreadsheets that other people open (表格导出)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: object) -> str:
    """A text cell no spreadsheet takes for a formula: a leading sign gets an apostrophe before it.

    Control characters go first: no workbook may hold them, and a sign hides behind one.
    """
    written = ILLEGAL_CHARACTERS_RE.sub("", str(text))
    return f"'{written}" if written.lstrip(" \u3000").startswith(_FORMULA) or written.startswith(_FORMULA) else written


def workbook(
    title: str, head: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], person: str, at: datetime
) -> bytes:
    """One sheet with a fixed head line and a filter. `head` is (name, width); texts are made safe, numbers and dates stay."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, (_name, width) in enumerate(head, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([safe(name) for name, _width in head])
    last = 1
    for row in rows:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{last}"
    book.properties.creator, book.properties.created = person, at.replace(tzinfo=None)
    written = BytesIO()
    book.save(written)
    return written.getvalue()
