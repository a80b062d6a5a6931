"""Reads of the map: which things of a layer lie in a window or under a finger, whatever room they come from."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

import shapely
from django.db.models import Q, QuerySet
from shapely.geometry import mapping

from core.geo import Bounds, from_wkb, levels_of, window_q
from core.map_layers import Layer, Thing

PAGE: Final = 50
UNDER_A_FINGER: Final = 30
"""How many things of one layer a click names at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table twin."""

    layer: Layer
    thing: Thing

    @property
    def sort(self) -> Any:
        """The word of the legend for this thing."""
        return next((sort.label for sort in self.layer.sorts() if sort.tone == self.thing.tone), "")

    @property
    def box(self) -> str:
        """west,south,east,north in degrees, for the button that shows it on the map."""
        return ",".join(f"{degrees:.7f}" for degrees in self.thing.shape.bounds)


def rows_in(layer: Layer, user: Any, window: Bounds | None = None) -> "QuerySet[Any]":
    """The rows of `layer` with a shape that `user` may see and whose box touches `window` (degrees); all without one."""
    rows = layer.rows(user).filter(**{f"{layer.geometry}__isnull": False})
    if window is None:
        return rows
    if layer.levelled:
        return rows.filter(window_q(window, levels_of(rows)))
    west, south, east, north = window
    return rows.filter(minx__lte=east, maxx__gte=west, miny__lte=north, maxy__gte=south)


def matching(layer: Layer, rows: "QuerySet[Any]", text: str, tones: Collection[str]) -> "QuerySet[Any]":
    """Those of `rows` that carry `text` in a searched column and whose tone is one of `tones`."""
    if text and layer.search:
        rows = rows.filter(reduce(or_, (Q(**{f"{column}__icontains": text}) for column in layer.search)))
    elif text:
        rows = rows.none()
    if layer.sort_field:
        rows = rows.filter(**{f"{layer.sort_field}__in": list(tones)})
    return rows


def here(layers: Collection[Layer], user: Any, lon: float, lat: float, reach: float) -> list[Line]:
    """What lies at a place, layer by layer; `reach` in degrees is how far a finger misses."""
    place = shapely.Point(lon, lat).buffer(max(reach, 1e-9))
    shapely.prepare(place)
    found = []
    for layer in layers:
        near = [
            row
            for row in rows_in(layer, user, place.bounds)
            if place.intersects(from_wkb(getattr(row, layer.geometry)))
        ]
        found += [Line(layer, thing) for thing in layer.things(user, near[:UNDER_A_FINGER])]
    return found


def feature(thing: Thing) -> dict[str, Any]:
    """GeoJSON of a thing; what it is called, how it looks and where it leads."""
    properties = {"key": thing.key, "name": thing.label or thing.name, "tone": thing.tone}
    if thing.href:
        properties["href"] = thing.href
    return {"type": "Feature", "id": thing.key, "geometry": mapping(thing.shape), "properties": properties}


def pages(
    layers: Collection[Layer], user: Any, window: Bounds | None, text: str, tones: Collection[str], page: int
) -> tuple[list[Line], int, bool]:
    """(lines of one page, number of all, whether there is a next page): layer after layer, each in its own order."""
    start, total, lines = (page - 1) * PAGE, 0, list[Line]()
    for layer in layers:
        rows = matching(layer, rows_in(layer, user, window), text, tones)
        many = rows.count()
        left = PAGE - len(lines)
        if left and total + many > start:
            first = max(0, start - total)
            lines += [Line(layer, thing) for thing in layer.things(user, list(rows[first : first + left]))]
        total += many
    return lines, total, total > start + len(lines)


def features(layer: Layer, user: Any, window: Bounds | None, most: int) -> Iterator[dict[str, Any]]:
    """GeoJSON features of a layer, at most `most`."""
    for thing in layer.things(user, list(rows_in(layer, user, window)[:most])):
        yield feature(thing)
