"""二维码: a QR symbol of an address, drawn as one filled path of rectangles."""

from functools import lru_cache
from typing import Any, Final

import segno
from reportlab.pdfgen.pathobject import PDFPathObject

#: Any of the eight masks is valid; searching for the prettiest costs four times the drawing.
MASK: Final = 2
#: ISO/IEC 18004 wants four light modules around the symbol.
QUIET: Final = 4


def draw_qr(canvas: Any, address: str, x: float, y: float, side: float) -> None:
    """Draw the symbol of `address` with its quiet zone into the square at (x, y), `side` points."""
    count, rectangles = symbol(address)
    module = side / (count + 2 * QUIET)
    canvas.saveState()
    canvas.translate(x + QUIET * module, y + QUIET * module)
    canvas.scale(module, module)
    canvas.drawPath(PDFPathObject(["n", *rectangles]), stroke=0, fill=1)
    canvas.restoreState()


@lru_cache(maxsize=64)
def symbol(address: str) -> tuple[int, tuple[str, ...]]:
    """The symbol (level M) of `address`: modules per side, dark runs as PDF rectangles in modules.

    The origin is the lower left module; one rectangle spans one run of dark modules of a row.
    """
    matrix = segno.make(address, error="m", mask=MASK, boost_error=False, micro=False).matrix
    count, rectangles = len(matrix), []
    for row, modules in enumerate(matrix):
        column = 0
        while column < count:
            start = column
            while column < count and modules[column]:
                column += 1
            if column > start:
                rectangles.append(f"{start} {count - 1 - row} {column - start} 1 re")
            column += 1
    return count, tuple(rectangles)
