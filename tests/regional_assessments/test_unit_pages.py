"""The pages of assessed areas: what waits, what runs out, one area with its verbs, and the import from a file."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import geopandas
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.time import travel
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import commands, importing
from regional_assessments.units.expiry import alert_due
from regional_assessments.units.mapping import day_of, guess, kind_of
from tests.projects.survey_files import zipped_shapefile
from tests.regional_assessments.conftest import OUTLINE, Land

JUNE = date(2026, 6, 15)
EAST, WEST = shapely.box(116.125, 28.71, 116.135, 28.72), shapely.box(116.105, 28.71, 116.115, 28.72)
OUTSIDE = shapely.box(116.135, 28.71, 116.15, 28.72)


@pytest.fixture(autouse=True)
def _june():
    with travel(JUNE):
        yield


def units_file() -> bytes:
    return zipped_shapefile(
        [WEST, EAST, OUTSIDE], 4490, encoding="GB18030", without=(".cpg",),
        名称=["西片水保", "东片地灾", "界外"], 事项=["水土保持", "R06", "R05"], 生效日期=["2026/1/1", "2026年3月1日", "2026-01-01"],
    )  # fmt: skip


def take_in(client: Client, **data):
    return client.post(reverse("regional_assessments:units_import", args=["JXYZ"]), data)


def test_a_file_is_looked_at_before_anything_is_kept_and_then_kept_as_drafts(land: Land, client: Client) -> None:
    land.department("WATER")
    land.department("NATURAL_RESOURCES")
    client.force_login(land.manager)
    page = take_in(client, upload=SimpleUploadedFile("单元.zip", units_file()))
    assert page.status_code == 200
    assert not AssessmentUnit.objects.exists()
    preview = page.context["preview"]
    assert (preview.source_crs, preview.encoding) == ("EPSG:4490", "GB18030")
    assert [one.number for one in preview.usable] == [1, 2]
    assert "%" in preview.outlines[2].faults[0], "the third reaches out of the zone"
    form = page.context["form"]
    assert [form[f"{name}_column"].initial for name in ("kind", "name", "effective_from")] == [
        "事项",
        "名称",
        "生效日期",
    ]
    answer = take_in(
        client, token=form["token"].initial, kind_column="事项", name_column="名称", effective_from_column="生效日期",
        producer="䶮章新城管理委员会", chosen=["1", "2"],
    )  # fmt: skip
    assert answer.status_code == 302
    kept = AssessmentUnit.objects.order_by("kind")
    assert [(u.kind, u.name, u.effective_from, u.state) for u in kept] == [
        ("R01", "西片水保", date(2026, 1, 1), "DRAFT"),
        ("R06", "东片地灾", date(2026, 3, 1), "DRAFT"),
    ]
    assert kept[0].shape.symmetric_difference(WEST).area < 1e-12


def test_one_row_that_cannot_be_read_keeps_none_and_is_named(land: Land, client: Client) -> None:
    client.force_login(land.manager)
    form = take_in(client, upload=SimpleUploadedFile("单元.zip", units_file())).context["form"]
    answer = take_in(client, token=form["token"].initial, kind_column="名称", producer="x", chosen=["1", "2"])
    assert answer.status_code == 422
    assert "西片水保" in str(answer.context["form"].errors)
    assert not AssessmentUnit.objects.exists()


def test_a_file_in_the_wrong_system_says_which_and_stays_on_the_first_step(land: Land, client: Client) -> None:
    client.force_login(land.manager)
    page = take_in(
        client,
        upload=SimpleUploadedFile(
            "x.txt", b"1 3174669.149 388382.945\n2 3174669.149 388482.945\n3 3174769.149 388482.945"
        ),
    )
    assert page.status_code == 422
    assert "stated" in page.context["form"].errors


def test_a_token_of_somebody_else_opens_nothing(land: Land, client: Client) -> None:
    from core import files

    stored = files.store(units_file(), "application/octet-stream")
    told = importing.token(land.zone, land.owner, stored, "x", "")
    client.force_login(land.manager)
    assert take_in(client, token=told).status_code == 302
    assert take_in(client, token="x").status_code == 302
    assert not AssessmentUnit.objects.exists()


def test_the_committee_hands_in_on_the_page_and_the_head_publishes_there(land: Land, client: Client) -> None:
    unit = land.draft("R01", report=None)
    client.force_login(land.manager)

    def act(verb: str, **data):
        return client.post(reverse("regional_assessments:unit_act", args=[unit.pk, verb]), data)

    assert act("submit").status_code == 422, "without a report it stays"
    pdf = io.BytesIO()
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(pdf)
    canvas.drawString(50, 700, "report")
    canvas.save()
    assert act("file", report=SimpleUploadedFile("报告.pdf", pdf.getvalue(), "application/pdf")).status_code == 302
    assert act("submit").status_code == 302
    client.force_login(land.head("WATER"))
    assert unit.code in client.get(reverse("regional_assessments:units")).text
    assert act("publish").status_code == 422
    assert act("publish", document_number="䶮水〔2026〕9号", document_on="2026-06-10").status_code == 302
    unit.refresh_from_db()
    assert unit.state == "PUBLISHED"
    page = client.get(reverse("regional_assessments:unit", args=[unit.pk])).text
    assert "䶮水〔2026〕9号" in page


@pytest.mark.parametrize("many", [2, 12])
def test_the_list_says_what_runs_out_and_costs_the_same_queries_for_any_number(
    land: Land, client: Client, django_assert_max_num_queries, many: int
) -> None:
    for number in range(many):
        land.unit("R01", effective_to=JUNE + timedelta(days=30 + number))
    land.unit("R02")
    client.force_login(land.manager)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("regional_assessments:units"), {"soon": "1"})
    assert [left for _unit, left in page.context["rows"]] == [30 + n for n in range(many)]


def test_columns_and_cells_are_understood_as_departments_write_them() -> None:
    assert guess("kind", ["编号", "评估事项"]) == "评估事项"
    assert guess("note", ["编号"]) == ""
    assert [kind_of(cell) for cell in ("r01", "水土保持", "地质灾害危险性评估", "区域评估", "")] == [
        "R01",
        "R01",
        "R06",
        "",
        "",
    ]
    assert [
        day_of(text) for text in ("2026-1-31", "2026/01/31", "2026年1月31日", "20260131", "2026-01-31T00:00:00")
    ] == [date(2026, 1, 31)] * 5
    assert day_of("2026-02-30") is None
    assert day_of("长期") is None


def test_a_report_is_read_by_who_sees_the_unit(land: Land, client: Client) -> None:
    unit = land.draft("R01")
    url = reverse("regional_assessments:unit_report", args=[unit.pk])
    client.force_login(land.owner)
    assert client.get(url).status_code == 404
    land.publish(commands.revise.perform(land.manager, unit))
    assert b"".join(client.get(url).streaming_content).startswith(b"%PDF")
    assert unit.shape.equals(OUTLINE)


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp", "csv"])
def test_what_is_listed_is_given_out_and_reads_back_as_the_same_outline(
    land: Land, client: Client, form: str, tmp_path: Path
) -> None:
    land.unit("R01", WEST, name="=cmd 西片", note="注")
    land.unit("R06", EAST)
    client.force_login(land.owner)
    answer = client.get(reverse("regional_assessments:units_export"), {"as": form, "kind": "R01"})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if form == "csv":
        [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        assert row["name"] == "'=cmd 西片", "no spreadsheet takes it for a formula"
        shape = shapely.from_wkt(row["wkt"])
    else:
        path = tmp_path / {"geojson": "x.geojson", "gpkg": "x.gpkg", "shp": "x.zip"}[form]
        path.write_bytes(answer.content)
        frame = geopandas.read_file(path)
        assert (len(frame), frame.crs.to_epsg(), frame["code"][0]) == (1, 4490, "JXYZ-R01-01")
        assert frame["name"][0] == "=cmd 西片"
        shape = frame.geometry[0]
    assert shape.symmetric_difference(WEST).area < 1e-12


def test_too_many_areas_are_not_given_out_but_the_list_says_so(land: Land, client: Client, monkeypatch) -> None:
    monkeypatch.setattr("regional_assessments.units.views.MOST_EXPORTED", 1)
    land.unit("R01", WEST)
    land.unit("R06", EAST)
    client.force_login(land.owner)
    answer = client.get(reverse("regional_assessments:units_export"), {"as": "gpkg", "q": "JXYZ"})
    assert (answer.status_code, answer.url) == (302, reverse("regional_assessments:units") + "?q=JXYZ")


def test_the_calendar_puts_areas_into_the_month_of_their_last_day_with_alerts_and_the_next_version(
    land: Land, client: Client, django_assert_max_num_queries
) -> None:
    soon = land.unit("R01", WEST, effective_to=date(2026, 7, 10))
    later = land.unit("R06", EAST, effective_to=date(2027, 7, 1))
    land.unit("R05", EAST, effective_to=date(2031, 1, 1))
    alert_due()
    renewed = commands.renew.perform(land.manager, later, effective_from=date(2027, 7, 2))
    client.force_login(land.manager)
    with django_assert_max_num_queries(24):
        page = client.get(reverse("regional_assessments:units_expiring"), {"mine": "1"})
    months = page.context["months"]
    assert [(month, [line.unit for line in lines]) for month, lines in months] == [
        (date(2026, 7, 1), [soon]),
        (date(2027, 7, 1), [later]),
    ]
    first, second = months[0][1][0], months[1][1][0]
    assert ([alert.days for alert in first.alerts], first.left, first.renews) == ([30], 25, True)
    assert (second.next, second.renews) == (renewed, False)
    client.force_login(land.owner)
    assert client.get(reverse("regional_assessments:units_expiring"), {"mine": "1"}).context["n"] == 0
