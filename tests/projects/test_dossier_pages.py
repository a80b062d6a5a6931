"""The pages of the dossier, as a person in a browser without scripts meets them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from shapely.geometry import mapping

from projects.models import Material, Project, Redline
from projects.redline import area, crs
from tests.projects.conftest import FACTORY
from tests.projects.survey_files import GANZHOU_PLOT, NANCHANG_PLOT, geojson, table, zipped_shapefile
from tests.projects.test_dossier_commands import entered
from tests.projects.test_uploads import pdf

VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
BOW_TIE = "2858444.9 38593746.1\n2858544.9 38593846.1\n2858544.9 38593746.1\n2858444.9 38593846.1"


def text_of(response: Any) -> str:
    return response.content.decode()


def posted_redline(world, project: Project, way: str, **data: Any):
    return world.client("owner").post(reverse("projects:redline", args=[project.pk]), {"way": way, **data})


def errors_of(response: Any, way: str, field: str) -> str:
    assert response.status_code == 422
    assert not Redline.objects.exists()
    return " ".join(response.context["forms"][way].errors[field])


def test_an_enterprise_without_projects_is_shown_its_first_step(world):
    page = text_of(world.client("owner").get(reverse("projects:list")))
    assert "还没有项目" in page
    assert reverse("projects:create") in page


def test_entering_a_project_leads_to_its_redline_and_shows_the_whole_path(world):
    owner = world.client("owner")
    answer = owner.post(reverse("projects:create"), FACTORY)
    project = Project.objects.get()
    assert answer["Location"] == reverse("projects:redline", args=[project.pk])
    assert project.investment == 86_000_000
    page = text_of(owner.get(reverse("projects:detail", args=[project.pk])))
    assert "37 个工作日" in page
    assert "建筑工程施工许可" in page
    assert page.count('class="bs-lanes__name"') >= 5
    assert "尚未提供用地红线" in page


def test_the_preview_follows_what_is_typed_and_stores_nothing(world):
    owner = world.client("owner")
    page = text_of(owner.post(reverse("projects:preview"), FACTORY))
    assert "37 个工作日" in page
    assert "60 个工作日" in text_of(owner.post(reverse("projects:preview"), {**FACTORY, "land_mode": "ALLOCATED"}))
    assert "核准" in text_of(owner.post(reverse("projects:preview"), {**FACTORY, "regime": "EXAM"}))
    assert text_of(owner.post(reverse("projects:preview"), {"name": "䶮"}))
    assert not Project.objects.exists()


def test_a_classified_project_stops_the_form_and_gives_nothing_back(world):
    owner = world.client("owner")
    typed = {**FACTORY, "special": "CLASSIFIED", "description": "绝不显示的内容"}
    for name in ("projects:create", "projects:preview"):
        page = text_of(owner.post(reverse(name), typed))
        assert "保密" in page
        assert "绝不显示的内容" not in page
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "<b>䶮垚厂房", "“&lt;”"),
        ("name", "", "必填"),
        ("code", "2403-360702", "24"),
        ("industry", "C99", "99"),
        ("industry", "C", "大类"),
        ("investment", "-5", "0"),
        ("investment", "一亿", "数"),
        ("land_area", "0", "用地面积"),
        ("direct_share", "150", "100"),
        ("planned_completion", "2020-01-01", "早于"),
        ("regime", "EXAM", "备案"),
        ("region", "999999", "999999"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_what_was_typed_stays(world, field, value, words):
    typed = {**FACTORY, "planned_start": "2027-03-01", "address": "翀云大道99号", field: value}
    response = world.client("owner").post(reverse("projects:create"), typed)
    page = text_of(response)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert words in page
    assert "翀云大道99号" in page
    assert not Project.objects.exists()


def test_a_redline_can_be_uploaded_pasted_or_drawn(world):
    project = entered(world)
    upload = SimpleUploadedFile("红线.zip", zipped_shapefile(GANZHOU_PLOT, 4526))
    degrees = mapping(area.to_stored(GANZHOU_PLOT, crs.from_epsg(4526)))
    for way, data in (
        ("upload", {"upload": upload}),
        ("typed", {"coordinates": table(GANZHOU_PLOT.exterior.coords)}),
        ("drawn", {"drawn": json.dumps(degrees)}),
    ):
        answer = posted_redline(world, project, way, **data)
        assert answer.status_code == 302, errors_of(answer, way, list(data)[0])
    stored = list(Redline.objects.order_by("version"))
    assert [one.source for one in stored] == ["upload", "typed", "drawn"]
    assert [one.current for one in stored] == [False, False, True]
    assert {round(one.area_zone) for one in stored} == {10_000}
    assert stored[0].attributes == [{"地块": "㛃垚厂区"}]
    assert stored[0].source_file is not None
    page = text_of(world.client("owner").get(reverse("projects:redline", args=[project.pk])))
    assert "2858444.927" in page
    features = world.client("owner").get(reverse("projects:redline_geojson", args=[project.pk])).json()
    assert features["features"][0]["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 字节"),
        (VRT, "VRT"),
        (geojson(GANZHOU_PLOT, "EPSG:4490"), "数值是米"),
        (zipped_shapefile(GANZHOU_PLOT, 2414), "1954 北京坐标系"),
        (zipped_shapefile(GANZHOU_PLOT, 2362), "1980 西安坐标系"),
        (zipped_shapefile(NANCHANG_PLOT, 4527), "章贡区"),
        (zipped_shapefile(GANZHOU_PLOT.buffer(30), 4526), "相差"),
    ],
    ids=["empty", "vrt", "metres as degrees", "beijing", "xian", "other county", "area"],
)
def test_a_bad_redline_file_is_refused_in_chinese_and_nothing_is_stored(world, content, words):
    upload = SimpleUploadedFile("红线.geojson", content)
    assert words in errors_of(posted_redline(world, entered(world), "upload", upload=upload), "upload", "upload")


def test_a_bad_list_keeps_the_typed_text_and_marks_the_place(world):
    response = posted_redline(world, entered(world), "typed", coordinates=BOW_TIE)
    assert "自相交" in errors_of(response, "typed", "coordinates")
    page = text_of(response)
    assert "38593746.1" in page
    assert response.context["map_spec"]["features"]["features"][0]["geometry"]["type"] == "Point"


def test_six_digit_eastings_are_asked_back_at_the_zone_with_the_fitting_one_chosen(world):
    project = entered(world)
    plain = table([(east - 38_000_000, north) for east, north in GANZHOU_PLOT.exterior.coords])
    response = posted_redline(world, project, "typed", coordinates=plain)
    assert "38 带，地块位于所填县区内" in errors_of(response, "typed", "stated")
    assert '<option value="zone_38" selected>' in text_of(response)
    assert posted_redline(world, project, "typed", coordinates=plain, stated="zone_38").status_code == 302


def test_a_material_is_checked_filed_and_given_back_only_to_those_who_may(world):
    project = entered(world)
    owner = world.client("owner")
    address = reverse("projects:upload_material", args=[project.pk, "project_info"])
    bad = owner.post(address, {"upload": SimpleUploadedFile("信息表.pdf", b"<html>", "application/pdf")})
    assert bad.status_code == 422
    assert "内容不是该类型" in text_of(bad)
    assert not Material.objects.exists()
    assert owner.post(address, {"upload": SimpleUploadedFile("信息表.pdf", pdf())}).status_code == 302
    material = Material.objects.get()
    give = reverse("projects:material_file", args=[material.pk])
    saved = owner.get(give)
    assert saved["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert saved["X-Content-Type-Options"] == "nosniff"
    shown = owner.get(give + "?show")
    assert (shown["Content-Type"], shown["X-Frame-Options"]) == ("application/pdf", "SAMEORIGIN")
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert b"".join(shown.streaming_content).startswith(b"%PDF")
    for name in ("other_owner", "reviewer", "nobody"):
        assert world.client(name).get(give).status_code == 404
    Project.objects.update(state="ACTIVE")
    assert world.client("reviewer").get(give).status_code == 200


def test_every_page_of_a_dossier_is_closed_to_strangers_and_to_those_not_signed_in(world, client):
    project = entered(world)
    names = ("detail", "edit", "redline", "redline_geojson", "redline_file", "vault")
    for name in names:
        address = reverse(f"projects:{name}", args=[project.pk])
        assert "/accounts/login/" in client.get(address)["Location"]
        assert world.client("other_owner").get(address).status_code == 404
    Project.objects.update(state="ACTIVE")
    for name in ("edit", "redline"):
        assert world.client("reviewer").get(reverse(f"projects:{name}", args=[project.pk])).status_code == 403
    assert world.client("reviewer").get(reverse("projects:detail", args=[project.pk])).status_code == 200


def test_an_officer_finds_a_project_by_name_code_or_enterprise(world):
    project = entered(world)
    Project.objects.update(state="ACTIVE")
    officer = world.client("reviewer")
    for words, found in (("䶮垚", True), (project.code[:11], True), ("垚鑫", True), ("没有的", False)):
        page = text_of(officer.get(reverse("projects:list"), {"q": words}))
        assert (project.code in page) is found
    for order in ("name", "-investment", "cap", "created_at"):
        assert project.code in text_of(officer.get(reverse("projects:list"), {"sort": order}))


def test_the_list_costs_the_same_at_any_number_of_rows(world, django_assert_max_num_queries):
    for _number in range(6):
        entered(world)
    owner = world.client("owner")
    owner.get(reverse("projects:list"))
    with django_assert_max_num_queries(10):
        owner.get(reverse("projects:list"))


def test_the_second_person_confirms_major_works_on_the_page(world):
    claim = {"major": "TRANSPORT", "major_reference": "国高清单〔2024〕7号"}
    project = entered(world, facts=claim)
    Project.objects.update(state="ACTIVE")
    lead = world.client("lead")
    assert "国高清单〔2024〕7号" in text_of(lead.get(reverse("projects:detail", args=[project.pk])))
    lead.post(reverse("projects:confirm_major", args=[project.pk]))
    project.refresh_from_db()
    assert project.cap is None


def test_the_form_opens_with_what_is_stored(world):
    owner = world.client("owner")
    owner.post(reverse("projects:create"), {**FACTORY, "height": "23.5", "spoil": "on"})
    project = Project.objects.get()
    page = owner.get(reverse("projects:edit", args=[project.pk]))
    form = page.context["form"]
    assert form["investment"].value() == "8600"
    assert form["height"].value() == "23.5"
    assert form["spoil"].value() is True
    assert not form["gas"].value()
    answer = owner.post(reverse("projects:edit", args=[project.pk]), {**FACTORY, "name": "䶮垚二期厂房"})
    assert answer.status_code == 302
    project.refresh_from_db()
    assert (project.name, project.facts.get("height")) == ("䶮垚二期厂房", None)


def test_pages_speak_english_too(world):
    owner = world.client("owner")
    project = entered(world)
    page = text_of(owner.get(reverse("projects:detail", args=[project.pk]), headers={"accept-language": "en"}))
    assert "37 working days" in page
    assert "Category and limit" in page
