"""The wall as CSV: the same rows, never a formula, with filter, time and person on it."""

import csv
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clocks.current import in_force
from core import files
from core.sheets import safe
from supervision import exporting
from supervision.models import ExportJob
from tests.supervision.conftest import Land
from tests.supervision.test_wall import a_province, due, everything


def read(client: Client, address: str = "") -> list[list[str]]:
    asked = client.post("/supervision/exports/", {"format": "csv", **QueryDict(address.removeprefix("?")).dict()})
    assert asked.status_code == 302
    job = ExportJob.objects.latest("pk")
    exporting.write_export(job.pk)
    job.refresh_from_db()
    return list(csv.reader(io.StringIO(files.read(job.file).decode("utf-8-sig"))))


def test_the_export_holds_the_rows_of_all_pages_in_the_order_of_the_wall(land: Land, client: Client) -> None:
    a_province(land, 130)
    rows = everything(client, land.province, "?region=360100")
    lines = read(client, "?region=360100")
    assert [line[8] for line in lines[1 : len(rows) + 1]] == [row.project_code for row in rows]
    assert lines[len(rows) + 1] == []


def test_the_export_says_who_made_it_when_and_with_which_conditions(land: Land, client: Client) -> None:
    land.rows(land.row(due(-1)))
    client.force_login(land.province)
    tail = read(client, "?light=YELLOW&q=学校")[3:]
    assert tail[0][1] == "㛃province"
    assert tail[1][1] == "2026-03-18 10:00"
    assert [line[1] for line in tail[2:]] == ["黄牌", "学校"]


def test_days_over_are_numbers_and_dates_are_iso(land: Land, client: Client) -> None:
    from datetime import date

    land.start("PROMISED", land.project(), 5, date(2026, 3, 4))
    client.force_login(land.province)
    line = read(client)[1]
    assert line[1] == "-5"
    assert line[3] == "2026-03-11"
    assert line[12:] == ["5", "2026-03-04"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1+1", "＝1+1", "－2", "　=cmd|' /C calc'!A0"]
)
def test_no_cell_that_a_person_typed_is_a_formula(land: Land, client: Client, text: str) -> None:
    land.rows(land.row(due(3), project_name=text, label=text))
    client.force_login(land.province)
    line = read(client)[1]
    assert line[5] == line[7] == f"'{text}"


@pytest.mark.parametrize("text", ["䶮江学校", "3号楼", "(一期)", "", "a=b"])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe(text) == text


def test_an_export_costs_the_same_queries_for_any_number_of_rows_below_a_thousand(land: Land, client: Client) -> None:
    client.force_login(land.province)
    in_force()  # a process builds its calendar once
    costs = []
    for more in (30, 570):
        a_province(land, more)
        client.post("/supervision/exports/", {"format": "csv"})
        job = ExportJob.objects.latest("pk")
        with CaptureQueriesContext(connection) as made:
            assert exporting.write_export(job.pk)
        costs.append(len(made))
    job.refresh_from_db()
    assert job.written == 600
    assert costs[0] == costs[1]
