"""Exports in the background: the row first, progress, one file through a crash, no formula, gone after a week."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from core import files
from core.models import StoredFile
from core.time import now, travel
from supervision import exporting
from supervision.models import ExportJob
from tests.supervision.conftest import TODAY, Land
from tests.supervision.test_wall import a_province, due, everything


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nudge is lost; the sweep finds the row."""
    monkeypatch.setattr(exporting, "nudge", lambda *_args: None)


def asked(client: Client, land: Land, format: str = "xlsx", **query: str) -> ExportJob:
    client.force_login(land.province)
    assert client.post("/supervision/exports/", {"format": format, **query}).status_code == 302
    return ExportJob.objects.latest("pk")


def content(job: ExportJob) -> bytes:
    job.refresh_from_db()
    assert job.state == "READY", job.note
    assert job.file is not None
    return files.read(job.file)


def test_an_asked_export_is_written_by_the_sweep_and_fetched_by_its_owner_alone(land: Land, client: Client) -> None:
    a_province(land, 130)
    job = asked(client, land, region="360100", sort="project")
    assert (job.state, job.query) == ("WAITING", {"region": "360100", "sort": "project"})
    assert "hx-get" in client.get("/supervision/exports/").text
    assert exporting.sweep() == 1
    rows = everything(client, land.province, "?region=360100&sort=project")
    sheet = load_workbook(BytesIO(content(job))).active
    codes = [line[8] for line in sheet.iter_rows(min_row=2, max_row=len(rows) + 1, values_only=True)]
    assert codes == [row.project_code for row in rows]
    assert (job.written, job.total) == (len(rows), len(rows))
    assert "hx-get" not in client.get(f"/supervision/exports/{job.pk}/").text
    answer = client.get(f"/supervision/exports/{job.pk}/file/")
    assert b"".join(answer.streaming_content) == content(job)
    client.force_login(land.officer("360121", "HOUSING"))
    assert client.get(f"/supervision/exports/{job.pk}/file/").status_code == 404


def test_the_sheet_names_person_time_and_conditions_and_holds_dates_and_numbers(land: Land, client: Client) -> None:
    land.rows(land.row(due(-1), label="=1+1", project_name="\x07@SUM(A1)"))
    job = asked(client, land, light="YELLOW")
    exporting.sweep()
    lines = list(load_workbook(BytesIO(content(job))).active.iter_rows())
    cells = lines[1]
    assert [cells[1].value, cells[3].value.date()] == [-1, due(-1)]
    assert (cells[5].value, cells[7].value) == ("'=1+1", "'@SUM(A1)")
    assert all(cell.data_type != "f" for line in lines for cell in line)
    assert [(line[0].value, line[1].value) for line in lines[-3:]] == [
        ("导出人", "㛃province"), ("导出时间", "2026-03-18 10:00"), ("亮灯", "黄牌"),
    ]  # fmt: skip


def test_a_writer_that_died_is_replaced_and_cannot_finish_any_more(land: Land, client: Client) -> None:
    land.rows(land.row(due(3)), land.row(due(4)))
    job = asked(client, land, "csv")
    before = StoredFile.objects.count()
    dead = {}

    def die(job: ExportJob) -> bytes:
        dead["job"] = job
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(exporting, "_content", die)
        exporting.write_export(job.pk)
    assert exporting.sweep() == 0, "it may still be alive"
    ExportJob.objects.filter(pk=job.pk).update(beat_at=now() - timedelta(minutes=3))
    assert exporting.sweep() == 1
    written = content(job)
    with pytest.raises(exporting.TakenOver):
        exporting._finish(dead["job"], b"another file")
    with pytest.raises(exporting.TakenOver):
        exporting._say(dead["job"], 1000)
    assert content(job) == written
    assert StoredFile.objects.count() == before + 1
    assert (exporting.write_export(job.pk), exporting.sweep()) == (False, 0)


def test_a_file_goes_after_a_week_and_the_row_stays(land: Land, client: Client) -> None:
    land.rows(land.row(due(3)))
    job = asked(client, land, "csv")
    exporting.sweep()
    content(job)
    assert job.file is not None
    sha = job.file.sha256
    with travel(TODAY + timedelta(days=8)):
        client.force_login(land.province)
        assert client.get(f"/supervision/exports/{job.pk}/file/").status_code == 404
        exporting.sweep()
    job.refresh_from_db()
    assert (job.state, job.file) == ("EXPIRED", None)
    assert not StoredFile.objects.filter(sha256=sha).exists()


def test_a_fourth_export_waits_for_one_of_three(land: Land, client: Client) -> None:
    for _time in range(5):
        asked(client, land, "csv")
    assert ExportJob.objects.count() == 3


def test_who_lost_the_wall_gets_no_file(land: Land, client: Client) -> None:
    job = asked(client, land, "csv")
    land.province.memberships.all().delete()
    exporting.sweep()
    job.refresh_from_db()
    assert (job.state, job.file) == ("FAILED", None)


def test_a_filter_is_saved_under_a_name_opened_first_renamed_and_deleted(land: Land, client: Client) -> None:
    client.force_login(land.province)
    land.rows(land.row(due(-1)))
    query: dict[str, Any] = {"light": "YELLOW", "region": "360100", "nonsense": "x"}
    assert client.post("/supervision/filters/", {"name": " 南昌黄牌 ", **query})["Location"].startswith(
        "/supervision/?"
    )
    row = land.province.saved_filters.get()
    assert (row.name, row.query) == ("南昌黄牌", {"light": "YELLOW", "region": "360100"})
    assert client.get("/supervision/").status_code == 200
    client.post(f"/supervision/filters/{row.pk}/default/")
    assert client.get("/supervision/")["Location"] == "/supervision/?light=YELLOW&region=360100"
    assert "南昌黄牌" in client.get("/supervision/?all=1").text
    client.post("/supervision/filters/", {"name": "南昌黄牌", "light": "RED"})
    assert land.province.saved_filters.count() == 1, "a name is used once"
    client.post("/supervision/filters/", {"name": "红牌", "light": "RED"})
    other = land.province.saved_filters.get(name="红牌")
    client.post(f"/supervision/filters/{other.pk}/default/")
    assert list(land.province.saved_filters.filter(is_default=True)) == [other]
    client.post(f"/supervision/filters/{row.pk}/rename/", {"name": "甲"})
    row.refresh_from_db()
    assert row.name == "甲"
    client.force_login(land.officer("360121", "HOUSING"))
    assert client.post(f"/supervision/filters/{row.pk}/delete/").status_code == 404
    client.force_login(land.province)
    client.post(f"/supervision/filters/{row.pk}/delete/")
    assert [saved.name for saved in land.province.saved_filters.all()] == ["红牌"]
