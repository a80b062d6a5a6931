"""补正答复 after acceptance, by the standard of the one before it: one answer per point, old beside new, nothing lost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import doctor
from approvals.corrections import answering
from core.errors import Invalid
from core.time import travel
from tests.approvals import county as c
from tests.approvals.corrections.test_correction_after_acceptance import started
from tests.approvals.test_pages import pdf
from tests.approvals.test_time_alone import reviewing

pytestmark = pytest.mark.django_db
ASKED, LATER = date(2026, 3, 4), date(2026, 3, 5)


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


@pytest.fixture
def case(county):
    row = reviewing(county)
    row = type(row).objects.select_related("item", "department", "application__project").get(pk=row.pk)
    lines = [
        {"material_key": key, "material_name": name, "reason": "与红线不符", "clause": "第3.1条"}
        for key, name in (("cadastral_map", "宗地图"), ("application_form", "申请表"))
    ]
    started(county, row, ASKED, lines=lines)
    return row


@pytest.fixture
def lines(case):
    return list(case.corrections.get().lines.all())


@pytest.fixture
def page(county, case, client):
    """Sends the page of the answer, as its owner, the day after it was asked for."""
    url = reverse("approvals:correction_answer", args=[case.pk])

    def ask(**data):
        with travel(LATER):
            client.force_login(county.owner)
            return client.post(url, data) if data else client.get(url)

    return ask


def upload(name="corrected.pdf", text="corrected"):
    return SimpleUploadedFile(name, pdf(text), "application/pdf")


def hand_in(county, case, answers):
    with travel(LATER):
        return answering.answer_correction.perform(county.owner, case, answers=answers)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "answer"), ({"kind": "FILE"}, "kind"), ({"kind": "TEXT", "answer": " "}, "answer"),
        ({"kind": "THERE", "answer": ""}, "answer"), ({"kind": "LATE"}, "kind"), ({"kind": "NC"}, "kind"),
    ],
)  # fmt: skip
def test_each_way_to_answer_says_what_is_still_missing(county, case, lines, given, field):
    answers = {lines[0].pk: given, lines[1].pk: {"kind": "TEXT", "answer": "面积以实测为准"}}
    with pytest.raises(Invalid) as refused:
        hand_in(county, case, answers)
    assert set(refused.value.fields) == {f"{field}_{lines[0].pk}"}


def test_the_old_version_is_the_one_the_department_works_from_and_stands_beside_the_new(case, lines, page):
    bound = {row.spec.key: row.material for row in case.bindings.select_related("spec", "material")}
    assert [line.old_material for line in lines] == [bound["cadastral_map"], None]
    first = lines[0]
    shown = page(**{f"kind_{first.pk}": "FILE", f"file_{first.pk}": upload(), "save": "1"})
    assert shown.status_code == 302
    text = page().content.decode()
    for words in ("原提交", "更正后", bound[first.material_key].original_name, "corrected.pdf"):
        assert words in text, words
    # Kept, not handed in: the department still works from the old version.
    assert case.bindings.get(spec__key=first.material_key).material == bound[first.material_key]


def test_what_is_typed_and_uploaded_is_kept_where_another_point_is_still_open(case, lines, page):
    first, second = lines
    sent = page(
        **{
            f"kind_{first.pk}": "FILE",
            f"file_{first.pk}": upload(),
            f"kind_{second.pk}": "TEXT",
            f"answer_{second.pk}": "",
        }
    )
    assert sent.status_code == 422
    assert case.application.project.materials.filter(key=first.material_key, current=True).get().version == 2
    done = page(**{f"kind_{first.pk}": "FILE", f"kind_{second.pk}": "TEXT", f"answer_{second.pk}": "面积以实测为准"})
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.state == "OPEN"
    first.refresh_from_db()
    assert (first.answer_kind, first.replacement.version) == ("FILE", 2)
    assert case.bindings.get(spec__key=first.material_key).material == first.replacement
    with travel(LATER):
        assert list(doctor.check()) == []


def test_a_file_that_is_none_is_refused_at_its_field_and_the_words_stay(lines, page):
    first, second = lines
    bad = SimpleUploadedFile("note.exe", b"MZ", "application/octet-stream")
    sent = page(**{f"kind_{first.pk}": "FILE", f"file_{first.pk}": bad, f"answer_{second.pk}": "面积以实测为准"})
    assert sent.status_code == 422
    assert f"file_{first.pk}" in sent.context["form"].errors
    assert "面积以实测为准" in page().content.decode()


def test_whoever_checks_first_hands_nothing_in(case, lines, page):
    typed = {f"{part}_{line.pk}": words for line in lines for part, words in (("kind", "TEXT"), ("answer", "见说明"))}
    assert page(**typed, check="1").status_code == 200
    case.refresh_from_db()
    assert case.state == "CORRECTING"
    assert page(**typed).status_code == 302


def test_after_the_last_day_no_file_goes_into_the_vault(county, case, lines, client):
    with travel(date(2026, 3, 12)):
        client.force_login(county.owner)
        sent = client.post(
            reverse("approvals:correction_answer", args=[case.pk]),
            {f"kind_{lines[0].pk}": "FILE", f"file_{lines[0].pk}": upload()},
        )
    assert sent.status_code == 409
    assert not case.application.project.materials.filter(version=2).exists()
