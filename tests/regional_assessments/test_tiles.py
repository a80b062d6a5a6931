"""Vector tiles: the same ground as the outlines, in the grid the map asks in, kept until something is published."""

import gzip
from datetime import date
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core import map_layers
from core.numbers import next_number
from core.time import today
from regional_assessments.board import tiles
from regional_assessments.land.record import MAP_VERSION
from regional_assessments.models import Parcel
from tests.regional_assessments import sites
from tests.regional_assessments.conftest import Land, plot

GROUND = plot(116.11, 28.71, 0.008)


def address(z: int, lon: float, lat: float) -> tuple[int, int, int]:
    side = 360 / 2**z
    return z, int((lon + 180) // side), int((90 - lat) // side)


@pytest.fixture
def parcel(land: Land) -> Parcel:
    cache.clear()
    return sites.announced(land.zone, land.manager, GROUND, today())


def drawn(land: Land, z: int, lon: float = 116.113, lat: float = 28.713) -> list[Any]:
    layer = map_layers.get("land", land.owner)
    assert layer is not None
    box = tiles.bounds_of(*address(z, lon, lat))
    assert box is not None
    body = mapbox_vector_tile.decode(tiles.tile(layer, layer.rows(land.owner), box))
    return body["land"]["features"] if body else []


@given(st.integers(0, tiles.DEEPEST), st.floats(113, 118.9), st.floats(24, 30.9))
def test_the_tile_of_a_place_holds_the_place(z: int, lon: float, lat: float) -> None:
    box = tiles.bounds_of(*address(z, lon, lat))
    assert box is not None
    assert box[0] <= lon <= box[2]
    assert box[1] - 1e-9 <= lat <= box[3] + 1e-9


def test_a_tile_outside_the_grid_is_none() -> None:
    for z, x, y in ((1, 2, 0), (1, 0, 1), (18, 0, 0), (3, 8, 0)):
        assert tiles.bounds_of(z, x, y) is None


def test_a_parcel_is_drawn_where_it_lies(land: Land, parcel: Parcel) -> None:
    (feature,) = drawn(land, 12)
    assert feature["properties"] == {"key": f"parcel-{parcel.pk}", "name": parcel.code, "tone": "PUBLISHED"}
    box = tiles.bounds_of(*address(12, 116.113, 28.713))
    assert box is not None
    unit = (box[2] - box[0]) / tiles.EXTENT
    ring = np.array(feature["geometry"]["coordinates"][0])
    back = shapely.Polygon(np.column_stack([box[0] + ring[:, 0] * unit, box[1] + ring[:, 1] * unit]))
    assert shapely.hausdorff_distance(back, GROUND) < tiles.PIXEL * unit


def test_a_parcel_smaller_than_two_pixels_is_a_point(land: Land, parcel: Parcel) -> None:
    (feature,) = drawn(land, 4)
    assert feature["geometry"]["type"] == "Point"


def test_a_tile_beside_the_parcel_is_empty(land: Land, parcel: Parcel) -> None:
    assert drawn(land, 12, lon=116.5) == []


def test_a_tile_is_kept_until_something_is_published(land: Land, parcel: Parcel) -> None:
    client = Client()
    client.force_login(land.owner)
    url = reverse("regional_assessments:map_tile", args=["land", *address(12, 116.113, 28.713)])
    first = client.get(url, HTTP_ACCEPT_ENCODING="gzip")
    assert first["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.content) == client.get(url).content
    assert client.get(url, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    next_number(MAP_VERSION)
    again = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_parcels_in_preparation_are_in_nobodys_tile(land: Land) -> None:
    cache.clear()
    sites.prepared(land.zone, land.manager, GROUND)
    assert drawn(land, 12) == []


def test_layers_that_differ_from_person_to_person_have_no_tiles(land: Land) -> None:
    client = Client()
    client.force_login(land.owner)
    answer = client.get(reverse("regional_assessments:map_tile", args=["projects", *address(12, 116.113, 28.713)]))
    assert answer.status_code == 404


def test_the_day_is_part_of_the_edition_of_assessed_areas(land: Land, monkeypatch: Any) -> None:
    layer = map_layers.get("units", land.owner)
    assert layer is not None
    before = tiles.etag(layer, 7, 1, 1)
    monkeypatch.setattr("regional_assessments.board.layers.today", lambda: date(2031, 1, 1))
    assert tiles.etag(layer, 7, 1, 1) != before
