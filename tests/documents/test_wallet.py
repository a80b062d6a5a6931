"""An enterprise finds its valid papers in one place, and nobody else's."""

import io
import zipfile

import pytest
from django.test import Client

from documents.commands import void_document
from tests.documents import issuing
from tests.people import Province

pytestmark = pytest.mark.django_db


def browser(jiangxi: Province, name: str) -> Client:
    client = Client()
    client.force_login(jiangxi[name])
    return client


def page(jiangxi: Province, name: str, query: str = "") -> str:
    return issuing.main_of(browser(jiangxi, name).get(f"/wallet/{query}").content.decode())


def test_the_wallet_holds_what_counts_today_and_on_request_what_does_not(jiangxi: Province) -> None:
    valid = issuing.licence(jiangxi, number="章规〔2026〕1号", valid_to=None)
    void = issuing.licence(jiangxi, number="章规〔2026〕2号", valid_to=None)
    waiting = issuing.licence(jiangxi, number="章规〔2026〕3号", valid_to=None, release=False)
    void_document(issuing.context(jiangxi["head"], void), void, reason="打印错误")
    shown = page(jiangxi, "owner")
    assert valid.number in shown
    assert valid.token in shown
    assert void.number not in shown
    everything = page(jiangxi, "owner", "?ended=1")
    assert void.number in everything
    assert waiting.number not in everything


def test_it_is_searched_by_number_and_title(jiangxi: Province) -> None:
    paper = issuing.licence(jiangxi, number="章规〔2026〕1号", valid_to=None)
    assert paper.number in page(jiangxi, "owner", "?q=章规〔2026〕")
    assert paper.number not in page(jiangxi, "owner", "?q=无此证照")


def test_one_enterprise_never_sees_the_wallet_of_another_and_officers_have_none(jiangxi: Province) -> None:
    paper = issuing.licence(jiangxi, number="章规〔2026〕1号", valid_to=None)
    assert paper.number not in page(jiangxi, "other_owner")
    assert browser(jiangxi, "supervisor").get("/wallet/").status_code == 403


def test_the_file_holds_every_paper_byte_for_byte(jiangxi: Province) -> None:
    from documents.queries import content

    paper = issuing.licence(jiangxi, number="章规/2026:1号", valid_to=None)
    answer = browser(jiangxi, "owner").get("/wallet/papers.zip")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    (name,) = archive.namelist()
    assert not set("/:") & set(name)
    assert archive.read(name) == content(paper)
