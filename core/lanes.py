"""Lanes over time (并联审批甘特图): dates become percentages of a drawing's width, nothing else.

The drawing is plain SVG made on the server: it prints, needs no script and is spoken as sentences.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _

from core.display import short_date, written_date

Tone = Literal["done", "now", "plan", "stop", "late", "wait"]
_STEPS: Final = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_MOST_TICKS: Final = 8
_LABELLED: Final = 6
"""Percent of the width from which a bar has room for words."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one lane, both days included, and what it is called."""

    start: date
    end: date
    tone: Tone
    title: str
    label: str = ""
    """Written into the bar where it is wide enough."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of one lane, such as a due date; the mark stands at its end, since that day is still in time."""

    day: date
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Days that do not count, both included (非工作日), for the shading behind the lanes."""

    start: date
    end: date
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A span placed on the drawing, in percent of its width."""

    x: float
    width: float
    tone: Tone
    title: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone or a stretch of rest placed on the drawing."""

    x: float
    kind: str
    title: str
    width: float = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: its name, who works, its bars, and the same as a sentence."""

    name: str
    who: str
    bars: tuple[Bar, ...]
    spoken: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What `_lanes.html` draws."""

    title: str
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    shades: tuple[Mark, ...] = ()


def chart(
    title: str,
    rows: Iterable[tuple[str, str, Sequence[Span]]],
    today: date,
    milestones: Sequence[Sequence[Milestone]] = (),
    rest: Callable[[date, date], Iterable[Rest]] | None = None,
) -> Chart:
    """Lay out rows of (name, who, spans) on one axis from the first to the last day that occurs.

    `milestones` has those of each row, in the order of the rows; `rest(first, last)` tells the days to be shaded.
    Raises ValueError for a span that ends before it starts. No rows or no spans give an empty axis.
    """
    rows = list(rows)
    spans = [span for _name, _who, own in rows for span in own]
    for span in spans:
        if span.end < span.start:
            raise ValueError(f"{span.title}: ends {span.end} before it starts {span.start}")
    if not spans:
        return Chart(title, tuple(Lane(name, who, (), _("not planned yet")) for name, who, _own in rows), (), None)
    fixed = [milestone.day for own in milestones for milestone in own]
    first = min([*(span.start for span in spans), *fixed])
    last = max([*(span.end for span in spans), *fixed])
    days = (last - first).days + 1

    def place(day: date) -> float:
        return round(100 * (day - first).days / days, 2)

    def wide(start: date, end: date) -> float:
        return round(100 * ((end - start).days + 1) / days, 2)

    def bar(span: Span) -> Bar:
        width = wide(span.start, span.end)
        label = span.label if width >= _LABELLED else ""
        return Bar(place(span.start), width, span.tone, f"{span.title} {_days(span)}", label)

    def mark(milestone: Milestone) -> Mark:
        return Mark(place(milestone.day + timedelta(days=1)), milestone.kind, _said(milestone))

    given = [*milestones, *([()] * (len(rows) - len(milestones)))]
    lanes = tuple(
        Lane(name, who, tuple(map(bar, own)), _spoken(own, marked), tuple(map(mark, marked)))
        for (name, who, own), marked in zip(rows, given, strict=True)
    )
    step = next((step for step in _STEPS if days / step <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(
        Tick(place(day), short_date(day)) for day in (first + timedelta(days=n) for n in range(0, days, step))
    )
    inside = 0 <= (today - first).days < days
    shades = tuple(
        Mark(place(one.start), one.kind, one.title, wide(one.start, one.end))
        for one in (rest(first, last) if rest else ())
    )
    return Chart(title, lanes, ticks, place(today) if inside else None, shades)


def _days(span: Span) -> str:
    return _("%(start)s to %(end)s") % {"start": written_date(span.start), "end": written_date(span.end)}


def _said(milestone: Milestone) -> str:
    return f"{milestone.title} {written_date(milestone.day)}"


def _spoken(spans: Sequence[Span], milestones: Sequence[Milestone] = ()) -> str:
    said = [*(f"{span.title} {_days(span)}" for span in spans), *map(_said, milestones)]
    return "; ".join(said) or _("not planned yet")
