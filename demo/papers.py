"""Sample materials: real one-page PDFs that say what they stand for and that they are samples."""

import io

from reportlab.pdfgen.canvas import Canvas

from documents.render import fonts


def sample(title: str, project: str) -> bytes:
    """A sample PDF of the material `title` for a project; equal arguments give equal bytes."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842), invariant=1, initialFontName=_font())
    canvas.setTitle(title)
    canvas.setFont(_font(), 20)
    canvas.drawCentredString(297, 640, title)
    canvas.setFont(_font(), 12)
    canvas.drawCentredString(297, 600, project)
    canvas.drawCentredString(297, 570, "样例材料 · 仅供演示")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _font() -> str:
    fonts.load()
    return fonts.Face.SONG.value
