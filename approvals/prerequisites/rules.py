"""Where the items of a stage stand on a drawing (前置关系图布局). Pure: no Django, no rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

WIDTH: Final = 232
"""Pixels of a box."""
HEIGHT: Final = 66
ACROSS: Final = 58
"""Pixels between two columns, room for the arrows."""
DOWN: Final = 18


class Role(StrEnum):
    """事项在阶段中的作用: what an item is to its stage."""

    PARALLEL = "PARALLEL"
    """并联: its days count in the stage."""
    SIDE = "SIDE"
    """并行推进: runs beside the stage, its days do not count."""
    PRECHECK = "PRECHECK"
    """前置检查: decided in an earlier application; only looked at."""


def role(inside: bool, counts: bool) -> Role:
    """The role of an item: filed with the stage or before it, counted in its days or not."""
    if not inside:
        return Role.PRECHECK
    return Role.PARALLEL if counts else Role.SIDE


@dataclass(frozen=True, slots=True)
class Box:
    """Where an item is drawn, in pixels."""

    code: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the right edge of what must be done to the left edge of what waits for it, in pixels."""

    before: str
    after: str
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes, arrows and the size of the drawing."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def columns(before: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The column of every item: one right of the last of those it waits for.

    A circle, which the catalogue refuses on publication, ends in the column where it is met again.
    """
    found: dict[str, int] = {}

    def column(code: str, trail: tuple[str, ...]) -> int:
        if code in found:
            return found[code]
        earlier = [one for one in before[code] if one in before and one not in trail and one != code]
        value = max((column(one, (*trail, code)) + 1 for one in earlier), default=0)
        if not trail or not set(before[code]) & set(trail):
            found[code] = value
        return value

    for code in before:
        found[code] = column(code, ())
    return found


def layout(before: Mapping[str, Iterable[str]]) -> Layout:
    """Place every item in its column, in the order given, and draw an arrow for each thing waited for."""
    at = columns(before)
    rows: dict[int, int] = {}
    boxes: dict[str, Box] = {}
    for code in before:
        row = rows.get(at[code], 0)
        rows[at[code]] = row + 1
        boxes[code] = Box(code, at[code] * (WIDTH + ACROSS), row * (HEIGHT + DOWN))
    arrows = tuple(
        Arrow(one, code, boxes[one].x + WIDTH, boxes[one].y + HEIGHT // 2, boxes[code].x, boxes[code].y + HEIGHT // 2)
        for code in before
        for one in dict.fromkeys(before[code])
        if one in boxes and boxes[one].x < boxes[code].x
    )
    deep = max(rows.values(), default=0)
    wide = max(at.values(), default=-1) + 1
    return Layout(
        tuple(boxes.values()),
        arrows,
        max(0, wide * (WIDTH + ACROSS) - ACROSS),
        max(0, deep * (HEIGHT + DOWN) - DOWN),
    )
