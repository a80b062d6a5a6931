"""图: a plot with its corners, sides, neighbours and buildings, drawn to fit the width of the page."""

from collections.abc import Callable, Iterable
from math import hypot
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from catalogue.samples import Plan
from documents.render import fonts
from documents.render.fonts import Face
from documents.render.page import HEIGHT, INK, Sheet
from documents.render.typography import Style

_ROOM: Final = 105 * mm
_EDGE: Final = 14 * mm
_SMALL = Style(face=Face.HEI, size=8, leading=12)
_NAME = Style(face=Face.HEI, size=8.5, leading=13)
_ROAD = Style(size=10.5, leading=16)
_RED: Final = (0.79, 0.06, 0.06)
_BUILT: Final = 0.88

Point = tuple[float, float]
"""North and east in metres, or x and the distance from the top of the page in points."""


def draw_plan(sheet: Sheet, plan: Plan, size: float = 1.0) -> None:
    """Draw the plot in a frame at the present place, north up; its boundary is the red line.

    `size` makes the frame lower or higher than usual.
    """
    room = _ROOM * size
    sheet.need(room)
    top, width = sheet.y, sheet.right - sheet.left
    at = _placing(plan, (sheet.left, top), width, room)
    sheet.box(sheet.left, top, width, room)
    for shape in plan.shapes:
        corners = [at(corner) for corner in shape.corners]
        _outline(sheet, corners, fill=True)
        x, y = _middle(corners)
        lines = shape.name.split("　", 1)
        for number, text in enumerate(lines):
            _centred(sheet, text, _NAME, (x, y + (number - (len(lines) - 1) / 2) * _NAME.leading))
    corners = [at(corner) for corner in plan.corners]
    _outline(sheet, corners, red=True)
    centre = _middle(corners)
    for number, (corner, following, side) in enumerate(
        zip(corners, (*corners[1:], corners[0]), plan.sides, strict=True), start=1
    ):
        _corner(sheet, corner)
        _centred(sheet, f"J{number}", _SMALL, _away(corner, centre, 9))
        # Outside the boundary; beside a steep side the text is farther off than above a flat one.
        steep = abs(following[1] - corner[1]) > abs(following[0] - corner[0])
        _centred(sheet, f"{side:.2f}", _SMALL, _away(_middle((corner, following)), centre, 19 if steep else 8))
    for start, end in plan.distances:
        _distance(sheet, f"{hypot(end[0] - start[0], end[1] - start[1]):.1f}", at(start), at(end))
    if not plan.shapes:
        _centred(sheet, f"面积 {plan.area:,.2f} ㎡", _NAME, centre)
    _neighbours(sheet, plan, top, room)
    _north(sheet, (sheet.right - 9 * mm, top + 14 * mm))
    sheet.y = top + room


def _placing(plan: Plan, origin: Point, width: float, room: float) -> Callable[[Point], Point]:
    """From metres to places on the page: one scale, north up, in the middle of the frame."""
    norths, easts = zip(*plan.corners, strict=True)
    scale = min((width - 3 * _EDGE) / (max(easts) - min(easts)), (room - 2 * _EDGE) / (max(norths) - min(norths)))
    north, east = (max(norths) + min(norths)) / 2, (max(easts) + min(easts)) / 2

    def at(point: Point) -> Point:
        return origin[0] + width / 2 + (point[1] - east) * scale, origin[1] + room / 2 - (point[0] - north) * scale

    return at


def _outline(sheet: Sheet, corners: list[Point], *, fill: bool = False, red: bool = False) -> None:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.moveTo(corners[0][0], HEIGHT - corners[0][1])
        for x, y in corners[1:]:
            path.lineTo(x, HEIGHT - y)
        path.close()
        canvas.setLineWidth(1.4 if red else 0.7)
        canvas.setFillGray(_BUILT)
        if red:
            canvas.setStrokeColorRGB(*_RED)
        canvas.drawPath(path, stroke=1, fill=int(fill))
        canvas.setFillGray(INK)
        canvas.setStrokeGray(INK)

    sheet.draw(draw)


def _corner(sheet: Sheet, point: Point) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.setLineWidth(0.7)
        canvas.circle(point[0], HEIGHT - point[1], 1.8, stroke=1, fill=1)
        canvas.setFillGray(INK)

    sheet.draw(draw)


def _distance(sheet: Sheet, text: str, start: Point, end: Point) -> None:
    """A dimension: a thin line with short strokes across both ends and its length beside it."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    across = (-(end[1] - start[1]) / length * 3, (end[0] - start[0]) / length * 3)

    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        canvas.line(start[0], HEIGHT - start[1], end[0], HEIGHT - end[1])
        for x, y in (start, end):
            canvas.line(x - across[0], HEIGHT - (y - across[1]), x + across[0], HEIGHT - (y + across[1]))

    sheet.draw(draw)
    middle = _middle((start, end))
    flat = abs(end[0] - start[0]) > abs(end[1] - start[1])
    aside = fonts.width(text, _SMALL.face, _SMALL.size) / 2 + 4
    _centred(sheet, text, _SMALL, (middle[0], middle[1] - 8) if flat else (middle[0] + aside, middle[1]))


def _neighbours(sheet: Sheet, plan: Plan, top: float, room: float) -> None:
    north, east, south, west = plan.neighbours
    middle, half = (sheet.left + sheet.right) / 2, top + room / 2
    _centred(sheet, north, _ROAD, (middle, top + 5 * mm))
    _centred(sheet, south, _ROAD, (middle, top + room - 5 * mm))
    for name, x in ((west, sheet.left + 6 * mm), (east, sheet.right - 6 * mm)):
        first = half - (len(name) - 1) * _ROAD.leading / 2
        for number, character in enumerate(name):
            _centred(sheet, character, _ROAD, (x, first + number * _ROAD.leading))


def _north(sheet: Sheet, foot: Point) -> None:
    x, y = foot

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.moveTo(x, HEIGHT - (y - 9 * mm))
        for dx, dy in ((3, 0), (0, -3), (-3, 0)):
            path.lineTo(x + dx, HEIGHT - (y + dy))
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)

    sheet.draw(draw)
    _centred(sheet, "北", _SMALL, (x - 8, y - 6 * mm))


def _centred(sheet: Sheet, text: str, style: Style, middle: Point) -> None:
    wide = fonts.width(text, style.face, style.size)
    sheet.line(text, style, middle[0] - wide / 2, wide + 1, middle[1] - style.leading / 2)


def _middle(points: Iterable[Point]) -> Point:
    xs, ys = zip(*points, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def _away(point: Point, centre: Point, by: float) -> Point:
    """The place `by` points farther from the centre."""
    dx, dy = point[0] - centre[0], point[1] - centre[1]
    far = hypot(dx, dy) or 1
    return point[0] + dx / far * by, point[1] + dy / far * by
