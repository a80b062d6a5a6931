"""The layers of the map: each room announces what it can draw and for whom, as it does its lines of the navigation.

A layer gives rows of any model that keeps its shape as `core.geo` describes (WKB, box, level), already limited to what
the person may see, and turns a page of them into `Thing`s. Window, search, paging, tiles, identify and the table twin
are written once, in the room that owns the page, for every layer alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Sort:
    """One line of the legend. `tone` names the look in `static/js/map.js` and is unique on the whole map."""

    tone: str
    label: Any


@dataclass(frozen=True, slots=True)
class Thing:
    """One shape on the map (EPSG:4490, longitude and latitude) with what is said of it when somebody points at it.

    `href` is empty where the person may not open it. `facts` are pairs of label and value, in the reader's language.
    """

    key: str
    name: str
    tone: str
    shape: BaseGeometry
    href: str = ""
    facts: tuple[tuple[Any, Any], ...] = ()
    label: str = ""
    """What stands on the map where `name` is too long; `name` when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer.

    rows: the rows `user` may see, in reading order; they carry `minx … maxy`.
    levelled: whether they also carry the `level` of `core.geo`, which an index needs once they are many.
    things: what a page of those rows looks like, in the same order, in a fixed number of queries.
    sorts: the legend. `sort_field` is the column whose value is the tone, empty where a tone is worked out.
    search: columns that the search field of the table looks into.
    geometry: the column with the WKB.
    mark, mark_columns: key, label and tone of a row from these columns alone; with them and an `edition` a layer of many
        rows is sent as tiles.
    edition: a word that changes whenever the rows do, for layers that show the same to everyone who sees them; such
        tiles are kept and shared. None where each person sees something else: then nothing is kept.
    on: whether it is drawn when the page opens.
    """

    key: str
    label: Any
    order: int
    shows: Callable[[Any], bool]
    rows: Callable[[Any], "QuerySet[Any]"]
    things: Callable[[Any, Sequence[Any]], Iterable[Thing]]
    sorts: Callable[[], Sequence[Sort]]
    sort_field: str = ""
    search: tuple[str, ...] = ()
    geometry: str = "geometry"
    levelled: bool = True
    mark: Callable[[tuple[Any, ...]], tuple[str, str, str]] | None = None
    mark_columns: tuple[str, ...] = ()
    edition: Callable[[], str] | None = None
    on: bool = True


_layers: dict[str, Layer] = {}


def announce(*layers: Layer) -> None:
    """Add layers; called from a room's AppConfig.ready(). A room further down may replace a layer by its key."""
    for layer in layers:
        _layers[layer.key] = layer


def for_user(user: Any) -> list[Layer]:
    """The layers this person sees, in their order."""
    return sorted((layer for layer in _layers.values() if layer.shows(user)), key=lambda layer: layer.order)


def get(key: str, user: Any) -> Layer | None:
    """The layer of that key where this person sees it."""
    layer = _layers.get(key)
    return layer if layer is not None and layer.shows(user) else None
