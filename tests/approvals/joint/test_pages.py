"""The pages of joint procedures: fixed numbers of queries, forms that keep what was typed, files in pieces, calendar."""

from datetime import date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from approvals.joint import commands as joint
from approvals.joint.calendar_file import event
from approvals.models import JointPhoto, JointReview, Remark
from core.time import travel
from tests.approvals import county as c
from tests.approvals.joint import world as w

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def county():
    with travel(date(2026, 3, 2)):
        yield c.build()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def queries(client, address):
    client.get(address)  # sessions and content types are warm
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_list_takes_as_many_queries_for_many_procedures_as_for_one(county, tmp_path):
    first = w.drawing_review(county, tmp_path)
    client = browser(county.people["reviewer", "HOUSING"])
    address = reverse("approvals:joint_list") + "?tab=mine"
    one = queries(client, address)
    for _n in range(3):
        JointReview.objects.filter(pk=first.pk).update(case=None)
        first = joint.opening.open_drawing_review.perform(
            county.owner, c.case(first.application, "301"), drawing=w.drawing(tmp_path=tmp_path)
        )
    assert queries(client, address) == one


def test_a_procedure_takes_as_many_queries_with_many_remarks_as_with_one(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    fire = w.part(review, "FIRE")
    w.remark(county, fire, page=1, x=0.1, y=0.1)
    client = browser(county.people["reviewer", "METEOROLOGY"])
    pages = [reverse("approvals:joint", args=[review.pk]), reverse("approvals:joint_drawing", args=[review.pk])]
    before = [queries(client, page) for page in pages]
    for n in range(6):
        w.remark(county, fire, page=2, x=0.1 * n, y=0.2)
    assert [queries(client, page) for page in pages] == before


def test_a_remark_is_pointed_at_and_the_reader_stays_at_the_page(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    part = w.part(review, "FIRE")
    client = browser(w.officer(county, part))
    address = reverse("approvals:joint_part", args=[part.pk, "remark"])
    sent = {"text": "净宽不足", "clause": "GB 50016-2014 5.5.18", "severity": "MUST", "at": "drawing", "once": "a"}
    response = client.post(address, {**sent, "page": "2", "x": "0.5", "y": "0.25"})
    assert response.url == reverse("approvals:joint_drawing", args=[review.pk]) + "?page=2"
    row = Remark.objects.get()
    assert (row.page, row.x, row.y, row.version.number) == (2, 0.5, 0.25, 1)
    page = client.get(response.url).content.decode()
    assert 'data-x="0.5"' in page
    assert "aria-label" in page
    bad = client.post(address, {**sent, "page": "9", "x": "0.5", "y": "0.25", "once": "b"})
    assert bad.status_code == 422
    assert "图纸没有这一页" in bad.content.decode()
    assert Remark.objects.count() == 1


def test_pressing_twice_makes_one_remark(county, tmp_path):
    part = w.part(w.drawing_review(county, tmp_path), "FIRE")
    client = browser(w.officer(county, part))
    address = reverse("approvals:joint_part", args=[part.pk, "remark"])
    sent = {"text": "净宽不足", "clause": "5.5.18", "severity": "SHOULD", "once": "same"}
    for _press in range(2):
        assert client.post(address, sent).status_code == 302
    assert Remark.objects.count() == 1


def test_a_refused_answer_keeps_what_was_typed(county, tmp_path):
    part = w.part(w.drawing_review(county, tmp_path), "FIRE")
    client = browser(w.officer(county, part))
    response = client.post(reverse("approvals:joint_part", args=[part.pk, "fail"]), {"text": "不符合要求", "once": "a"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "请至少写明一条意见" in page
    assert "不符合要求" in page


def test_a_drawing_is_handed_in_as_one_sound_pdf(county):
    case = c.case(w.accepted(county, "S3"), "301")
    client = browser(county.owner)
    address = reverse("approvals:joint_drawing_start", args=[case.pk])
    for content, name in ((b"MZ not a drawing", "a.pdf"), (w.pdf("x"), "a.dwg")):
        response = client.post(address, {"once": name, "drawing": SimpleUploadedFile(name, content)})
        assert response.status_code == 422
    assert not JointReview.objects.exists()
    response = client.post(address, {"once": "c", "drawing": SimpleUploadedFile("图.pdf", w.pdf("one", "two"))})
    review = JointReview.objects.get()
    assert response.url == reverse("approvals:joint", args=[review.pk])
    assert [sorted(page) for page in review.drawings.get().pages] == [["h", "print", "w"]] * 2


# ---- pieces of a file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "status", "got", "where"),
    [
        ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{n}"),
        ("bytes=5-", 206, slice(5, None), "bytes 5-{last}/{n}"),
        ("bytes=-4", 206, slice(-4, None), "bytes {tail}-{last}/{n}"),
        ("bytes=0-99999999", 206, slice(0, None), "bytes 0-{last}/{n}"),
        ("bytes=99999999-", 416, slice(0, 0), "bytes */{n}"),
        ("bytes=0-1,4-5", 200, slice(0, None), None),
        ("lines=1-2", 200, slice(0, None), None),
        ("", 200, slice(0, None), None),
    ],
)
def test_a_drawing_comes_in_the_pieces_that_were_asked_for(county, tmp_path, asked, status, got, where):
    review = w.drawing_review(county, tmp_path)
    whole = w.pdf("plan", "section")
    address = reverse("approvals:joint_drawing_file", args=[review.drawings.get().pk])
    response = browser(county.owner).get(address, headers={"range": asked} if asked else {})
    assert response.status_code == status
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert body == whole[got]
    n = len(whole)
    assert response.get("Content-Range") == (where.format(n=n, last=n - 1, tail=n - 4) if where else None)
    assert response["Accept-Ranges"] == "bytes"


def test_a_foreign_drawing_looks_absent(county, tmp_path):
    review = w.drawing_review(county, tmp_path)
    address = reverse("approvals:joint_drawing_file", args=[review.drawings.get().pk])
    for user in ("other_owner", "stranger", ("reviewer", "WATER")):
        assert browser(county.people[user]).get(address).status_code == 404


# ---- appointments --------------------------------------------------------------------------------------------


def test_an_appointment_goes_into_ones_own_calendar_and_moves_there(county):
    application = w.accepted(county, "S4")
    lead = county.lead(application)
    at = datetime(2026, 3, 4, 9, 30, tzinfo=SHANGHAI)
    review = joint.convening.book_visit.perform(
        lead, application, kind="VISIT", cases=list(application.cases.values_list("pk", flat=True)), scheduled_at=at,
        place="项目南门, 保安亭",
    )  # fmt: skip
    address = reverse("approvals:joint_calendar", args=[review.pk])
    client = browser(county.people["reviewer", "CIVIL_DEFENCE"])
    lines = client.get(address).content.decode().replace("\r\n ", "").split("\r\n")
    assert "DTSTART:20260304T013000Z" in lines
    assert "LOCATION:项目南门\\, 保安亭" in lines
    assert "SEQUENCE:0" in lines
    joint.convening.rebook.perform(lead, review, scheduled_at=at + timedelta(days=1), place="北门")
    moved = client.get(address).content.decode()
    assert "DTSTART:20260305T013000Z" in moved
    assert "SEQUENCE:1" in moved
    assert "joint_rebooked" in c.messages_of(county.people["reviewer", "CIVIL_DEFENCE"])


def test_no_line_of_a_calendar_file_is_longer_than_75_octets_and_no_character_is_cut():
    stamp = datetime(2026, 3, 2, tzinfo=SHANGHAI)
    content = event(uid="x", summary="联合踏勘" * 40, place="䶮泉路" * 20, text="a\nb;c", start=stamp, stamp=stamp)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert "DESCRIPTION:a\\nb\\;c" in content.decode()


def test_photos_are_uploaded_without_what_the_camera_noted(county):
    application = w.accepted(county, "S4")
    lead = county.lead(application)
    review = joint.convening.book_visit.perform(
        lead, application, kind="VISIT", cases=list(application.cases.values_list("pk", flat=True)), place="南门",
        scheduled_at=datetime(2026, 3, 4, 9, 30, tzinfo=SHANGHAI),
    )  # fmt: skip
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    buffer = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(buffer, "JPEG", exif=exif)
    photo = SimpleUploadedFile("IMG.jpg", buffer.getvalue(), "image/jpeg")
    client = browser(lead)
    response = client.post(
        reverse("approvals:joint_act", args=[review.pk, "photo"]), {"photo": photo, "place": "1#楼", "once": "p"}
    )
    assert response.status_code == 302, response.context["forms"]["photo"].errors
    row = JointPhoto.objects.get()
    shown = client.get(reverse("approvals:joint_photo", args=[row.pk]))
    body = b"".join(shown.streaming_content)
    assert b"SpyCam" not in body
    assert (row.width, row.height, row.place) == (640, 480, "1#楼")
