"""落款: issuer and date at the right, the verification block below. A seal is never drawn."""

from datetime import date

from reportlab.lib.units import mm

from documents.render import fonts
from documents.render.imprint import chinese_date
from documents.render.page import Sheet
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE, draw_verification


def draw_signature(sheet: Sheet, issuer: str, day: date, body: Style, *, verification: bool = True) -> None:
    """Set issuer over date, the date four characters in from the right (GB/T 9704-2012 7.3.5).

    The block keeps together and leaves room above it where an electronic seal can be placed.
    """
    style = Style(body.face, body.size, body.leading, align="center")
    words = chinese_date(day)
    widest = max(fonts.width(text, style.face, style.size) for text in (issuer, words))
    width = min(max(widest, 9 * style.size), 0.62 * (sheet.right - sheet.left))
    lines = [*break_lines(issuer, style.face, style.size, width), words]
    gap = 2 * style.leading
    height = gap + len(lines) * style.leading + (6 * mm + SIDE if verification else 0)
    sheet.need(height)
    sheet.y += gap
    inset = 4 * style.size if widest + 4 * style.size < sheet.right - sheet.left else 0
    x = sheet.right - inset - width
    for line in lines:
        sheet.line(line, style, x, width, sheet.y)
        sheet.y += style.leading
    if verification:
        sheet.y += 6 * mm
        draw_verification(sheet, sheet.left, sheet.y, 0.66 * (sheet.right - sheet.left))
        sheet.y += SIDE
