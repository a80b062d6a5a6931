"""公文: a letter of an authority (acceptance, refusal, reply, decision) after GB/T 9704-2012."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from documents.render.fonts import Face
from documents.render.imprint import Imprint
from documents.render.page import INK, OFFICIAL, Margins, Sheet
from documents.render.signature import draw_signature
from documents.render.typography import Style, break_lines
from documents.render.verification import SIDE, draw_verification

_MARGINS: Final = Margins(30 * mm, OFFICIAL.right, 28 * mm, OFFICIAL.left)
_HEAD = Style(face=Face.SONG_BOLD, size=26, leading=38)
#: 二号, 三号 in points; 22 lines to the 225 mm of the type area.
_TITLE = Style(face=Face.SONG_BOLD, size=22, leading=34)
_LEADING: Final = 28.5
_BODY = Style(size=16, leading=_LEADING, indent=2, align="justify")
_PLAIN = Style(size=16, leading=_LEADING)
_NUMBER = Style(size=16, leading=_LEADING, align="center")
_SERIAL = Style(size=12, leading=22, align="center")
_SECTION = Style(face=Face.HEI, size=16, leading=_LEADING, indent=2)
_RED: Final = (0.79, 0.06, 0.06)
_COLOPHON = Style(size=12, leading=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A headed part of a letter; an empty heading is plain text."""

    paragraphs: tuple[str, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """公文. `issuer` heads (where it is official) and signs it; `attachments` and `copies_to` are lists of plain lines."""

    title: str
    addressee: str
    sections: tuple[Section, ...]
    issuer: str
    issued_on: date
    about: str = ""
    attachments: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    contact: str = ""
    official: bool = True
    """An authority's, under its red head; False for what an enterprise declares (承诺书)."""


def render(facts: Letter, imprint: Imprint) -> bytes:
    """The letter as PDF.

    Signature and colophon never stand on a page without text (7.3.5.5, and no "此页无正文"): the
    lines are set closer or wider, and if that is not enough the last paragraph moves over to them.
    """
    for leading in (_LEADING, 27.0, 26.0, 30.5, 32.0):
        sheet, alone = _lay_out(facts, imprint, leading)
        if not alone:
            break
    else:
        sheet, _alone = _lay_out(facts, imprint, _LEADING, carry=True)
    return sheet.print(
        title=f"{facts.title} {imprint.number}",
        issuer=facts.issuer,
        about=facts.about or facts.title,
        keywords=facts.addressee,
    )


def _lay_out(facts: Letter, imprint: Imprint, leading: float, *, carry: bool = False) -> tuple[Sheet, bool]:
    """The pages at this line pitch, and whether signature or colophon have a page without text.

    `carry` begins a page before the last paragraph.
    """
    sheet = Sheet(imprint, _MARGINS)
    body, plain = replace(_BODY, leading=leading), replace(_PLAIN, leading=leading)
    if facts.official:
        _masthead(sheet, facts, imprint)
    sheet.title(facts.title, _TITLE)
    if not facts.official:
        sheet.line(f"编号：{imprint.number}", _SERIAL, sheet.left, sheet.right - sheet.left, sheet.y)
        sheet.y += _SERIAL.leading
    sheet.y += 4 * mm
    sheet.paragraph(f"{facts.addressee}：", plain)
    for section in facts.sections:
        is_last = section is facts.sections[-1]
        if section.heading:
            sheet.need(3 * leading)
            if carry and is_last and len(section.paragraphs) == 1:
                sheet.new_page()
            sheet.paragraph(section.heading, replace(_SECTION, leading=leading))
        for number, text in enumerate(section.paragraphs, start=1):
            if carry and is_last and number == len(section.paragraphs) and not (number == 1 and section.heading):
                sheet.new_page()
            sheet.paragraph(text, body)
    _attachments(sheet, facts.attachments, plain)
    pages = len(sheet.pages)
    draw_signature(sheet, facts.issuer, facts.issued_on, body, verification=False)
    alone = len(sheet.pages) > pages
    pages = len(sheet.pages)
    _colophon(sheet, facts)
    return sheet, alone or len(sheet.pages) > pages


def _masthead(sheet: Sheet, facts: Letter, imprint: Imprint) -> None:
    """发文机关标志 and 发文字号 over a red double rule (红头, GB/T 9704-2012 7.2.4, 7.2.7)."""
    sheet.draw(_in_red)
    sheet.title(facts.issuer, _HEAD, sizes=(32, 29))
    sheet.draw(_in_black)
    sheet.y += 5 * mm
    sheet.line(imprint.number, _NUMBER, sheet.left, sheet.right - sheet.left, sheet.y)
    sheet.y += _NUMBER.leading + 1 * mm
    sheet.draw(_in_red)
    sheet.rule(sheet.y, thickness=1.6)
    sheet.rule(sheet.y + 2.4, thickness=0.5)
    sheet.draw(_in_black)
    sheet.y += 11 * mm


def _in_red(canvas: Canvas) -> None:
    canvas.setFillColorRGB(*_RED)
    canvas.setStrokeColorRGB(*_RED)


def _in_black(canvas: Canvas) -> None:
    canvas.setFillGray(INK)
    canvas.setStrokeGray(INK)


def _attachments(sheet: Sheet, attachments: tuple[str, ...], style: Style) -> None:
    """附件说明, one line below the text (7.3.4)."""
    if not attachments:
        return
    sheet.y += style.leading
    indent = sheet.left + 2 * style.size
    for number, name in enumerate(attachments, start=1):
        x = indent + (4.1 if len(attachments) > 1 else 3) * style.size
        whole = len(break_lines(name, style.face, style.size, sheet.right - x))
        sheet.need(min(whole, 2) * style.leading)
        if number == 1:
            sheet.line("附件：", style, indent, 3 * style.size, sheet.y)
        if len(attachments) > 1:
            sheet.line(f"{number}.", style, indent + 3 * style.size, style.size, sheet.y)
        sheet.paragraph(name, style, x=x)


def _colophon(sheet: Sheet, facts: Letter) -> None:
    """版记: between two rules at the foot of the last page; contact, copies, verification (7.4)."""
    lines = [
        text
        for text in (
            f"抄送：{'，'.join(facts.copies_to)}。" if facts.copies_to else "",
            facts.contact,
        )
        if text
    ]
    probe = Sheet(sheet.imprint, sheet.margins)
    for text in lines:
        probe.paragraph(text, _COLOPHON)
    words = probe.y - probe.margins.top
    height = words + SIDE + 6 * mm
    if sheet.room < height + 6 * mm:
        sheet.new_page()
    sheet.y = sheet.floor - height
    sheet.rule(sheet.y, thickness=1)
    sheet.y += 1.5 * mm
    for text in lines:
        sheet.paragraph(text, _COLOPHON)
    if lines:
        sheet.rule(sheet.y + 0.5 * mm, thickness=0.5)
    sheet.y += 1.5 * mm
    draw_verification(sheet, sheet.left, sheet.y, sheet.right - sheet.left)
    sheet.rule(sheet.y + SIDE + 1 * mm, thickness=1)
