"""A log as a table (CSV): one event a row, the case's attributes repeated on it; or one case a row, without events.

Rows of a case need not stand together. A row with too many or too few cells is reported and left out.
"""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from exchange.event_logs.xes import MOST_TOKEN, BadLog

MOST_FIELD: Final = MOST_TOKEN


def rows(
    file: BinaryIO, *, encoding: str, delimiter: str, needed: frozenset[str]
) -> Iterator[tuple[int, dict[str, str] | None]]:
    """(line number, cells by column name; None for a row that does not fit). Raises `BadLog`."""
    csv.field_size_limit(MOST_FIELD)
    try:
        lines = csv.reader(io.TextIOWrapper(file, encoding=encoding, newline=""), delimiter=delimiter, strict=True)
        head = next(lines, None)
        if head is None:
            raise BadLog("the file is empty")
        if missing := sorted(needed - set(head)):
            raise BadLog(f"the table has no column {', '.join(missing)}; it has {', '.join(head)}")
        for cells in lines:
            if cells:
                fits = len(cells) == len(head) and "\0" not in "".join(cells)
                yield lines.line_num, dict(zip(head, cells, strict=True)) if fits else None
    except (UnicodeDecodeError, LookupError) as error:
        raise BadLog(f"the text is not {encoding}: {error}") from error
    except csv.Error as error:
        raise BadLog(f"line {lines.line_num}: {error}") from error
