"""版面: pages laid out from the top, painted at the end when their number is known."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from documents.render import fonts
from documents.render.fonts import Face
from documents.render.imprint import Imprint
from documents.render.qr import draw_qr
from documents.render.typography import Style, balanced, break_lines, clean, one_line

WIDTH, HEIGHT = A4
INK: Final = 0.0
FAINT: Final = 0.42
TINT: Final = 0.955
WATERMARK: Final = 0.925
#: A font object keeps a reading position, so two threads must not subset it at once.
log = logging.getLogger(__name__)
_PRESS = threading.Lock()
#: Plain deflate instead of deflate in ASCII: every file a fifth smaller.
rl_config.useA85 = 0

Op = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Margins:
    """White edges in points."""

    top: float = 25 * mm
    right: float = 22 * mm
    bottom: float = 24 * mm
    left: float = 22 * mm


#: GB/T 9704-2012 5.2: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm.
OFFICIAL: Final = Margins(37 * mm, 26 * mm, 35 * mm, 28 * mm)


class Sheet:
    """The pages of one paper while it is laid out.

    `y` is the distance in points from the top of the page to where the next thing goes.
    """

    def __init__(self, imprint: Imprint, margins: Margins | None = None) -> None:
        self.imprint = imprint
        self.margins = margins or Margins()
        self.pages: list[list[Op]] = [[]]
        self.gaps: set[str] = set()
        self.y = self.margins.top
        self.floor = HEIGHT - self.margins.bottom

    @property
    def left(self) -> float:
        return self.margins.left

    @property
    def right(self) -> float:
        return WIDTH - self.margins.right

    @property
    def room(self) -> float:
        """Points left on this page."""
        return self.floor - self.y

    def new_page(self) -> None:
        """Go on at the top of a fresh page."""
        self.pages.append([])
        self.y = self.margins.top
        self.floor = HEIGHT - self.margins.bottom

    def need(self, height: float) -> None:
        """Begin a fresh page unless `height` points are left here."""
        if height > self.room + 1e-6 and self.y > self.margins.top:
            self.new_page()

    def line(self, text: str, style: Style, x: float, width: float, top: float, *, last: bool = True) -> None:
        """Set one line of plain text into the box (x, width) at `top`."""
        text = clean(text)
        if text:
            self.gaps.update(set(text) - fonts.drawable())
            self.pages[-1].append(_text_op(text, style, x, width, top, last))

    def paragraph(self, text: str, style: Style, *, x: float | None = None, width: float | None = None) -> None:
        """Set `text` below what is there, over page ends if need be; no single first or last line."""
        x = self.left if x is None else x
        width = self.right - x if width is None else width
        indent = style.indent * style.size
        lines = break_lines(text, style.face, style.size, width, indent=indent)
        for number, line in enumerate(lines):
            first, last = number == 0, number == len(lines) - 1
            self.need(style.leading * (2 if (first and not last) or number == len(lines) - 2 else 1))
            shift = indent if first else 0.0
            self.line(line, style, x + shift, width - shift, self.y, last=last)
            self.y += style.leading

    def numbered(self, items: Sequence[str], style: Style, hang: float) -> None:
        """1. 2. 3. … with the text `hang` points in."""
        for number, item in enumerate(items, start=1):
            whole = len(break_lines(item, style.face, style.size, self.right - self.left - hang))
            self.need(min(whole, 2) * style.leading)
            self.line(f"{number}.", style, self.left, hang, self.y)
            self.paragraph(item, style, x=self.left + hang)

    def title(self, text: str, style: Style, *, sizes: tuple[float, ...] = ()) -> None:
        """A centred title in lines of about equal length, in the largest of `sizes` that needs one line."""
        width = self.right - self.left
        for size in (*sizes, style.size):
            lines = balanced(text, style.face, size, width)
            if len(lines) == 1:
                break
        style = replace(style, size=size, leading=style.leading * size / style.size, align="center")
        for line in lines:
            self.need(style.leading)
            self.line(line, style, self.left, width, self.y)
            self.y += style.leading

    def rule(self, y: float, *, x: float | None = None, to: float | None = None, thickness: float = 0.5) -> None:
        """A horizontal line at `y` from the top."""
        x, to = self.left if x is None else x, self.right if to is None else to

        def draw(canvas: Canvas) -> None:
            canvas.setLineWidth(thickness)
            canvas.line(x, HEIGHT - y, to, HEIGHT - y)

        self.pages[-1].append(draw)

    def box(
        self, x: float, top: float, width: float, height: float, *, thickness: float = 0.5, tint: float | None = None
    ) -> None:
        """A rectangle; `tint` fills it with that grey."""

        def draw(canvas: Canvas) -> None:
            if tint is not None:
                canvas.setFillGray(tint)
                canvas.rect(x, HEIGHT - top - height, width, height, stroke=0, fill=1)
                canvas.setFillGray(INK)
            if thickness:
                canvas.setLineWidth(thickness)
                canvas.rect(x, HEIGHT - top - height, width, height, stroke=1, fill=0)

        self.pages[-1].append(draw)

    def draw(self, op: Op) -> None:
        """Add a drawing of one's own to this page."""
        self.pages[-1].append(op)

    def qr(self, x: float, top: float, side: float) -> None:
        """The verification symbol in the square at (x, top)."""
        address = self.imprint.address
        self.pages[-1].append(lambda canvas: draw_qr(canvas, address, x, HEIGHT - top - side, side))

    def print(self, *, title: str, issuer: str, about: str, keywords: str = "", frame: Op | None = None) -> bytes:
        """The finished file. `frame` is drawn under every page's content."""
        with _PRESS:
            return self._print(title, issuer, about, keywords, frame)

    def _print(self, title: str, issuer: str, about: str, keywords: str, frame: Op | None) -> bytes:
        fonts.load()
        target = BytesIO()
        canvas = Canvas(
            target, pagesize=A4, invariant=1, pageCompression=1, initialFontName=Face.SONG.value, lang="zh-CN"
        )
        canvas.setTitle(one_line(title))
        canvas.setAuthor(one_line(issuer))
        canvas.setSubject(one_line(about))
        canvas.setKeywords(one_line(keywords))
        canvas.setCreator("Bingshen")
        stamp = self.imprint.issued_on.strftime("D:%Y%m%d000000+08'00'")
        canvas.setDateFormatter(lambda *_machine_time: stamp)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        for number, ops in enumerate(self.pages, start=1):
            if self.imprint.sample:
                _watermark(canvas)
            canvas.setFillGray(INK)
            if frame is not None:
                frame(canvas)
            for op in ops:
                op(canvas)
            _footer(canvas, self, number, len(self.pages))
            canvas.showPage()
        canvas.save()
        if self.gaps:
            log.warning("Paper %s: printed as %s: %s", self.imprint.number, fonts.GETA, _code_points(self.gaps))
        return target.getvalue()


