"""Sample drawing sets: sheets that look like drawings, say what they stand for and that they are samples."""

import io
import tempfile
from pathlib import Path

from reportlab.lib.pagesizes import A3, landscape
from reportlab.pdfgen.canvas import Canvas

from approvals.joint.pdf_pages import pages_of
from approvals.joint.uploads import Drawing
from documents.render import fonts

SHEETS = ("总平面图", "一层平面图", "二层平面图", "1-1剖面图", "消防给水系统图", "人防地下室平面图")


def drawing_set(project: str, corrected: frozenset[str] = frozenset()) -> Drawing:
    """The sheets of a project as one PDF; those in `corrected` carry a revision cloud and are new content."""
    fonts.load()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=landscape(A3), invariant=1, initialFontName=fonts.Face.HEI.value)
    for number, sheet in enumerate(SHEETS, start=1):
        _sheet(canvas, project, sheet, number, corrected=sheet in corrected)
        canvas.showPage()
    canvas.save()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(target.getvalue())
        file.flush()
        pages = pages_of(Path(file.name))
    target.seek(0)
    return Drawing(target, f"{project}施工图.pdf", pages)


def _sheet(canvas: Canvas, project: str, sheet: str, number: int, *, corrected: bool) -> None:
    width, height = landscape(A3)
    face = fonts.Face.HEI.value
    canvas.setLineWidth(1.2)
    canvas.rect(60, 30, width - 90, height - 60)
    canvas.setLineWidth(0.4)
    for axis in range(7):
        x = 150 + axis * 120
        canvas.setDash(8, 3)
        canvas.line(x, 110, x, height - 90)
        canvas.setDash()
        canvas.circle(x, height - 78, 11)
        canvas.setFont(face, 10)
        canvas.drawCentredString(x, height - 82, str(axis + 1))
    canvas.setLineWidth(2.2)
    for row in range(3):
        for column in range(6):
            canvas.rect(150 + column * 120, 150 + row * 160 + number * 3, 120, 160)
    canvas.setLineWidth(0.8)
    for step in range(14):
        canvas.line(390 + step * 8, 310, 390 + step * 8, 400)
    canvas.setFont(face, 10)
    canvas.drawString(395, 405, "疏散楼梯 LT-1  净宽1200" if not corrected else "疏散楼梯 LT-1  净宽1400")
    if corrected:
        canvas.setLineWidth(1.5)
        canvas.ellipse(370, 295, 530, 420)
        canvas.drawString(535, 420, "修改1")
    canvas.setFont(face, 16)
    canvas.drawString(90, 62, f"{sheet}  1:100")
    canvas.setFont(face, 9)
    canvas.drawRightString(width - 45, 62, f"{project}  结施-建施-{number:02d}  样例图纸 · 仅供演示")
