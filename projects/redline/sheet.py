"""Boundary points in an Excel table 读取 XLSX 坐标表: its cells as the text a person would paste. Child process only."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from projects.redline import archive, coordinates
from projects.redline.errors import Fault, RedlineError

MAX_MEMBERS, MAX_COLUMNS = 300, 40


def is_workbook(path: Path) -> bool:
    """Whether the zip archive ``path`` is an Excel workbook (its directory says so)."""
    try:
        with zipfile.ZipFile(path) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def text_of(path: Path) -> str:
    """The first sheet that holds anything, a line per row and a tab between cells. Raises ``RedlineError``."""
    with zipfile.ZipFile(path) as packed:
        archive.check_directory([one for one in packed.infolist() if not one.is_dir()], max_members=MAX_MEMBERS)
    try:
        # openpyxl judges a path by its suffix, and the upload has none
        workbook = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False)
        for sheet in workbook.worksheets:
            lines: list[str] = []
            for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
                lines.append("\t".join(_cell(value) for value in row).rstrip("\t"))
                if len(lines) > 2 * coordinates.MAX_POINTS:
                    raise RedlineError(Fault.TEXT_TOO_LONG, limit=coordinates.MAX_POINTS)
            if any(lines):
                return "\n".join(lines)
    except RedlineError:
        raise
    except Exception as error:
        raise RedlineError(Fault.FILE_UNREADABLE) from error
    raise RedlineError(Fault.TEXT_EMPTY)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # a degree keeps its point: a bare 116 is a point number
        return f"{value:.1f}" if value.is_integer() else repr(value)
    return " ".join(str(value).split())
