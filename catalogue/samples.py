"""材料样例与空白表: what a material looks like when it is filled in rightly, as catalogue data.

One description gives two papers: the specimen, filled in and marked 样例, and the blank form without what the applicant
writes. `[[…]]` in a text is written by the applicant; ■ is a box ticked in the specimen. As printed, in Chinese.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any, Final

from catalogue.parse_parts import CatalogueSourceError, entry


@dataclass(frozen=True, slots=True)
class Heading:
    """小标题 of a part of the form."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph that is printed on the form; `[[…]]` is filled in. A `flush` one begins at the margin."""

    text: str
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Lines of a form: label and value, once or twice side by side."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a head; the blank form has `empty` rows of it. `fixed` columns are printed on the blank form too."""

    head: tuple[str, ...]
    shares: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: int
    fixed: int = 0


@dataclass(frozen=True, slots=True)
class Signs:
    """落款: who signs and seals, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A building on a plan: its name and its corners in metres (north, east)."""

    name: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """图: a plot with numbered corners (north, east, in metres), its neighbours clockwise from the north, its buildings."""

    corners: tuple[tuple[float, float], ...]
    neighbours: tuple[str, str, str, str]
    shapes: tuple[Shape, ...] = ()
    distances: tuple[tuple[tuple[float, float], tuple[float, float]], ...] = ()
    """Shown on the plan from the first point to the second; the figure comes from the coordinates."""

    @property
    def area(self) -> float:
        """m², by the coordinates."""
        pairs = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return abs(sum(one[0] * two[1] - two[0] * one[1] for one, two in pairs)) / 2

    @property
    def sides(self) -> tuple[float, ...]:
        """Lengths in metres, from every corner to the next."""
        pairs = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return tuple(hypot(two[0] - one[0], two[1] - one[1]) for one, two in pairs)


Part = Heading | Words | Fields | Grid | Signs | Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """样例 of one material. `key` is the material's; `blank` says that there is a blank form of it."""

    key: str
    title: str
    parts: tuple[Part, ...]
    blank: bool
    notes: tuple[str, ...] = ()
    """填写说明, on both papers."""
    returned: tuple[str, ...] = ()
    """常见退回情形, on the specimen alone."""


def parse_sample(row: Mapping[str, Any], where: str) -> Sample:
    """One sample. Raises CatalogueSourceError naming the wrong place."""
    entry(row, where, required=("key", "title", "parts"), optional=("blank", "notes", "returned"))
    parts = tuple(_part(part, f"{where}, part {number}") for number, part in enumerate(row["parts"], start=1))
    blank = row.get("blank", True)
    if blank and any(isinstance(part, Plan) for part in parts):
        raise CatalogueSourceError(where, "a drawing has no blank form")
    return Sample(
        key=row["key"],
        title=str(row["title"]),
        parts=parts,
        blank=blank,
        notes=_strings(row.get("notes", ()), where),
        returned=_strings(row.get("returned", ()), where),
    )


def _part(row: Any, where: str) -> Part:
    if not isinstance(row, Mapping) or len(row) != 1:
        raise CatalogueSourceError(where, "must be one of heading, text, line, fields, table, signs, plan")
    [(kind, value)] = row.items()
    if kind not in _PARTS:
        raise CatalogueSourceError(where, f"knows no “{kind}”")
    return _PARTS[kind](value, where)


def _fields(rows: Any, where: str) -> Fields:
    made = tuple(_strings(row, where) for row in rows)
    if any(len(row) not in (2, 4) for row in made):
        raise CatalogueSourceError(where, "a line has a label and a value, or two of each")
    return Fields(made)


def _grid(row: Any, where: str) -> Grid:
    entry(row, where, required=("head", "rows"), optional=("shares", "empty", "fixed"))
    head = _strings(row["head"], where)
    rows = tuple(_strings(line, where) for line in row["rows"])
    shares = tuple(float(share) for share in row.get("shares", (1,) * len(head)))
    if len(shares) != len(head) or any(len(line) != len(head) for line in rows):
        raise CatalogueSourceError(where, "every row of a table has as many cells as its head")
    return Grid(head, shares, rows, row.get("empty", len(rows)), row.get("fixed", 0))


def _signs(rows: Any, where: str) -> Signs:
    made = tuple(_strings(row, where) for row in rows)
    if any(len(row) != 2 for row in made):
        raise CatalogueSourceError(where, "a signature has a label and a value")
    return Signs(tuple((label, value) for label, value in made))


def _plan(row: Any, where: str) -> Plan:
    entry(row, where, required=("corners", "neighbours"), optional=("shapes", "distances"))
    corners, neighbours = tuple(_point(one) for one in row["corners"]), _strings(row["neighbours"], where)
    if len(corners) < 3 or len(neighbours) != 4:
        raise CatalogueSourceError(where, "a plot has three corners at least and four neighbours")
    shapes = tuple(Shape(str(one["name"]), tuple(map(_point, one["corners"]))) for one in row.get("shapes", ()))
    distances = tuple((_point(start), _point(end)) for start, end in row.get("distances", ()))
    north, east, south, west = neighbours
    return Plan(corners=corners, neighbours=(north, east, south, west), shapes=shapes, distances=distances)


def _point(pair: Any) -> tuple[float, float]:
    north, east = pair
    return float(north), float(east)


def _strings(row: Any, where: str) -> tuple[str, ...]:
    if isinstance(row, str | Mapping):
        raise CatalogueSourceError(where, "must be a list")
    return tuple(str(one) for one in row)


_PARTS: Final[Mapping[str, Callable[[Any, str], Part]]] = {
    "heading": lambda value, _where: Heading(str(value)),
    "text": lambda value, _where: Words(str(value)),
    "line": lambda value, _where: Words(str(value), flush=True),
    "fields": _fields,
    "table": _grid,
    "signs": _signs,
    "plan": _plan,
}
