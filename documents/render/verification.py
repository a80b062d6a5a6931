"""查验: the QR block every paper carries."""

from typing import Final

from reportlab.lib.units import mm

from documents.render.fonts import Face
from documents.render.page import Sheet
from documents.render.typography import Style, break_lines

SIDE: Final = 25 * mm
_LABEL: Final = Style(face=Face.HEI, size=8.5, leading=13.5)
_CODE: Final = Style(face=Face.HEI, size=9, leading=14)


def grouped(token: str) -> str:
    """The verification code in groups of four, as people read it aloud."""
    return " ".join(token[i : i + 4] for i in range(0, len(token), 4))


def draw_verification(sheet: Sheet, x: float, top: float, width: float) -> None:
    """Symbol at (x, top) and, right of it, how to verify without a camera."""
    imprint = sheet.imprint
    sheet.qr(x, top, SIDE)
    words_x, words_width = x + SIDE + 2 * mm, width - SIDE - 2 * mm
    lines = [
        *(
            (text, _LABEL)
            for text in break_lines(
                "扫描二维码，或登录下列网址输入编号和查验码，查验本件真伪及当前效力：",
                _LABEL.face,
                _LABEL.size,
                words_width,
            )
        ),
        *((text, _LABEL) for text in break_lines(imprint.form_address, _LABEL.face, _LABEL.size, words_width)),
        *(
            (text, _CODE)
            for text in break_lines(f"查验码　{grouped(imprint.token)}", _CODE.face, _CODE.size, words_width)
        ),
    ]
    y = top + max(0.0, (SIDE - sum(style.leading for _text, style in lines)) / 2)
    for text, style in lines:
        sheet.line(text, style, words_x, words_width, y)
        y += style.leading
