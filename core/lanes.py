"""Lanes over time (并联审批甘特图): dates become percentages of a drawing's width, nothing else.

The drawing is plain SVG made on the server: it prints, needs no script and is spoken as sentences.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.utils.translation import gettext as _

from core.display import short_date, written_date

Tone = Literal["done", "now", "plan", "stop", "late"]
_STEPS: Final = (1, 2, 7, 14, 28, 56, 91, 182, 364)
_MOST_TICKS: Final = 8


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one lane, both days included, and what it is called."""

    start: date
    end: date
    tone: Tone
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A span placed on the drawing, in percent of its width."""

    x: float
    width: float
    tone: Tone
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: its name, who works, its bars, and the same as a sentence."""

    name: str
    who: str
    bars: tuple[Bar, ...]
    spoken: str


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


def chart(title: str, rows: Iterable[tuple[str, str, Sequence[Span]]], today: date) -> Chart:
    """Lay out rows of (name, who, spans) on one axis from the first to the last day that occurs.

    Raises ValueError for a span that ends before it starts. No rows or no spans give an empty axis.
    """
    rows = list(rows)
    spans = [span for _name, _who, own in rows for span in own]
    for span in spans:
        if span.end < span.start:
            raise ValueError(f"{span.title}: ends {span.end} before it starts {span.start}")
    if not spans:
        return Chart(title, tuple(Lane(name, who, (), _("not planned yet")) for name, who, _own in rows), (), None)
    first = min(span.start for span in spans)
    days = (max(span.end for span in spans) - first).days + 1

    def place(day: date) -> float:
        return round(100 * (day - first).days / days, 2)

    def bar(span: Span) -> Bar:
        width = round(100 * ((span.end - span.start).days + 1) / days, 2)
        return Bar(place(span.start), width, span.tone, f"{span.title} {_days(span)}")

    lanes = tuple(Lane(name, who, tuple(map(bar, own)), _spoken(own)) for name, who, own in rows)
    step = next((step for step in _STEPS if days / step <= _MOST_TICKS), _STEPS[-1])
    ticks = tuple(
        Tick(place(day), short_date(day)) for day in (first + timedelta(days=n) for n in range(0, days, step))
    )
    inside = 0 <= (today - first).days < days
    return Chart(title, lanes, ticks, place(today) if inside else None)


def _days(span: Span) -> str:
    return _("%(start)s to %(end)s") % {"start": written_date(span.start), "end": written_date(span.end)}


def _spoken(spans: Sequence[Span]) -> str:
    return "; ".join(f"{span.title} {_days(span)}" for span in spans) or _("not planned yet")
