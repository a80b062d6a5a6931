"""Steps 5 and 6 in the browser, as those who look on: the public verifies, the supervisor and the zone watch."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.browser.dossiers import Dossier
from tests.documents.pdf_text import joined


def verify(public: Person, licence: bytes, dossier: Dossier, shot: str) -> None:
    """Open the address of the printed code without signing in; then compare the file itself."""
    page = public.page
    text = joined(licence)
    assert dossier.enterprise in text
    found = re.search(r"查验码\s*([0-9A-Za-z_ -]{22,27})", text)
    assert found, "the licence carries no code to verify it by"
    public.open(f"/v/{found[1].replace(' ', '')}/")
    expect(page.locator(".doc-verdict")).to_contain_text("有效")
    expect(page.locator("main")).to_contain_text(dossier.name)
    expect(page.locator("main")).to_contain_text(dossier.enterprise)
    page.locator("[name=file]").set_input_files(
        {"name": "收到的证件.pdf", "mimeType": "application/pdf", "buffer": licence}
    )
    page.get_by_role("button", name="比对文件").click()
    expect(page.get_by_text("该文件与本系统出具的原件完全一致")).to_be_visible()
    public.picture(f"{shot}-verify")


def verify_nothing(public: Person, shot: str) -> None:
    """A code nobody gave out does not exist."""
    public.refusals = (404,)
    public.page.goto(f"{public.server}/v/2222222222222222222222/")
    expect(public.page.locator(".doc-verdict")).to_contain_text("不存在")
    public.picture(f"{shot}-unknown")


def watch(supervisor: Person, dossier: Dossier, item: str, shot: str) -> None:
    """The wall narrowed to one project, and the clock of an item down to its days."""
    page = supervisor.page
    supervisor.open("/supervision/")
    supervisor.picture(f"{shot}-wall")
    page.locator("[name=q]").fill(dossier.name)
    page.get_by_role("button", name="筛选").click()
    rows = page.locator("table.wall-rows tbody tr")
    expect(rows.first).to_contain_text(dossier.name)
    expect(rows.filter(has_not_text=dossier.name)).to_have_count(0)
    rows.filter(has_text=item).first.get_by_role("rowheader").get_by_role("link").click()
    days = page.locator("table.clock-days")
    expect(days).to_contain_text("起算日")
    expect(page.locator(".clock-sum")).to_contain_text("剩")
    supervisor.picture(f"{shot}-clock")


def look_at_project(zone: Person, project: int, dossier: Dossier, shot: str) -> None:
    """The zone's manager finds the project of the county in the list and opens it."""
    page = zone.page
    zone.open("/projects/")
    page.locator("[name=q]").fill(dossier.name)
    page.locator("[name=q]").press("Enter")
    page.locator(f"main a[href='/projects/{project}/']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(dossier.name)
    zone.picture(f"{shot}-zone")


def travel(who: Person, days: int) -> None:
    """The demo's time machine: `days` 1 or 7."""
    who.page.locator(f".bs-demo button[name=days][value='{days}']").click()
    expect(who.page.locator("#bs-messages")).to_contain_text("当前日期")
