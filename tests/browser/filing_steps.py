"""Steps 2 and 6 in the browser, as the applicant: file a stage, answer the notice, follow it, collect the papers."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from demo.papers import sample
from tests.browser.conftest import Person
from tests.browser.dossiers import Dossier
from tests.documents.pdf_text import joined

PHONE = "0797-8100236"


@dataclass(frozen=True, slots=True)
class Filed:
    """What the receipt says: the application's key and its number."""

    pk: int
    number: str


def file_first_stage(who: Person, project: int, dossier: Dossier, shot: str) -> Filed:
    """From the project's next step to the receipt; every paper is uploaded once."""
    page = who.page
    who.open(f"/projects/{project}/")
    page.get_by_role("link", name="申报本阶段").click()
    page.get_by_role("button", name="开始申报").click()
    page.wait_for_url(re.compile(r"/draft/"))
    return hand_in(who, dossier, shot)


def hand_in(who: Person, dossier: Dossier, shot: str) -> Filed:
    """From the open draft to the receipt."""
    page = who.page
    for name in dossier.items:
        expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    _upload_every_paper(who, dossier)
    form = page.locator("#filing")
    form.locator("[name=contact]").fill("蔺望舒")
    form.locator("[name=phone]").fill(PHONE)
    form.locator("[name=delivery][value=ONLINE]").check()
    form.locator("[name=declared]").check()
    who.picture(f"{shot}-draft")
    form.get_by_role("button", name="检查并提交").click()
    page.wait_for_url(re.compile(r"/receipt/"))
    filed = Filed(int(page.url.split("/")[-3]), page.locator("#receipt-number").inner_text().strip())
    who.picture(f"{shot}-receipt")
    receipt = download(who, page.locator("main a[href^='/documents/']").first)
    assert filed.number in joined(receipt), "the receipt does not carry its number"
    assert dossier.name in joined(receipt)
    return filed


def _upload_every_paper(who: Person, dossier: Dossier) -> None:
    """One sample for every line of the checklist that still waits; the redline is already there."""
    page = who.page
    names = [line.inner_text().strip() for line in page.locator("#papers li[id^=m-] > div > b").all()]
    waiting = [row.get_attribute("id") for row in page.locator("#papers li[id^=m-]:has(form)").all()]
    assert len(names) == len(set(names)), f"a paper is asked for twice: {names}"
    for key in waiting:
        row = page.locator(f"#{key}")
        name = row.locator("b").first.inner_text()
        row.locator("summary").click()
        row.locator("[name=upload]").set_input_files(
            {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": sample(name, dossier.name)}
        )
        row.get_by_role("button", name="上传").click()
        expect(page.locator(f"#{key} a", has_text=f"{name}.pdf")).to_be_visible()


def answer_notice(who: Person, filed: Filed, dossier: Dossier, defects: dict[str, str], shot: str) -> None:
    """The one notice names all defects, word by word; one answer and one new paper for each."""
    page = who.page
    who.open(f"/approvals/{filed.pk}/")
    page.get_by_role("link", name="补正答复").click()
    notice = joined(download(who, page.locator("main a[href^='/documents/']").first))
    for reason in defects.values():
        expect(page.locator("main")).to_contain_text(reason)
        assert reason in notice, "the notice does not say what the clerk wrote"
    for number, field in enumerate(page.locator("textarea[name^=answer_]").all(), start=1):
        field.fill(f"已按告知第{number}条更正。")
    for field in page.locator("input[type=file]").all():
        field.set_input_files(
            {"name": "更正件.pdf", "mimeType": "application/pdf", "buffer": sample("更正件", dossier.name)}
        )
    who.picture(f"{shot}-correction")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def follow(who: Person, project: int, dossier: Dossier, shot: str) -> Locator:
    """The one timeline: who has it, days used and left, what comes next. Gives the rows of the first stage."""
    page = who.page
    who.open(f"/approvals/projects/{project}/")
    expect(page.locator(".bs-next")).to_be_visible()
    stage = page.locator("#stage-S1")
    for name in dossier.items:
        row = stage.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name)).first
        expect(row).to_contain_text("章贡区")
    who.picture(f"{shot}-timeline")
    return stage.locator("tbody tr")


def collect(who: Person, filed: Filed, title: str, shot: str) -> bytes:
    """Download the licence of an issued application."""
    page = who.page
    who.open(f"/approvals/{filed.pk}/")
    who.picture(f"{shot}-issued")
    paper = page.locator("section", has=page.locator("#papers-title")).get_by_role("listitem").filter(has_text=title)
    return download(who, paper.get_by_role("link", name="下载"))


def download(who: Person, link: Locator) -> bytes:
    """What the link hands over; a PDF that opens in the page is read the same way."""
    answer = who.context.request.get(who.server + str(link.get_attribute("href")))
    assert answer.ok, f"{link} answered {answer.status}"
    content = answer.body()
    assert content.startswith(b"%PDF"), "this is no PDF"
    return content
