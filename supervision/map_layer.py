"""Projects by light on the map of land (一张图亮灯图层): the redlines of the room above, each under its most urgent clock."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from django.db.models import Case, Min, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.querysets import light_q
from core.lights import FACES
from core.map_layers import Layer, Sort, Thing, announce
from core.time import today
from projects.models import Redline
from regional_assessments.board import layers
from supervision.queries import visible_clocks
from supervision.tallies import SHOWN

UNLIT: Final = "redline"
"""The tone of a project without an open clock that the person may see."""


def _rows(user: Any) -> "QuerySet[Redline]":
    on = today()
    rank = Case(*(When(light_q(level, on), then=Value(place)) for place, level in enumerate(SHOWN)))
    clocks = visible_clocks(user).open().filter(project_id=OuterRef("project_id")).order_by().values("project_id")
    lit = layers.redlines(user).annotate(rank=Subquery(clocks.annotate(rank=Min(rank)).values("rank")))
    tones = (When(rank=place, then=Value(FACES[level].tone)) for place, level in enumerate(SHOWN))
    return lit.annotate(tone=Case(*tones, default=Value(UNLIT)))


def _things(user: Any, rows: Sequence[Redline]) -> Iterator[Thing]:
    words = {sort.tone: sort.label for sort in _sorts()}
    for row, thing in zip(rows, layers.projects(user, rows), strict=True):
        tone = row.tone  # type: ignore[attr-defined]
        yield replace(thing, tone=tone, facts=(*thing.facts, (_("Light"), words[tone])))


def _sorts() -> list[Sort]:
    lit = [Sort(FACES[level].tone, FACES[level].word) for level in SHOWN]
    return [*lit, Sort(UNLIT, _("No open limit"))]


def ready() -> None:
    """Announce it in the place of the plain layer of projects."""
    announce(
        Layer(
            key="projects",
            label=gettext_lazy("Projects by light"),
            order=40,
            shows=layers.signed_in,
            rows=_rows,
            things=_things,
            sorts=_sorts,
            sort_field="tone",
            search=("project__name", "project__code", "project__enterprise__name"),
        )
    )
