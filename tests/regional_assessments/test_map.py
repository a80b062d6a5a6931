"""The map: one list of layers for drawing, pointing and reading, and nobody sees more on it than in the lists."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
import shapely
from django.test import Client, override_settings
from django.urls import reverse

from core import map_layers
from core.map_layers import Layer, Sort
from regional_assessments.board import reading
from tests.regional_assessments.conftest import Land, plot

INSIDE, CROSSING, FAR = plot(116.11, 28.71), plot(116.139, 28.72), plot(116.30, 28.80)


@pytest.fixture
def map_of(land: Land, client: Client) -> Any:
    """Ask a page of the map as somebody."""

    def ask(user: Any, view: str = "map", **asked: Any) -> Any:
        client.force_login(user)
        return client.get(reverse(f"regional_assessments:{view}"), asked)

    return ask


def names(answer: Any) -> list[str]:
    return [line.thing.name for line in answer.context["lines"]]


def test_a_place_names_everything_that_lies_there_layer_by_layer(land: Land, map_of: Any) -> None:
    land.project(1, INSIDE)
    land.project(2, FAR)
    answer = map_of(land.owner, "map_here", lon="116.111", lat="28.711", reach="0.0001")
    assert names(answer) == ["䶮章新城经济开发区", "翀1号厂房"]
    assert "2611-360121-04-01-000001" in answer.text


def test_a_place_beside_a_plot_names_it_only_within_reach_of_a_finger(land: Land, map_of: Any) -> None:
    land.project(1, FAR)
    beside = {"lon": "116.2995", "lat": "28.801"}
    assert names(map_of(land.owner, "map_here", **beside, reach="0.0001")) == []
    assert names(map_of(land.owner, "map_here", **beside, reach="0.001")) == ["翀1号厂房"]


@pytest.mark.parametrize("bad", [{}, {"lon": "nan"}, {"lon": "181"}, {"reach": "-1"}, {"lat": "28°"}])
def test_a_place_that_is_none_is_said_to_be_none(land: Land, map_of: Any, bad: dict[str, str]) -> None:
    good = {"lon": "116", "lat": "28", "reach": "0.001"} if bad else {}
    answer = map_of(land.owner, "map_here", **{**good, **bad})
    assert answer.status_code == 422


def test_nobody_sees_a_foreign_plot_on_the_map_in_the_table_or_under_the_finger(land: Land, map_of: Any) -> None:
    land.project(1, INSIDE)
    stranger = land.person("stranger", "SUPERVISOR", region=land.neighbour)
    assert names(map_of(stranger)) == ["䶮章新城经济开发区"]
    assert names(map_of(stranger, "map_here", lon="116.111", lat="28.711", reach="0.0001")) == ["䶮章新城经济开发区"]
    client = Client()
    client.force_login(stranger)
    answer = client.get(reverse("regional_assessments:map_features", args=["projects"]))
    assert json.loads(answer.content)["features"] == []


def test_the_table_and_the_data_hold_the_same_things(land: Land, map_of: Any) -> None:
    for number, shape in enumerate([INSIDE, CROSSING, FAR], start=1):
        land.project(number, shape)
    table = map_of(land.owner, "map_table", chosen="1", layer="projects", tone="redline")
    client = Client()
    client.force_login(land.owner)
    data = json.loads(client.get(reverse("regional_assessments:map_features", args=["projects"])).content)
    assert [f["properties"]["name"] for f in data["features"]] == names(table)
    assert shapely.geometry.shape(data["features"][0]["geometry"]).equals(INSIDE)


def test_the_table_keeps_to_the_window_the_words_and_the_legend(land: Land, map_of: Any) -> None:
    land.project(1, INSIDE)
    land.project(2, FAR)
    assert names(map_of(land.owner, "map_table", box="116.25,28.75,116.35,28.85")) == ["翀2号厂房"]
    assert names(map_of(land.owner, "map_table", q="000001")) == ["翀1号厂房"]
    assert names(map_of(land.owner, "map_table", chosen="1", layer="zones", tone="LOCAL")) == []
    assert names(map_of(land.owner, "map_table", chosen="1", layer="zones", tone="NATIONAL")) == ["䶮章新城经济开发区"]
    assert names(map_of(land.owner, "map_table", chosen="1")) == []


def test_a_window_of_nonsense_is_no_window(land: Land, map_of: Any) -> None:
    for box in ("1,2,3", "a,b,c,d", "3,3,1,1", "nan,0,1,1", "inf,0,inf,1"):
        assert names(map_of(land.owner, "map_table", box=box)) == ["䶮章新城经济开发区"]


def test_long_tables_are_read_page_by_page_across_layers(land: Land, map_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(1, 4):
        land.project(number, plot(116.11 + number / 100, 28.71))
    pages = [map_of(land.owner, "map_table", page=page) for page in (1, 2, 3, "0", "x", "99999999")]
    assert [names(page) for page in pages[:3]] == [["䶮章新城经济开发区", "翀1号厂房"], ["翀2号厂房", "翀3号厂房"], []]
    assert [page.context["more"] for page in pages[:3]] == [True, False, False]
    assert all(names(page) == names(pages[0]) for page in pages[3:])


@pytest.mark.parametrize("many", [2, 30])
def test_the_map_costs_the_same_queries_for_any_number_of_projects(
    land: Land, map_of: Any, django_assert_max_num_queries: Any, many: int
) -> None:
    for number in range(many):
        land.project(number, plot(116.101 + 0.001 * number, 28.71, 0.0009))
    with django_assert_max_num_queries(37):
        assert len(names(map_of(land.owner))) == many + 1


def test_a_room_announces_a_layer_and_may_replace_one(land: Land, map_of: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(map_layers, "_layers", dict(map_layers._layers))
    land.project(1, INSIDE)
    zones = map_layers.get("zones", land.owner)
    assert zones is not None
    hidden = Layer(
        key="projects", label="x", order=1, shows=lambda user: False, rows=zones.rows, things=zones.things,
        sorts=lambda: [Sort("red", "x")],
    )  # fmt: skip
    map_layers.announce(hidden)
    assert names(map_of(land.owner)) == ["䶮章新城经济开发区"]
    client = Client()
    client.force_login(land.owner)
    assert client.get(reverse("regional_assessments:map_features", args=["projects"])).status_code == 404


def test_no_page_asks_the_tianditu_without_a_key(land: Land, map_of: Any) -> None:
    assert "tianditu" not in map_of(land.owner).text
    with override_settings(TIANDITU_KEY="k3y"):
        assert "tianditu" in map_of(land.owner).context["spec"]


@pytest.mark.parametrize(("key", "opened"), [("", []), ("k3y", ["https://tiles.example.cn"])])
def test_the_browser_may_ask_the_tianditu_alone_and_only_with_a_key(key: str, opened: list[str]) -> None:
    told = "import json, config.settings as s; print(json.dumps({k: [str(v) for v in w] for k, w in s.CONTENT_SECURITY_POLICY['DIRECTIVES'].items()}))"
    environment = {**os.environ, "TIANDITU_KEY": key, "TIANDITU_URL": "https://tiles.example.cn/"}
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    foreign = {
        place: [source for source in sources if "://" in source]
        for place, sources in json.loads(done.stdout.splitlines()[-1]).items()
    }
    assert foreign.pop("img-src") == opened
    assert not any(foreign.values())