def draw_text(canvas: Canvas, text: str, style: Style, x: float, baseline: float, *, spacing: float = 0) -> None:
    """Draw `text` as it is, from x at `baseline` (PDF coordinates). The only way text gets onto paper."""
    for face, piece in fonts.runs(text, style.face):
        canvas.setFont(face.value, style.size)
        canvas.drawString(x, baseline, piece, charSpace=spacing)
        x += fonts.width(piece, face, style.size) + spacing * len(piece)


def _text_op(text: str, style: Style, x: float, width: float, top: float, last: bool) -> Op:
    slack = width - fonts.width(text, style.face, style.size)
    spacing = 0.0
    if style.align == "center":
        x += slack / 2
    elif style.align == "right":
        x += slack
    elif style.align == "justify" and not last and len(text) > 1 and 0 < slack < 2.5 * style.size:
        spacing = slack / (len(text) - 1)
    # The em box of an ideograph reaches from 0.88 above to 0.12 below the baseline.
    baseline = HEIGHT - (top + (style.leading - style.size) / 2 + 0.88 * style.size)
    return lambda canvas: draw_text(canvas, text, style, x, baseline, spacing=spacing)


def _code_points(characters: set[str]) -> str:
    return ", ".join(f"U+{ord(character):04X}" for character in sorted(characters)[:20])


def _watermark(canvas: Canvas) -> None:
    """样例: a demonstration paper says so across the whole page."""
    canvas.saveState()
    canvas.setFillGray(WATERMARK)
    canvas.setFont(Face.HEI.value, 84)
    for height in (0.22, 0.5, 0.78):
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT * height)
        canvas.rotate(30)
        canvas.drawCentredString(0, -28, "样　例")
        canvas.restoreState()
    canvas.restoreState()


def _footer(canvas: Canvas, sheet: Sheet, number: int, total: int) -> None:
    small = Style(face=Face.HEI, size=8)
    canvas.setFillGray(FAINT)
    y = 12 * mm
    imprint = sheet.imprint
    draw_text(canvas, f"编号 {imprint.number}", small, sheet.left, y)
    page = f"第 {number} 页　共 {total} 页"
    draw_text(canvas, page, small, sheet.right - fonts.width(page, small.face, small.size), y)
    if imprint.foot:
        draw_text(canvas, imprint.foot, small, (WIDTH - fonts.width(imprint.foot, small.face, small.size)) / 2, y)
    canvas.setFillGray(INK)
