"""Which assessed ground a plot lies on: from the command line, over HTTP, and without asking the database twice."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from catalogue.facts import ProjectFacts
from core import act
from core.geo import box_of, level_of, to_wkb
from core.time import travel
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import commands, cover
from regional_assessments.units.reuse import Obstacle
from tests.regional_assessments.conftest import Land, plot

JUNE = date(2026, 6, 15)
WEST = shapely.box(116.10, 28.70, 116.12, 28.74)
INSIDE = plot(116.105, 28.71)
CROSSING = plot(116.119, 28.72)


@pytest.fixture(autouse=True)
def _june():
    cover.forget()
    with travel(JUNE):
        yield
    cover.forget()


def codes(found: list[cover.Cover]) -> list[tuple[str, float]]:
    return [(one.unit.code, round(one.ratio, 6)) for one in found]


def test_the_units_over_a_plot_with_their_share(land: Land) -> None:
    land.unit("R01", WEST)
    land.unit("R02")
    land.draft("R05")
    assert codes(cover.atlas().covers(INSIDE)) == [("JXYZ-R01-01", 1.0), ("JXYZ-R02-01", 1.0)]
    assert codes(cover.atlas().covers(CROSSING)) == [("JXYZ-R01-01", 0.5), ("JXYZ-R02-01", 1.0)]
    assert cover.atlas().covers(plot(116.3, 28.8)) == []


def test_the_atlas_follows_every_publication_replacement_and_withdrawal(land: Land) -> None:
    old = land.unit("R01", WEST)
    assert codes(cover.atlas().covers(INSIDE, JUNE)) == [("JXYZ-R01-01", 1.0)]
    new = commands.renew.perform(land.manager, old, effective_from=date(2026, 7, 1))
    land.publish(commands.revise.perform(land.manager, new, shape=plot(116.11, 28.70, 0.01), report=old.report))
    for on, version in ((JUNE, 1), (date(2026, 6, 30), 1)):
        assert [one.unit.version for one in cover.atlas().covers(INSIDE, on)] == [version]
    assert cover.atlas().covers(INSIDE, date(2026, 7, 1)) == [], "the new version has another outline"
    commands.withdraw.perform(land.head("WATER"), AssessmentUnit.objects.get(state="PUBLISHED"), reason="数据有误")
    answer = cover.reuses(["207"], plot(116.112, 28.702), date(2026, 7, 1), ProjectFacts())["207"]
    assert [r.code for r in answer.reasons] == [Obstacle.EXPIRED]


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_a_look_up_asks_one_question_of_the_database_whatever_the_number_of_units(django_assert_num_queries) -> None:
    land = Land()
    for _ in range(3):
        land.unit("R01", WEST)
    with django_assert_num_queries(3):
        cover.atlas()
    with django_assert_num_queries(1):
        assert len(cover.atlas().covers(INSIDE)) == 3
    land.unit("R05", WEST)
    with django_assert_num_queries(3):
        assert len(cover.atlas().covers(INSIDE)) == 4
    with django_assert_num_queries(1):
        cover.reuses(["207", "109"], INSIDE, JUNE, ProjectFacts())


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_saw_and_took_back_is_not_remembered(django_assert_num_queries) -> None:
    from django.db import transaction

    land = Land()
    land.unit("R01", WEST)
    cover.atlas()
    with transaction.atomic():
        land.unit("R05", WEST)
        assert len(cover.atlas().covers(INSIDE)) == 2
        transaction.set_rollback(True)
    assert len(cover.atlas().covers(INSIDE)) == 1
    land.unit("R06", WEST)
    assert [one.unit.kind for one in cover.atlas().covers(INSIDE)] == ["R01", "R06"]


class TestWindow(TestCase):
    """The index of boxes and levels finds what a look at every row finds."""

    @classmethod
    def setUpTestData(cls) -> None:
        land = Land()
        with travel(JUNE):
            land.unit("R01", WEST)
        unit = AssessmentUnit.objects.get()
        for number in range(60):
            size = 0.00002 * 1.3**number
            shape = shapely.box(
                116 + number * 0.003,
                28.5 + number * 0.002,
                116 + number * 0.003 + size,
                28.5 + number * 0.002 + size / 2,
            )
            unit.pk, unit.code = None, f"JXYZ-R01-{number + 2:02d}"
            unit.geometry, unit.level = to_wkb(shape), level_of(shape.bounds)
            for side, value in box_of(shape).items():
                setattr(unit, side, value)
            unit.save(force_insert=True)

    @settings(max_examples=60)
    @given(st.floats(115.9, 116.3), st.floats(28.4, 28.8), st.floats(0, 0.5), st.floats(0, 0.5))
    def test_it_misses_nothing_and_invents_nothing(
        self, west: float, south: float, width: float, height: float
    ) -> None:
        bounds = (west, south, west + width, south + height)
        found = set(cover.in_window(AssessmentUnit.objects.all(), bounds).values_list("pk", flat=True))
        window = shapely.box(*bounds)
        assert found == {
            unit.pk
            for unit in AssessmentUnit.objects.all()
            if shapely.box(unit.minx, unit.miny, unit.maxx, unit.maxy).intersects(window)
        }


def said(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("cover", *arguments, stdout=out, **options)
    return out.getvalue()


def geojson_file(folder: Path, shape: shapely.Geometry) -> str:
    path = folder / "plot.geojson"
    path.write_text(shapely.to_geojson(shape), encoding="utf-8")
    return str(path)


def test_cover_tells_of_a_file_what_every_item_saves(land: Land, tmp_path: Path) -> None:
    land.unit("R01", WEST, effective_to=date(2026, 6, 30))
    land.unit("R02")
    told = json.loads(said(geojson_file(tmp_path, CROSSING), "--on", "2026-06-30", "--json"))
    assert told["plot"]["area_m2"] == pytest.approx(shapely.area(CROSSING) * 1.0828e10, rel=0.001)
    assert [(u["code"], round(u["ratio"], 6), u["in_force"]) for u in told["units"]] == [
        ("JXYZ-R01-01", 0.5, True),
        ("JXYZ-R02-01", 1.0, True),
    ]
    items = {one["item"]: one for one in told["items"]}
    assert set(items) == {"207", "208", "215"}
    assert (items["215"]["result"], items["215"]["saved_days"]) == ("WAIVE", 5)
    assert items["215"]["saved_materials"] == ["traffic_report"]
    assert (items["207"]["result"], items["207"]["reasons"]) == (
        "NOT_ELIGIBLE",
        [{"code": "OUTSIDE", "outside_percent": 50.0}],
    )
    inside = geojson_file(tmp_path, INSIDE)
    assert "207" in said(inside, "--on", "2026-06-30")
    late = json.loads(said(inside, "--on", "2026-07-01", "--json"))["items"]
    assert {one["item"]: [r["code"] for r in one["reasons"]] for one in late} == {
        "207": ["EXPIRED"],
        "208": ["EXPIRED"],
        "215": [],
    }


def test_cover_reads_a_project_with_its_facts_and_industry(land: Land) -> None:
    land.unit("R02", limits={"floor_area": "50000"})
    project = land.project(1, INSIDE)
    project.floor_area = 50001
    project.save()
    told = json.loads(said("--project", project.code, "--json"))
    assert [(i["result"], i["reasons"][0]["code"]) for i in told["items"]] == [("NOT_ELIGIBLE", "LIMIT")]


@pytest.mark.parametrize(
    "arguments",
    [[], ["absent.geojson"], ["--project", "absent"], ["a.txt", "--project", "x"]],
)
def test_cover_refuses_what_it_cannot_answer(db: None, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        said(*arguments)


def test_cover_passes_on_why_a_file_was_refused(db: None, tmp_path: Path) -> None:
    path = tmp_path / "plot.txt"
    path.write_text("1 3174669.149 388382.945\n2 3174669.149 388482.945\n3 3174769.149 388482.945\n", encoding="utf-8")
    with pytest.raises(CommandError, match="388,382.945"):
        said(str(path))
    assert "EPSG:4548" in said(str(path), "--zone", "39")


def test_exported_units_are_those_in_force_and_carry_what_was_approved(land: Land, tmp_path: Path) -> None:
    land.unit("R01", WEST, limits={"earthwork": "80000"})
    land.unit("R02", effective_to=date(2026, 7, 31))
    land.draft("R05")
    path = tmp_path / "units.geojson"
    call_command("export_units", str(path), stdout=io.StringIO())
    features = json.loads(path.read_text("utf-8"))["features"]
    assert [f["properties"]["code"] for f in features] == ["JXYZ-R01-01", "JXYZ-R02-01"]
    assert shapely.geometry.shape(features[0]["geometry"]).equals(WEST)
    assert (features[0]["properties"]["limits"], features[0]["properties"]["document_number"]) == (
        {"earthwork": "80000"},
        "䶮水保〔2026〕1号",
    )
    out = io.StringIO()
    call_command("export_units", "-", "--on", "2026-08-01", stdout=out)
    assert [f["properties"]["code"] for f in json.loads(out.getvalue())["features"]] == ["JXYZ-R01-01"]


def test_another_program_posts_a_plot_and_reads_what_covers_it(land: Land, client: Client) -> None:
    land.unit("R02")
    client.force_login(land.owner)
    url = reverse("regional_assessments:cover")
    answer = client.post(url + "?on=2026-06-15", shapely.to_geojson(INSIDE), content_type="application/geo+json")
    assert [(i["item"], i["result"]) for i in answer.json()["items"]] == [("215", "WAIVE")]
    typed = "\n".join(f"{n} {y:.6f} {x:.6f}" for n, (x, y) in enumerate(INSIDE.exterior.coords[:-1], start=1))
    again = client.post(url, typed, content_type="text/plain")
    assert [(i["item"], i["result"]) for i in again.json()["items"]] == [("215", "WAIVE")]


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("?on=tomorrow", "{}"),
        ("?industry=Z99", "{}"),
        ("", "{"),
        ("", '{"type": "Point", "coordinates": [116, 28]}'),
        ("", '{"type": "Polygon", "coordinates": [[[28.7, 116.1], [28.7, 116.2], [28.8, 116.2], [28.7, 116.1]]]}'),
        ("", " " * 600_000),
    ],
)
def test_a_plot_that_cannot_be_read_is_refused_with_a_sentence(
    land: Land, client: Client, query: str, body: str
) -> None:
    client.force_login(land.owner)
    answer = client.post(reverse("regional_assessments:cover") + query, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_published_units_come_page_by_page_inside_a_window(
    land: Land, client: Client, django_assert_max_num_queries
) -> None:
    for _ in range(5):
        land.unit("R01", WEST)
    east = land.unit("R02", shapely.box(116.125, 28.70, 116.14, 28.74))
    client.force_login(land.owner)
    url = reverse("regional_assessments:units_geojson")
    with django_assert_max_num_queries(8):
        page = client.get(url, {"limit": 4}).json()
    seen = [f["properties"]["code"] for f in page["features"]]
    assert len(seen) == 4
    rest = client.get(page["next"]).json()
    assert rest["next"] is None
    seen += [f["properties"]["code"] for f in rest["features"]]
    assert seen == [*(f"JXYZ-R01-{n:02d}" for n in range(1, 6)), east.code]
    window = client.get(url, {"bbox": "116.121,28.7,116.15,28.75"}).json()["features"]
    assert [f["properties"]["code"] for f in window] == [east.code]
    assert client.get(url, {"kind": "R02"}).json()["features"][0]["properties"]["code"] == east.code
    for query in ({"bbox": "1,2,3"}, {"bbox": "5,2,3,4"}, {"kind": "R99"}, {"on": "x"}, {"limit": "-1"}):
        assert client.get(url, query).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_what_a_command_reads_of_the_atlas_is_read_once_and_kept_only_when_committed(monkeypatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(cover, "_read", lambda known: read.append(1) or ())
    cover.forget()
    with pytest.raises(LookupError), transaction.atomic(), act.acting():
        assert cover.atlas() is cover.atlas()
        raise LookupError
    assert (len(read), cover._atlas) == (1, None), "a transaction that failed leaves nothing"
    with transaction.atomic(), act.acting():
        cover.atlas()
    assert len(read) == 3, "after the commit it is read for everybody"
    kept = cover.atlas()
    with transaction.atomic(), act.acting():
        assert cover.atlas() is kept
    assert len(read) == 3
    cover.forget()
