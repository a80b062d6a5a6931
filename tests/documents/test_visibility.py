"""Who may see and fetch a paper."""

import pytest
from django.test import Client
from django.urls import reverse

from clocks.models import CalendarVersion, Clock
from core import files
from core.time import now, today
from documents import queries, querysets
from documents.models import Document
from tests.documents import issuing
from tests.documents.issuing import main_of
from tests.people import Province


@pytest.fixture
def paper(jiangxi: Province) -> Document:
    return issuing.licence(jiangxi)


def clock_at(department, paper: Document) -> None:
    Clock.objects.create(
        kind="PROMISED",
        subject_type="approvals.itemcase",
        subject_id=1,
        project_id=paper.project_id,
        label="事项",
        region_id=paper.region_id,
        department=department,
        origin_on=today(),
        limit=7,
        due_on=today(),
        calendar=CalendarVersion.objects.create(number=99, source="", official_until=today(), published_at=now()),
    )


SEES = {"owner", "agent", "limited_agent", "reviewer", "head", "supervisor", "province_supervisor"}


def test_own_enterprise_issuer_and_supervisors_of_the_region_see_it(paper: Document, jiangxi: Province) -> None:
    seen = {name for name in jiangxi.people if Document.objects.visible_to(jiangxi[name]).exists()}
    assert seen == SEES


def test_a_department_that_takes_part_sees_the_papers_of_the_project(paper: Document, jiangxi: Province) -> None:
    clock_at(jiangxi.water, paper)
    seen = {name for name in jiangxi.people if Document.objects.visible_to(jiangxi[name]).exists()}
    assert seen == SEES | {"other_reviewer"}


def test_a_room_below_may_name_further_departments_that_take_part(
    paper: Document, jiangxi: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(querysets, "_taking_part", list(querysets._taking_part))
    far = jiangxi.far.pk
    projects = type(paper.project).objects

    @querysets.takes_part
    def only_the_far_one(departments: frozenset[int]):
        return (projects.all() if far in departments else projects.none()).values("pk")

    seen = {name for name in jiangxi.people if Document.objects.visible_to(jiangxi[name]).exists()}
    assert seen == SEES | {"far_reviewer"}


def test_a_paper_not_yet_handed_out_is_for_officers_only(jiangxi: Province) -> None:
    issuing.licence(jiangxi, release=False)
    seen = {name for name in jiangxi.people if Document.objects.visible_to(jiangxi[name]).exists()}
    assert seen == {"reviewer", "head", "supervisor", "province_supervisor"}


def test_an_agent_limited_to_another_project_sees_nothing(paper: Document, jiangxi: Province) -> None:
    type(paper.project).objects.filter(pk=paper.project_id).update(code="2403-360702-04-01-999999")
    assert Document.objects.visible_to(jiangxi["agent"]).exists()
    assert not Document.objects.visible_to(jiangxi["limited_agent"]).exists()


def test_those_who_see_it_get_exactly_the_stored_bytes(paper: Document, jiangxi: Province, client: Client) -> None:
    for name in sorted(SEES):
        client.force_login(jiangxi.people[name])
        response = client.get(reverse("documents:download", args=[paper.pk]))
        assert response.status_code == 200, name
        assert response.content == files.read(paper.file)
        assert response["Content-Type"] == "application/pdf"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]


def test_a_foreign_paper_and_an_absent_one_answer_alike(paper: Document, jiangxi: Province, client: Client) -> None:
    for name in sorted(set(jiangxi.people) - SEES):
        client.force_login(jiangxi.people[name])
        foreign = client.get(reverse("documents:download", args=[paper.pk]))
        absent = client.get(reverse("documents:download", args=[987654]))
        assert foreign.status_code == absent.status_code == 404, name
        assert main_of(foreign.content.decode()) == main_of(absent.content.decode())


def test_without_sign_in_a_paper_leads_to_the_sign_in(paper: Document, client: Client) -> None:
    response = client.get(reverse("documents:download", args=[paper.pk]))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_the_file_name_is_chinese_and_well_formed(paper: Document, jiangxi: Province, client: Client) -> None:
    client.force_login(jiangxi.people["owner"])
    address = reverse("documents:download", args=[paper.pk])
    shown, saved = client.get(address), client.get(address + "?download")
    assert shown["Content-Disposition"].startswith("inline; filename*=utf-8''%E5%BB%BA%E8%AE%BE")
    assert saved["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert client.post(address).status_code == 405


def test_a_changed_file_is_never_handed_over(paper: Document, jiangxi: Province, client: Client) -> None:
    path = files.path_of(paper.sha256)
    whole = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(whole + b" ")
    client.force_login(jiangxi.people["owner"])
    response = client.get(reverse("documents:download", args=[paper.pk]))
    path.write_bytes(whole)
    assert response.status_code == 409
    assert response["Content-Type"].startswith("text/html")


def test_lists_start_from_what_the_reader_may_see(paper: Document, jiangxi: Province) -> None:
    assert list(queries.of_project(jiangxi["owner"], paper.project)) == [paper]
    assert list(queries.of_subject(jiangxi["owner"], paper.project)) == [paper]
    assert not queries.of_project(jiangxi["other_owner"], paper.project)
